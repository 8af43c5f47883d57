// What the values of an image are like inside of something.

/** Of at least one value. `sd` is that of the population; percentiles are linear between the sorted values. */
export interface ValueStatistics {
  readonly count: number;
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
  readonly p05: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p95: number;
}

/** The value below which `share` (0 to 1) of the sorted values lie, linear between neighbours. */
export function percentileOfSorted(sorted: Float32Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const from = sorted[low] as number;
  return from + (at - low) * ((sorted[Math.min(low + 1, sorted.length - 1)] as number) - from);
}

/** null where there are no values, or one of them is not a number. */
export function valueStatistics(values: Float32Array): ValueStatistics | null {
  if (values.length === 0) return null;
  const sorted = values.slice().sort();
  let sum = 0;
  for (const value of sorted) sum += value;
  const mean = sum / sorted.length;
  if (Number.isNaN(mean)) return null;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  const at = (share: number) => percentileOfSorted(sorted, share);
  return {
    count: sorted.length,
    mean,
    sd: Math.sqrt(squares / sorted.length),
    min: at(0),
    max: at(1),
    p05: at(0.05),
    p25: at(0.25),
    median: at(0.5),
    p75: at(0.75),
    p95: at(0.95),
  };
}
