// Numbers as DICOM decimal strings (DS, PS3.5 6.2): at most 16 bytes, the nearest value that fits.

const DS_BYTES = 16;

/** Fixed-point text of at most 16 bytes; null when the integer part alone does not fit. */
function fixedWithin(value: number): string | null {
  const sign = value < 0 ? 1 : 0;
  const integerDigits = Math.max(1, Math.floor(Math.log10(Math.abs(value))) + 1);
  const decimals = DS_BYTES - sign - integerDigits - 1;
  if (decimals < 1) return null;
  let text = value.toFixed(decimals);
  // 9.99… rounds up to one digit more.
  if (text.length > DS_BYTES) text = value.toFixed(decimals - 1);
  return text.replace(/\.?0+$/, '');
}

function exponentialWithin(value: number): string {
  // The least that fits whatever the exponent: sign, point and e-308 leave eight decimals.
  let text = value.toExponential(8);
  for (let decimals = 9; decimals < DS_BYTES; decimals++) {
    const longer = value.toExponential(decimals);
    // The largest doubles round up to infinity.
    if (longer.length <= DS_BYTES && Number.isFinite(Number(longer))) text = longer;
  }
  return text;
}

/**
 * The DS text nearest to `value`: exact where the shortest decimal form fits into 16 bytes, else rounded to what fits
 * (an LPS coordinate keeps an error below 1e-10 mm). Throws RangeError for NaN and infinities, which DS cannot hold.
 */
export function formatDecimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('a decimal string must be a finite number');
  if (value === 0) return '0';
  const shortest = String(value);
  if (shortest.length <= DS_BYTES) return shortest;
  const fixed = fixedWithin(value);
  if (fixed !== null && Math.abs(value) >= 1e-3) return fixed;
  const exponential = exponentialWithin(value);
  if (fixed === null) return exponential;
  return Math.abs(Number(fixed) - value) <= Math.abs(Number(exponential) - value) ? fixed : exponential;
}

/** Values joined by backslashes as bytes of even length, ready as the value field of a DS element. */
export function encodeDecimalStrings(values: Float64Array): Uint8Array<ArrayBuffer> {
  const texts = new Array<string>(values.length);
  for (let at = 0; at < values.length; at++) texts[at] = formatDecimalString(values[at] as number);
  const text = texts.join('\\');
  return new TextEncoder().encode(text.length % 2 === 0 ? text : `${text} `);
}
