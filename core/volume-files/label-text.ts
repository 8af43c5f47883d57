// Texts that name the values of a label map: label descriptions of ITK-SNAP, colour tables of 3D Slicer, and JSON as
// nnU-Net and others write it.

import { AppError } from '../error/index.ts';

export interface NamedLabel {
  readonly label: number;
  readonly name: string;
  readonly colourRgb: readonly [number, number, number] | null;
  /** Code of the Foundational Model of Anatomy, where the text gives one. */
  readonly fmaId?: string | null;
}

/** A text longer than this names no labels. */
const MAX_TEXT = 2 ** 20;
/** And a line of it names none: the patterns below look at each run of spaces from each of its places. */
const MAX_LINE = 1000;

const unreadable = (why: string): AppError =>
  new AppError(
    'invalid-input',
    'LABEL_TEXT',
    `The label names cannot be read: ${why}. Give a label description of ITK-SNAP, a colour table of 3D Slicer, or JSON such as {"1": "Liver"}.`,
  );

/** `IDX R G B A VIS MSH "LABEL"`. */
const ITK_SNAP = /^\s*(\d{1,9})\s+(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\s+[\d.]+\s+\d\s+\d\s+"(.*)"\s*$/;
/** `IDX NAME R G B A`. */
const COLOUR_TABLE = /^\s*(\d{1,9})\s+(\S.*?)\s+(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\s+\d{1,3}\s*$/;

const rgb = (...levels: readonly (string | undefined)[]): [number, number, number] =>
  levels.map((level) => Math.min(255, Number(level))) as [number, number, number];

function fromLine(line: string): NamedLabel | null {
  const snap = ITK_SNAP.exec(line);
  if (snap !== null)
    return { label: Number(snap[1]), name: snap[5] as string, colourRgb: rgb(snap[2], snap[3], snap[4]) };
  const table = COLOUR_TABLE.exec(line);
  if (table === null) return null;
  return { label: Number(table[1]), name: table[2] as string, colourRgb: rgb(table[3], table[4], table[5]) };
}

function fromLines(text: string): NamedLabel[] {
  const found: NamedLabel[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const label = line.length > MAX_LINE ? null : fromLine(line);
    if (label === null) throw unreadable(`line ${at + 1} is neither`);
    found.push(label);
  }
  return found;
}

const levelsOf = (value: unknown): [number, number, number] | null =>
  Array.isArray(value) && value.length === 3 && value.every((n) => Number.isInteger(n) && n >= 0 && n <= 255)
    ? (value as [number, number, number])
    : null;

/** What JSON of our own says beside the names, by value: `structures: [{"value", "colourRgb", "fmaId"}]`. */
function factsOf(structures: unknown): ReadonlyMap<number, Pick<NamedLabel, 'colourRgb' | 'fmaId'>> {
  const rows = Array.isArray(structures) ? (structures as unknown[]) : [];
  return new Map(
    rows.flatMap((row) => {
      const { value, colourRgb, fmaId } = (row ?? {}) as Record<string, unknown>;
      const code = typeof fmaId === 'string' && /^\d{1,16}$/.test(fmaId) ? fmaId : null;
      return typeof value === 'number' ? [[value, { colourRgb: levelsOf(colourRgb), fmaId: code }] as const] : [];
    }),
  );
}

const isNumberText = (text: string): boolean => /^\d{1,9}$/.test(text);

/** `{"Liver": 1}` or `{"1": "Liver"}`, by itself or under `labels`; a list of numbers is a region of nnU-Net, no label. */
function fromJson(text: string): NamedLabel[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid-input', 'LABEL_TEXT', 'The label names are no valid JSON.', { cause });
  }
  const record = (of: unknown): Record<string, unknown> =>
    typeof of === 'object' && of !== null && !Array.isArray(of) ? (of as Record<string, unknown>) : {};
  const labels = record('labels' in record(value) ? record(value)['labels'] : value);
  const facts = factsOf(record(value)['structures']);
  const named = (label: number, name: string): NamedLabel[] => [{ label, name, colourRgb: null, ...facts.get(label) }];
  return Object.entries(labels).flatMap(([key, other]): NamedLabel[] => {
    if (typeof other === 'string' && isNumberText(key)) return named(Number(key), other);
    return Number.isSafeInteger(other) && Number(other) >= 0 ? named(Number(other), key) : [];
  });
}

/**
 * The labels that a text names, without 0, which is no structure.
 * @throws AppError `invalid-input` for a text of another kind, and where a value is named twice
 */
export function readLabelText(text: string): NamedLabel[] {
  if (text.length > MAX_TEXT) throw unreadable('the text is longer than any list of labels');
  const all = text.trimStart().startsWith('{') ? fromJson(text) : fromLines(text);
  const labels = all.filter(({ label }) => label > 0);
  if (labels.length === 0) throw unreadable('it names none');
  const seen = new Set<number>();
  const twice = labels.find(({ label }) => seen.size === seen.add(label).size);
  if (twice !== undefined) throw unreadable(`value ${twice.label} has two names`);
  return labels;
}

/** A label description file of ITK-SNAP. Quotes in a name, for which it has no sign, become apostrophes. */
export function writeItkSnapLabels(labels: readonly NamedLabel[]): string {
  const line = (label: number, [r, g, b]: readonly number[], a: number, name: string) =>
    `${String(label).padStart(5)} ${String(r).padStart(5)} ${String(g).padStart(4)} ${String(b).padStart(4)} ${String(a).padStart(8)} ${a.toString().padStart(2)} ${a.toString().padStart(2)}    "${name.replaceAll('"', "'")}"`;
  return [
    '################################################',
    '# ITK-SnAP Label Description File',
    '# File format: ',
    '# IDX   -R-  -G-  -B-  -A--  VIS MSH  LABEL',
    '################################################',
    line(0, [0, 0, 0], 0, 'Clear Label'),
    ...labels.map(({ label, name, colourRgb }) => line(label, colourRgb ?? [128, 174, 128], 1, name)),
    '',
  ].join('\n');
}
