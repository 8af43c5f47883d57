// What a hand measured on a printable model: places that it picked, and what lies between them.

type Vec3 = readonly [number, number, number];

export interface MeasurePick {
  readonly partName: string;
  readonly atLps: Vec3;
}

export type PickedKind = 'distance' | 'angle';

/** Places needed, by kind. */
export const PICKS: Readonly<Record<PickedKind, number>> = { distance: 2, angle: 3 };

export interface BetweenFigures {
  /** Of the first part to the second, over its surface as far as the second lies within reach, mm. */
  readonly minMm: number;
  readonly meanMm: number;
  readonly p5Mm: number;
  /** They touch or cross. */
  readonly overlaps: boolean;
}

export type PrintMeasure =
  | {
      readonly id: string;
      readonly kind: 'distance';
      readonly picks: readonly MeasurePick[];
      /** Along the surface; 'asked' until it is known, null where the places lie on pieces that are not joined. */
      readonly along: { readonly mm: number; readonly pathLps: readonly Vec3[] } | 'asked' | null;
    }
  | { readonly id: string; readonly kind: 'angle'; readonly picks: readonly MeasurePick[] }
  | {
      readonly id: string;
      readonly kind: 'between';
      readonly from: string;
      readonly to: string;
      readonly found: (BetweenFigures & { readonly nearestLps: readonly [Vec3, Vec3] }) | 'asked' | string;
    };

const difference = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

export const straightMm = ([a, b]: readonly MeasurePick[]): number =>
  a === undefined || b === undefined ? Number.NaN : Math.hypot(...difference(b.atLps, a.atLps));

/** At the second of three places, degrees; NaN where two of them are the same. */
export function pickedAngleDeg([a, apex, b]: readonly MeasurePick[]): number {
  if (a === undefined || apex === undefined || b === undefined) return Number.NaN;
  const [u, v] = [difference(a.atLps, apex.atLps), difference(b.atLps, apex.atLps)];
  const cosine = (u[0] * v[0] + u[1] * v[1] + u[2] * v[2]) / (Math.hypot(...u) * Math.hypot(...v));
  return (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
}

/** What is read from the surface is asked for again: it is another one. */
export const askedAgain = (measures: readonly PrintMeasure[]): readonly PrintMeasure[] =>
  measures.map((one) => {
    if (one.kind === 'distance') return { ...one, along: 'asked' };
    return one.kind === 'between' ? { ...one, found: 'asked' } : one;
  });
