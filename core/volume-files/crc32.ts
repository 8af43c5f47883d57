// CRC-32 as gzip uses it (RFC 1952 section 8), with a step for a run of one byte whose cost does not grow with the run's
// length: most of a mask is one run of zeros.

const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/** Runs up to this length are cheaper byte by byte. */
const SHORT_RUN = 256;
const MAX_RUN_BITS = 32;

/** A linear map of the 32-bit register: column b is the image of bit b. */
type Operator = Uint32Array;

function apply(operator: Operator, vector: number): number {
  let sum = 0;
  for (let bit = 0, rest = vector; rest !== 0; bit++, rest >>>= 1) if (rest & 1) sum ^= operator[bit] as number;
  return sum >>> 0;
}

/** `ZEROS[n]` feeds 2^n zero bytes: each operator is the square of the one before. */
const ZEROS: readonly Operator[] = (() => {
  const operators = [Uint32Array.from({ length: 32 }, (_, bit) => feedByte(2 ** bit, 0))];
  for (let n = 1; n < MAX_RUN_BITS; n++) {
    const before = operators[n - 1] as Operator;
    operators.push(before.map((column) => apply(before, column)));
  }
  return operators;
})();

function feedByte(register: number, byte: number): number {
  return ((TABLE[(register ^ byte) & 0xff] as number) ^ (register >>> 8)) >>> 0;
}

/** The register of a running CRC. Start with `CRC_START`; `finishCrc` gives the value that gzip stores. */
export const CRC_START = 0xffffffff;

export const finishCrc = (register: number): number => (register ^ 0xffffffff) >>> 0;

export function feedBytes(register: number, bytes: Uint8Array): number {
  let crc = register;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return crc >>> 0;
}

/** Feeds `length` bytes of one value. */
export function feedRun(register: number, byte: number, length: number): number {
  let crc = register;
  if (byte !== 0 || length < SHORT_RUN) {
    for (let n = 0; n < length; n++) crc = feedByte(crc, byte);
    return crc;
  }
  for (let bit = 0, rest = length; rest > 0; bit++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) crc = apply(ZEROS[bit] as Operator, crc);
  }
  return crc;
}
