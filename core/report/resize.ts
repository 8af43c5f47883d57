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
  /** Source sample of each tap, held inside the source; `width` a pixel. */
  readonly samples: Int32Array;
  readonly weights: Float32Array;
}

/** Weights of the source samples for each pixel; the kernel widens when pixels are coarser than samples, so that
 * shrinking averages instead of skipping. */
function tapsFor(map: AxisMap, sourceCount: number): Taps {
  const widening = Math.max(1, Math.abs(map.step));
  const reach = 2 * widening;
  const width = Math.ceil(2 * reach);
  const samples = new Int32Array(map.count * width);
  const weights = new Float32Array(map.count * width);
  for (let p = 0; p < map.count; p++) {
    const centre = map.first + p * map.step;
    const from = Math.floor(centre - reach) + 1;
    let sum = 0;
    for (let t = 0; t < width; t++) sum += keys((from + t - centre) / widening);
    for (let t = 0; t < width; t++) {
      samples[p * width + t] = Math.max(0, Math.min(sourceCount - 1, from + t));
      weights[p * width + t] = keys((from + t - centre) / widening) / sum;
    }
  }
  return { width, samples, weights };
}

/** `source` on the pixels of `columns` x `rows`; what lies over half a sample outside it is `outside`. */
export function resize(source: ValueGrid, columns: AxisMap, rows: AxisMap, outside: number): ValueGrid {
  const { width: sw, height: sh, values } = source;
  const across = tapsFor(columns, sw);
  const down = tapsFor(rows, sh);
  const wide = new Float32Array(columns.count * sh);
  for (let y = 0; y < sh; y++) {
    const line = y * sw;
    for (let p = 0; p < columns.count; p++) {
      let sum = 0;
      const end = (p + 1) * across.width;
      for (let t = p * across.width; t < end; t++) {
        sum += (across.weights[t] as number) * (values[line + (across.samples[t] as number)] as number);
      }
      wide[y * columns.count + p] = sum;
    }
  }
  const out = new Float32Array(columns.count * rows.count);
  for (let q = 0; q < rows.count; q++) {
    const to = q * columns.count;
    for (let t = q * down.width; t < (q + 1) * down.width; t++) {
      const weight = down.weights[t] as number;
      const row = (down.samples[t] as number) * columns.count;
      for (let p = 0; p < columns.count; p++) {
        out[to + p] = (out[to + p] as number) + weight * (wide[row + p] as number);
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
