// Decimal strings of contour data straight from the bytes: a structure set holds hundreds of thousands of numbers, and
// making a string of each would cost more than everything else.

/** 10^0 … 10^22: the powers of ten that are exact in a double. */
const POWERS = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

/** Integers below this are exact in a double, and times ten plus nine still are. */
const SAFE_MANTISSA = 9e14;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** Correctly rounded by one division, since digits and power are both exact; NaN when the text is not so simple. */
function parseSimple(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const negative = bytes[at] === 0x2d;
  if (negative || bytes[at] === 0x2b) at++;
  let mantissa = 0;
  let decimals = -1;
  let digits = 0;
  for (; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x2e && decimals < 0) decimals = 0;
    else if (byte >= 0x30 && byte <= 0x39 && mantissa < SAFE_MANTISSA) {
      mantissa = mantissa * 10 + (byte - 0x30);
      digits++;
      if (decimals >= 0) decimals++;
    } else return Number.NaN;
  }
  if (digits === 0 || decimals > 22) return Number.NaN;
  const value = decimals > 0 ? mantissa / (POWERS[decimals] as number) : mantissa;
  return negative ? -value : value;
}

function parseOne(bytes: Uint8Array, start: number, end: number): number {
  let [from, to] = [start, end];
  while (from < to && isSpace(bytes[from] as number)) from++;
  while (to > from && isSpace(bytes[to - 1] as number)) to--;
  const simple = parseSimple(bytes, from, to);
  if (!Number.isNaN(simple)) return simple;
  const text = String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 64)));
  return to - from <= 64 && NUMBER.test(text) ? Number(text) : Number.NaN;
}

/** The values of a DS value field (PS3.5 6.2), NaN for one that is not a number; [] when it is empty. */
export function parseDecimalStrings(bytes: Uint8Array): Float64Array {
  let end = bytes.length;
  while (end > 0 && isSpace(bytes[end - 1] as number)) end--;
  if (end === 0) return new Float64Array(0);
  let count = 1;
  for (let at = 0; at < end; at++) if (bytes[at] === 0x5c) count++;
  const values = new Float64Array(count);
  let start = 0;
  for (let n = 0; n < count; n++) {
    let stop = start;
    while (stop < end && bytes[stop] !== 0x5c) stop++;
    values[n] = parseOne(bytes, start, stop);
    start = stop + 1;
  }
  return values;
}
