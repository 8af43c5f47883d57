// What the histograms of a case say, row by row: figures, constraints, tables. Each row knows whether it is still that of
// the structure as it is drawn now.

import type { CaseDose } from '../../../core/contract/index.ts';
import {
  type ConstraintResult,
  type ConstraintTemplate,
  constraintsCsv,
  csvCell,
  type DoseHistogram,
  evaluateConstraints,
  evaluateMetric,
  type Figure,
  histogramCsv,
  insideMl,
  isAbout,
  metricName,
  OUTSIDE_SHARE,
  parseMetric,
  structureHead,
} from '../../../core/dose/index.ts';
import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { MadeHistogram } from '../../commands/dose-port.ts';
import { supersededIds } from '../../data/superseded-sets.ts';
import { figureNotes, type ImportedSetState, roiOf } from '../../state/imported-lines.ts';

export interface DvhRow {
  readonly id: string;
  /** As in the set; with the set where several have it. */
  readonly label: string;
  readonly name: string;
  readonly color: string;
  /** null: not made yet, or it cannot be. */
  readonly histogram: DoseHistogram | null;
  /** 'current'; 'stale': of the structure before its last change; 'missing': not made yet. */
  readonly state: 'current' | 'stale' | 'missing';
  readonly notes: readonly string[];
  readonly prescriptionGy: number | null;
  /** Share outside the dose grid, percent; 0: none. */
  readonly outsidePercent: number;
}

export interface DvhSource {
  readonly groups: readonly GroupRecord[];
  readonly structures: readonly StructureRecord[];
  readonly planesOf: Readonly<Record<string, readonly number[]>>;
  readonly made: ReadonlyMap<string, MadeHistogram>;
  /** What came with the imported sets beside the voxels. */
  readonly imported: readonly ImportedSetState[];
  /** Of the targets of the plan, by name. */
  readonly targets: readonly { readonly name: string; readonly prescriptionGy: number }[];
  /** Of everything else. */
  readonly prescriptionGy: number | null;
}

/** Structures whose histograms are wanted: those that are drawn, of sets that have no newer version. */
export function judgedStructures(source: Pick<DvhSource, 'groups' | 'structures' | 'planesOf'>): StructureRecord[] {
  const old = supersededIds(source.groups, source.structures);
  return source.structures.filter(({ id }) => !old.has(id) && (source.planesOf[id]?.length ?? 0) > 0);
}

export function dvhRows(source: DvhSource): DvhRow[] {
  const judged = judgedStructures(source);
  return judged.map((structure) => {
    const { id, name, color, contentRev, groupId } = structure;
    const roi = roiOf(source.imported, structure);
    const made = source.made.get(id);
    const isTwice = judged.some((other) => other.id !== id && other.name === name);
    const group = isTwice ? source.groups.find((own) => own.id === groupId) : undefined;
    const histogram = made?.histogram ?? null;
    const outside = histogram === null ? 0 : histogram.outsideMl / histogram.volumeMl;
    return {
      id,
      name,
      label:
        group === undefined
          ? name
          : `${name}, ${group.label}${group.version > 1 ? ` ${group.version.toString()}` : ''}`,
      color,
      histogram,
      state: made === undefined ? 'missing' : made.contentRev === contentRev ? 'current' : 'stale',
      notes: [...new Set([...(made?.notes ?? []), ...(roi === null ? [] : figureNotes(roi))])],
      prescriptionGy: source.targets.find((target) => target.name === name)?.prescriptionGy ?? source.prescriptionGy,
      outsidePercent: outside > OUTSIDE_SHARE ? 100 * outside : 0,
    };
  });
}

export const figureOf = (row: DvhRow, metric: string): Figure =>
  row.histogram === null
    ? { why: row.state === 'missing' ? 'not computed yet' : (row.notes[0] ?? 'it cannot be computed') }
    : evaluateMetric(parseMetric(metric), row.histogram, row.prescriptionGy);

/** The name as a person types it: without the unit that it has by itself. */
export function shortMetric(metric: string): string {
  const short = metric.replace(/\[.*\]$/, '');
  return metricName(parseMetric(short)) === metric ? short : metric;
}

/** Columns from what a person typed: 'Mean, D2%, V20Gy'. The first that is none is told. */
export function readMetrics(text: string): { readonly metrics: readonly string[] } | { readonly why: string } {
  const names = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  try {
    return { metrics: [...new Set(names.map((name) => metricName(parseMetric(name))))] };
  } catch (thrown) {
    if (thrown instanceof AppError) return { why: thrown.message };
    throw thrown;
  }
}

export interface ConstraintRow extends ConstraintResult {
  /** Of the structure that it is about; null: there is none. */
  readonly row: DvhRow | null;
}

/** Every line of a template on the structures that it is about; what is still to be computed leaves its line open. */
export const constraintRows = (template: ConstraintTemplate, rows: readonly DvhRow[]): ConstraintRow[] =>
  template.constraints.flatMap((line): ConstraintRow[] => {
    const judge = (judged: readonly { name: string; histogram: DoseHistogram; prescriptionGy: number | null }[]) =>
      evaluateConstraints({ ...template, constraints: [line] }, judged)[0] as ConstraintResult;
    const about = rows.filter(({ name }) => isAbout(line, name));
    if (about.length === 0) return [{ ...judge([]), row: null }];
    return about.map((row) => {
      const { histogram, label, name, prescriptionGy } = row;
      const open = () => ({ ...judge([]), why: (figureOf(row, line.metric) as { readonly why: string }).why });
      const result = histogram === null ? open() : judge([{ name, histogram, prescriptionGy }]);
      return { ...result, structure: label, row };
    });
  });

/** What the figures of a dose are of where it is a sum: its parts as the menu names them; empty: it is none. */
export const sumOf = (dose: CaseDose | null, doses: readonly CaseDose[]): string[] =>
  (dose?.parts ?? []).map((id) => `${doses.find(({ doseId }) => doseId === id)?.label ?? 'a dose'} (${id})`);

/** Files of the tables, of current rows alone. `parts`: see `sumOf`. */
export function dvhTables(
  rows: readonly DvhRow[],
  metrics: readonly string[],
  template: ConstraintTemplate | null,
  parts: readonly string[] = [],
): { name: 'dvh' | 'dose-figures' | 'constraints'; csv: string }[] {
  const ready = rows.flatMap(({ label: name, histogram }) => (histogram === null ? [] : [{ name, histogram }]));
  const number = (value: number) => String(Number(value.toPrecision(7)));
  const header = [structureHead(parts), 'Volume (ml)', 'Outside the dose grid (%)', ...metrics];
  const lines = rows
    .filter(({ histogram }) => histogram !== null)
    .map((row) => [
      row.label,
      number((row.histogram as DoseHistogram).volumeMl),
      number(row.outsidePercent),
      ...metrics.map((metric) => {
        const figure = figureOf(row, metric);
        return 'value' in figure ? number(figure.value) : '';
      }),
    ]);
  const figures = `${[header, ...lines].map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`;
  return [
    { name: 'dvh', csv: histogramCsv(ready, 10, parts) },
    { name: 'dose-figures', csv: figures },
    ...(template === null
      ? []
      : [{ name: 'constraints' as const, csv: constraintsCsv(constraintRows(template, rows), parts) }]),
  ];
}

/** True while a table would mix what is with what was. */
export const areAllCurrent = (rows: readonly DvhRow[]): boolean => rows.every(({ state }) => state === 'current');

/** ml inside the dose grid, of which percentages are. */
export const judgedMl = ({ histogram }: DvhRow): number => (histogram === null ? 0 : insideMl(histogram));
