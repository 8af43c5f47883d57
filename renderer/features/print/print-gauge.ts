// Asks the workers for what a measure of the model needs, again with every model, and says how measures are drawn on it.

import type { Vec3 } from '../../../core/geometry/index.ts';
import type { ComparedSource, PrintClient } from '../../data/print-client.ts';
import { type AppStore, patchPrint } from '../../state/app-store.ts';
import {
  askedAgain,
  endName,
  type MeasureEnd,
  type PrintMeasure,
  pickedAngleDeg,
  straightMm,
} from '../../state/print-measures.ts';
import type { PrintState } from '../../state/print-state.ts';
import { formatNumber } from '../../ui/format.ts';
import type { PrintMark } from '../../viewport/print-marks.ts';
import type { GaugeEnd, GaugeFound, GaugeQuestion, WallAnswer } from '../../workers/print-messages.ts';

const mm = (value: number) => `${formatNumber(value, 1)} mm`;

/** A structure as it is now; null: it is not there any more, or empty. */
export type StructureNow = (structureId: string, name: string) => ComparedSource | null;

interface Question {
  readonly question: GaugeQuestion;
  readonly compared: readonly ComparedSource[];
}

/** Throws where a structure is gone. */
function betweenOf(ends: readonly [MeasureEnd, MeasureEnd], structureNow: StructureNow): Question {
  const compared: ComparedSource[] = [];
  const [from, to] = ends.map((end): GaugeEnd => {
    if ('part' in end) return end;
    const source = structureNow(end.structureId, end.structure);
    if (source === null) throw new Error(`${endName(end)} is not there any more, or empty.`);
    compared.push(source);
    return { structureId: source.structureId };
  }) as [GaugeEnd, GaugeEnd];
  return { question: { what: 'between', from, to }, compared };
}

function questionOf(measure: PrintMeasure, structureNow: StructureNow): Question | null {
  if (measure.kind === 'between') {
    return measure.found === 'asked' ? betweenOf([measure.from, measure.to], structureNow) : null;
  }
  const [from, to] = measure.picks;
  if (measure.kind === 'angle' || measure.along !== 'asked' || from === undefined || to === undefined) return null;
  return { question: { what: 'along', fromLps: from.atLps, toLps: to.atLps }, compared: [] };
}

function answered(measure: PrintMeasure, found: GaugeFound): PrintMeasure {
  if (measure.kind === 'distance' && found.what === 'along') {
    const { path } = found;
    return { ...measure, along: path === null ? null : { mm: path.lengthMm, pathLps: path.pointsLps } };
  }
  if (measure.kind !== 'between' || found.what !== 'between') return measure;
  const { minMm, meanMm, p5Mm, relation, nearestLps } = found;
  return { ...measure, found: { minMm, meanMm, p5Mm, relation, nearestLps } };
}

const refused = (measure: PrintMeasure, why: string): PrintMeasure => {
  if (measure.kind === 'between') return { ...measure, found: why };
  return measure.kind === 'distance' ? { ...measure, along: { problem: why } } : measure;
};

const stampsOf = ({ compared }: Question) => compared.map(({ stamp }) => stamp).join(' ');

