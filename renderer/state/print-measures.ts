// What a hand measured on a printable model: places that it picked, and what lies between them.

import type { SolidsRelation } from '../../core/printability/index.ts';

type Vec3 = readonly [number, number, number];

export interface MeasurePick {
  readonly partName: string;
  readonly atLps: Vec3;
}

export type PickedKind = 'distance' | 'angle';

/** Places needed, by kind. */
export const PICKS: Readonly<Record<PickedKind, number>> = { distance: 2, angle: 3 };

/** A part of the model, or a structure of the case. */
export type MeasureEnd = { readonly part: string } | { readonly structureId: string; readonly structure: string };

export const endName = (end: MeasureEnd): string => ('part' in end ? end.part : end.structure);

export interface BetweenFigures {
  readonly minMm: number;
  /** Over the surface of the first as far as the second lies within reach, mm; null: nowhere does it. */
  readonly meanMm: number | null;
  readonly p5Mm: number | null;
  /** How the two solids lie; from inside, `minMm` is the clearance to the surface of the outer one. */
  readonly relation: SolidsRelation;
}

export type PrintMeasure =
  | {
      readonly id: string;
      readonly kind: 'distance';
      readonly picks: readonly MeasurePick[];
      /** Along the surface; 'asked' until it is known, null where the places lie on pieces that are not joined. */
      readonly along:
        | { readonly mm: number; readonly pathLps: readonly Vec3[] }
        | { readonly problem: string }
        | 'asked'
        | null;
    }
  | { readonly id: string; readonly kind: 'angle'; readonly picks: readonly MeasurePick[] }
  | {
      readonly id: string;
      readonly kind: 'between';
      readonly from: MeasureEnd;
      readonly to: MeasureEnd;
      /** A sentence where it could not be measured. */
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

/** What is kept of a measure: its places; its figures are read again from the model as it is. */
export type KeptMeasure =
  | { readonly id: string; readonly kind: PickedKind; readonly picks: readonly MeasurePick[] }
  | { readonly id: string; readonly kind: 'between'; readonly from: MeasureEnd; readonly to: MeasureEnd };

export const keptMeasure = (measure: PrintMeasure): KeptMeasure => {
  const { id } = measure;
  return measure.kind === 'between'
    ? { id, kind: 'between', from: measure.from, to: measure.to }
    : { id, kind: measure.kind, picks: measure.picks };
};

export function askedMeasure(kept: KeptMeasure): PrintMeasure {
  if (kept.kind === 'between') return { ...kept, found: 'asked' };
  const { id, kind, picks } = kept;
  return kind === 'angle' ? { id, kind, picks } : { id, kind, picks, along: 'asked' };
}

/** Neither end is of the model: another model changes nothing. */
export const isOfStructures = (one: PrintMeasure): boolean =>
  one.kind === 'between' && !('part' in one.from) && !('part' in one.to);

/** What is read from the surface is asked for again: it is another one. */
export const askedAgain = (measures: readonly PrintMeasure[]): readonly PrintMeasure[] =>
  measures.map((one) => (isOfStructures(one) ? one : askedMeasure(keptMeasure(one))));
