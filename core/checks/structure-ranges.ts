// What is usual for an organ, learnt from many patients, and how far a contour is from it.

import { laterality, suggestTg263 } from './names.ts';

/** Percentiles of a measure over the patients that it was learnt from. */
export interface MeasureRange {
  readonly n: number;
  readonly p01: number;
  readonly p05: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** How contours that are wrong differ from good ones in all measures together: a logistic score. */
export interface Likeness {
  /** Weight of every feature, none below 0: being further from usual never makes a contour better. */
  readonly weights: Readonly<Record<string, number>>;
  /** Score over which a contour is unlike those of most patients. */
  readonly threshold: number;
}

export interface OrganRanges {
  /** Contours that it was learnt from. */
  readonly n: number;
  readonly measures: Readonly<Record<string, MeasureRange>>;
  readonly likeness: Likeness | null;
}

export interface RangesFile {
  readonly schema: 1;
  /** Distance from usual (see `deviation`) over which one measure alone is said. */
  readonly alone: number;
  readonly organs: Readonly<Record<string, OrganRanges>>;
}

export function rangesFor(ranges: RangesFile, name: string): OrganRanges | null {
  const own = ranges.organs[name];
  if (own !== undefined) return own;
  const meant = suggestTg263(name);
  return meant === null || laterality(meant) !== laterality(name) ? null : (ranges.organs[meant] ?? null);
}

/** Share of the median that a scale has at least, so that a measure that is always the same does not count rounding. */
const LEAST_SHARE = 0.02;

/** The least scale of measures by what they are in. */
function leastScale(measure: string): number {
  if (/(Share|Around)$/.test(measure)) return 0.02;
  if (/Mm(@|$)/.test(measure) || /^(dx|dy|dz|topTop|topEnd|endEnd|endTop)@/.test(measure)) return 1;
  if (/Hu(@|$)|^huDifference/.test(measure)) return 5;
  return /^(bodyX|bodyY)$/.test(measure) ? 0.01 : 0.02;
}

/** Signed distance from the median in units in which 1.645 is the 5th and 95th percentile, each side with its own. */
export function deviation(measure: string, range: MeasureRange, value: number): number {
  const side = value >= range.p50 ? range.p95 - range.p50 : range.p50 - range.p05;
  const scale = Math.max(side / 1.645, LEAST_SHARE * Math.abs(range.p50), leastScale(measure));
  return (value - range.p50) / scale;
}

/** Most structures have none of it: the check of islands and holes looks at these itself. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['islandsMl', 'holesMl']);

/** Beyond this more distance says nothing more. */
const FARTHEST = 6;

export interface Deviations {
  /** Of the structure itself: signed, by measure. */
  readonly own: Readonly<Record<string, number>>;
  /** To the other structures: signed, the median over them, by measure without '@'. */
  readonly relations: Readonly<Record<string, number>>;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[at] as number) : ((sorted[at - 1] as number) + (sorted[at] as number)) / 2;
};

/** The neighbour that agrees best with the median stands for all: one that is wrong itself must not blame the others. */
export function deviationsOf(ranges: OrganRanges, measures: Readonly<Record<string, number>>): Deviations {
  const own: Record<string, number> = {};
  const byKind = new Map<string, number[]>();
  for (const [name, value] of Object.entries(measures)) {
    const range = ranges.measures[name];
    if (range === undefined || !Number.isFinite(value) || NOT_COMPARED.has(name)) continue;
    const z = deviation(name, range, value);
    const at = name.indexOf('@');
    if (at < 0) {
      own[name] = z;
      continue;
    }
    const kind = name.slice(0, at);
    byKind.set(kind, [...(byKind.get(kind) ?? []), z]);
  }
  const relations: Record<string, number> = {};
  for (const [kind, values] of byKind) relations[kind] = median(values);
  return { own, relations };
}

/** Features of the score: how far each measure is from usual, 0 to `FARTHEST`. Those of low and high side apart, as being
 * too small means something else than being too large. */
export function likenessFeatures({ own, relations }: Deviations): Record<string, number> {
  const features: Record<string, number> = {};
  const put = (name: string, z: number) => {
    const far = Math.min(FARTHEST, Math.max(0, Math.abs(z) - 1));
    features[`${name}${z < 0 ? '-' : '+'}`] = far;
  };
  for (const [name, z] of Object.entries(own)) put(name, z);
  for (const [name, z] of Object.entries(relations)) put(`${name}@`, z);
  return features;
}

export interface LikenessResult {
  readonly score: number;
  /** Largest part of the score first. */
  readonly reasons: readonly { readonly feature: string; readonly part: number }[];
}

export function scoreLikeness(likeness: Likeness, deviations: Deviations): LikenessResult {
  const reasons = Object.entries(likenessFeatures(deviations))
    .map(([feature, far]) => ({ feature, part: far * (likeness.weights[feature] ?? 0) }))
    .filter(({ part }) => part > 0)
    .sort((a, b) => b.part - a.part);
  return { score: reasons.reduce((sum, { part }) => sum + part, 0), reasons };
}