/** The same of the structures as they are now. */
function stampsNow(measure: PrintMeasure, structureNow: StructureNow): string {
  if (measure.kind !== 'between') return '';
  const ends = [measure.from, measure.to];
  const now = ends.map((end) => ('part' in end ? '' : (structureNow(end.structureId, end.structure)?.stamp ?? 'gone')));
  return now.filter(Boolean).join(' ');
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export interface FollowedMeasures {
  /** Structures may have been drawn on: what was measured on them is measured again. */
  structuresChanged(): void;
  stop(): void;
}

/** Keeps the measures of the state answered until it is told to stop. */
export function followMeasures(
  store: AppStore,
  client: Pick<PrintClient, 'gauge'>,
  structureNow: StructureNow,
): FollowedMeasures {
  const asked = new Set<string>();
  /** Of the structures that each was measured on. */
  const stamps = new Map<string, string>();
  const put = (id: string, change: (measure: PrintMeasure) => PrintMeasure) =>
    patchPrint(store, {
      measures: store.getState().print.measures.map((one) => (one.id === id ? change(one) : one)),
    });
  const askOne = (measure: PrintMeasure) => {
    const { id } = measure;
    const answer = async () => {
      const one = questionOf(measure, structureNow);
      if (one === null) return;
      asked.add(id);
      stamps.set(id, stampsOf(one));
      const found = await client.gauge(one.question, one.compared);
      asked.delete(id);
      // What was drawn meanwhile is not in the answer.
      if (found === null || stampsNow(measure, structureNow) !== stampsOf(one)) ask(store.getState().print.measures);
      else put(id, (own) => answered(own, found));
    };
    answer().catch((error: unknown) => {
      asked.delete(id);
      put(id, (own) => refused(own, messageOf(error)));
    });
  };
  const ask = (measures: readonly PrintMeasure[]) => {
    for (const measure of measures) if (!asked.has(measure.id)) askOne(measure);
  };
  const isOutOfDate = (measure: PrintMeasure): boolean => {
    const known = stamps.get(measure.id);
    if (measure.kind !== 'between' || known === undefined || measure.found === 'asked') return false;
    return stampsNow(measure, structureNow) !== known;
  };
  ask(store.getState().print.measures);
  return {
    structuresChanged: () => {
      for (const measure of store.getState().print.measures) {
        if (isOutOfDate(measure)) put(measure.id, (own) => (own.kind === 'between' ? { ...own, found: 'asked' } : own));
      }
    },
    stop: store.subscribe(
      ({ print }) => print.measures,
      (measures) => ask(measures),
    ),
  };
}

/** Another model has other surfaces between the same places. */
export const measureAgain = (store: AppStore): void => {
  const { measures } = store.getState().print;
  if (measures.length > 0) patchPrint(store, { measures: askedAgain(measures) });
};

const middle = (points: readonly Vec3[]): Vec3 => points[Math.floor(points.length / 2)] as Vec3;
const halfway = (a: Vec3, b: Vec3): Vec3 => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];

function markOf(measure: PrintMeasure): PrintMark | null {
  const plain = { id: measure.id, isButton: false } as const;
  if (measure.kind === 'between') {
    if (typeof measure.found === 'string') return null;
    const { nearestLps, relation } = measure.found;
    const text = relation === 'meeting' ? 'They touch or overlap' : mm(measure.found.minMm);
    const lines = [{ pointsLps: nearestLps, isStraight: true }];
    return {
      ...plain,
      partName: null,
      dotsLps: nearestLps,
      lines,
      label: { text, atLps: halfway(...nearestLps), tone: 'plain' },
    };
  }
  const places = measure.picks.map(({ atLps }) => atLps);
  const [first, second] = places;
  const isOnOne = new Set(measure.picks.map(({ partName }) => partName)).size === 1;
  const partName = isOnOne ? (measure.picks[0]?.partName ?? null) : null;
  if (first === undefined || second === undefined) return null;
  const straight = { pointsLps: places, isStraight: true };
  if (measure.kind === 'angle') {
    const text = `${formatNumber(pickedAngleDeg(measure.picks), 0)}°`;
    return { ...plain, partName, dotsLps: places, lines: [straight], label: { text, atLps: second, tone: 'plain' } };
  }
  const { along } = measure;
  const path = along !== null && typeof along === 'object' && 'pathLps' in along ? along : null;
  const text = path === null ? mm(straightMm(measure.picks)) : `${mm(path.mm)} along`;
  const atLps = path === null ? halfway(first, second) : middle(path.pathLps);
  const lines = path === null ? [straight] : [straight, { pointsLps: path.pathLps, isStraight: false }];
  return { ...plain, partName, dotsLps: places, lines, label: { text, atLps, tone: 'plain' } };
}

/** Thin places that are named on the model, at most. */
const MOST_CALLOUTS = 5;

/** Measures and picked places; where walls are shown in colours also the thinnest of them, to be gone to. */
export function marksOf(print: PrintState, walls: WallAnswer | null): readonly PrintMark[] {
  const measures = print.measures.flatMap((measure) => markOf(measure) ?? []);
  const picked: PrintMark[] =
    print.picks.length === 0 || (print.placing?.what !== 'distance' && print.placing?.what !== 'angle')
      ? []
      : [
          {
            id: 'picks',
            partName: print.picks[0]?.partName ?? null,
            dotsLps: print.picks.map(({ atLps }) => atLps),
            lines: [],
            label: null,
            isButton: false,
          },
        ];
  const thin = print.colour === 'wall' ? (walls?.thin.slice(0, MOST_CALLOUTS) ?? []) : [];
  const callouts = thin.map(
    ({ name, thicknessMm, atLps }, n): PrintMark => ({
      id: `thin ${n.toString()}`,
      partName: name,
      dotsLps: [atLps],
      lines: [],
      label: { text: `${mm(thicknessMm)} wall`, atLps, tone: 'warn' },
      isButton: true,
    }),
  );
  return [...measures, ...picked, ...callouts];
}
