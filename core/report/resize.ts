// Separable cubic resampling of a cut to the square pixels of a picture.

import type { ValueGrid } from './picture.ts';

/** Where the pixels of one axis lie: pixel p has its centre at `first + p * step`, in source samples. */
export interface AxisMap {
  readonly count: number;
  readonly first: number;
  readonly step: number;
}

/** Cubic convolution with a = -0.5 (R. Keys, IEEE Trans. ASSP 29, 1981): passes through the samples, exact for
 * parabolas, no more overshoot than 7 % at an edge. */
function keys(x: number): number {
  const d = Math.abs(x);
  if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
  if (d < 2) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
  return 0;
}

interface Taps {
  readonly width: number;
  readonly start: Int32Array;
  readonly weights: Float32Array;
}

/** Weights of the source samples for each pixel; the kernel widens when pixels are coarser than samples, so that
 * shrinking averages instead of skipping. */
function tapsFor(map: AxisMap): Taps {
  const widening = Math.max(1, Math.abs(map.step));
  const reach = 2 * widening;
  const width = Math.ceil(2 * reach) + 1;
  const start = new Int32Array(map.count);
  const weights = new Float32Array(map.count * width);
  for (let p = 0; p < map.count; p++) {
    const centre = map.first + p * map.step;
    const from = Math.ceil(centre - reach);
    start[p] = from;
    let sum = 0;
    for (let t = 0; t < width; t++) sum += keys((from + t - centre) / widening);
    for (let t = 0; t < width; t++) weights[p * width + t] = keys((from + t - centre) / widening) / sum;
  }
  return { width, start, weights };
}

/** `source` on the pixels of `columns` x `rows`; what lies over half a sample outside it is `outside`. */
export function resize(source: ValueGrid, columns: AxisMap, rows: AxisMap, outside: number): ValueGrid {
  const across = tapsFor(columns);
  const down = tapsFor(rows);
  const { width: sw, height: sh, values } = source;
  const wide = new Float32Array(columns.count * sh);
  for (let y = 0; y < sh; y++) {
    for (let p = 0; p < columns.count; p++) {
      let sum = 0;
      const from = across.start[p] as number;
      for (let t = 0; t < across.width; t++) {
        const x = from + t;
        const clamped = x < 0 ? 0 : x >= sw ? sw - 1 : x;
        sum += (across.weights[p * across.width + t] as number) * (values[y * sw + clamped] as number);
      }
      wide[y * columns.count + p] = sum;
    }
  }
  const out = new Float32Array(columns.count * rows.count);
  for (let q = 0; q < rows.count; q++) {
    const from = down.start[q] as number;
    for (let t = 0; t < down.width; t++) {
      const weight = down.weights[q * down.width + t] as number;
      if (weight === 0) continue;
      const y = from + t;
      const row = (y < 0 ? 0 : y >= sh ? sh - 1 : y) * columns.count;
      for (let p = 0; p < columns.count; p++) {
        out[q * columns.count + p] = (out[q * columns.count + p] as number) + weight * (wide[row + p] as number);
      }
    }
  }
  blankOutside(out, columns, rows, sw, sh, outside);
  return { width: columns.count, height: rows.count, values: out };
}

function blankOutside(
  out: Float32Array,
  columns: AxisMap,
  rows: AxisMap,
  sw: number,
  sh: number,
  outside: number,
): void {
  for (let q = 0; q < rows.count; q++) {
    const y = rows.first + q * rows.step;
    const rowOut = y < -0.5 || y > sh - 0.5;
    for (let p = 0; p < columns.count; p++) {
      const x = columns.first + p * columns.step;
      if (rowOut || x < -0.5 || x > sw - 0.5) out[q * columns.count + p] = outside;
    }
  }
}
