// CRC-32 as gzip uses it (RFC 1952 section 8), with a step for a run of one byte whose cost does not grow with the run's
// length: most of a mask is one run of zeros.

const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/** Runs up to this length are cheaper byte by byte. */
const SHORT_RUN = 48;
/** Longest run of ones that is fed at once: about a row. */
const MAX_ONES_STEP = 1024;

/** A linear map of the 32-bit register, as the images of the 256 values of each of its four bytes. */
type Operator = Uint32Array;

const apply = (operator: Operator, register: number): number =>
  ((operator[register & 0xff] as number) ^
    (operator[256 + ((register >>> 8) & 0xff)] as number) ^
    (operator[512 + ((register >>> 16) & 0xff)] as number) ^
    (operator[768 + (register >>> 24)] as number)) >>>
  0;

function tabulate(map: (register: number) => number): Operator {
  const table = new Uint32Array(1024);
  for (let byte = 0; byte < 4; byte++) {
    for (let value = 0; value < 256; value++) table[256 * byte + value] = map((value << (8 * byte)) >>> 0);
  }
  return table;
}

const zeros: Operator[] = [];

/** Feeds 2^n zero bytes: each operator is the square of the one before. Made when first asked for, since all of them
 * would take 5 ms of every start. */
function zerosOperator(n: number): Operator {
  if (zeros.length === 0) zeros.push(tabulate((register) => feedByte(register, 0)));
  while (zeros.length <= n) {
    const before = zeros[zeros.length - 1] as Operator;
    zeros.push(tabulate((register) => apply(before, apply(before, register))));
  }
  return zeros[n] as Operator;
}

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

/** `ONES[n]`: the register after n bytes of value 1, from 0. */
const ONES = (() => {
  const registers = new Uint32Array(MAX_ONES_STEP + 1);
  for (let n = 1; n <= MAX_ONES_STEP; n++) registers[n] = feedByte(registers[n - 1] as number, 1);
  return registers;
})();

function feedZeros(register: number, length: number): number {
  let crc = register;
  for (let bit = 0, rest = length; rest > 0; bit++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) crc = apply(zerosOperator(bit), crc);
  }
  return crc;
}

/** Feeds `length` bytes of one value, 0 or 1. The register is linear: a run of ones is the same run of zeros, then the
 * sum with what that run of ones makes of an empty register. */
export function feedRun(register: number, value: number, length: number): number {
  let crc = register;
  if (length < SHORT_RUN) {
    for (let n = 0; n < length; n++) crc = feedByte(crc, value);
    return crc;
  }
  if (value === 0) return feedZeros(crc, length);
  for (let rest = length; rest > 0; rest -= MAX_ONES_STEP) {
    const step = Math.min(rest, MAX_ONES_STEP);
    crc = (feedZeros(crc, step) ^ (ONES[step] as number)) >>> 0;
  }
  return crc;
}
