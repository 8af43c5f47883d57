// The window's copy of a document, over a line on which the test decides what arrives when, and the strokes drawn on it.
import { expect } from 'vitest';
import {
  type Edit,
  type EditDocument,
  type PlaneSize,
  type SliceBits,
  type StructureRecord,
  touchedRecord,
} from '../../core/edit/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { createDocumentSession, type DocumentSession } from '../../renderer/data/document-session.ts';
import { bitsWhere } from './edit-stacks.ts';
import { type LineToLibrary, lineToLibrary } from './line-to-library.ts';
import { flatten } from './random-edits.ts';

export const PLANE: PlaneSize = { columns: 7, rows: 5 };
export const PLANES = 4;
export const GEOMETRY = regularGeometry({ size: [7, 5, PLANES], spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
/** Until a message that waits has come. */
export const tick = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

let ids = 0;
export const newId = (): string => `own-${++ids}`;

/** A window on the document at the end of the line; `mostBytes` is what it may remember of its steps. */
export function openSession(line: LineToLibrary, mostBytes?: number): DocumentSession {
  const ports = {
    client: line.client,
    newId,
    now: () => '2026-11-21T09:00:00.000Z',
    reconnected: line.reconnected,
  };
  const session = createDocumentSession(line.state(), GEOMETRY, ports, mostBytes);
  line.onRemote(session.takeRemote);
  return session;
}

/** A line to a library that holds two empty structures, and a window on it. */
export const startSession = (mostBytes?: number): { line: LineToLibrary; session: DocumentSession } => {
  const line = lineToLibrary(PLANE, ['s-a', 's-b']);
  return { line, session: openSession(line, mostBytes) };
};

/** Sets the first `voxels` of a row on plane k. */
export const stroke = (
  session: DocumentSession,
  k: number,
  voxels: number,
): Pick<Edit, 'label' | 'structureId' | 'k' | 'ops'> => ({
  label: `${voxels} on ${k}`,
  structureId: 's-a',
  k,
  ops: [
    {
      type: 'slices',
      structureId: 's-a',
      changes: [
        {
          k,
          before: session.current().slices.get('s-a')?.get(k) ?? null,
          after: { bits: bitsWhere(7, 5, (i, j) => j === 2 && i < voxels) as never, importedLoops: null },
        },
      ],
    },
  ],
});

/** The same stroke, made elsewhere. */
export const remoteStroke = (line: LineToLibrary, id: string, k: number, voxels: number): Edit => {
  const { ops, ...part } = stroke({ current: line.document } as DocumentSession, k, voxels);
  return { ...part, id, at: '2026-11-21T09:30:00.000Z', ops };
};

export const recordOf = (document: EditDocument): StructureRecord => document.structures.get('s-a') as StructureRecord;

/** With what the record says of a stroke. */
export const touching = <P extends Pick<Edit, 'k' | 'ops'>>(document: EditDocument, part: P): P => {
  const before = recordOf(document);
  const after = touchedRecord(before, [part.k as number]);
  return { ...part, ops: [...part.ops, { type: 'structure', id: 's-a', before, after }] };
};

export const labels = (session: DocumentSession): string[] => session.steps().map(({ label }) => label);

/** Window and library hold the same document and the same steps. */
export const expectSame = (session: DocumentSession, line: LineToLibrary): void => {
  expect(flatten(session.current(), PLANE)).toEqual(flatten(line.document(), PLANE));
  expect(session.steps().map(({ editId }) => editId)).toEqual(line.steps().map(({ id }) => id));
  expect(session.head()).toBe(line.head());
};

export const voxelsOn = (session: DocumentSession, k: number): SliceBits['words'] | null =>
  session.current().slices.get('s-a')?.get(k)?.bits.words ?? null;

/** Another window deletes structure s-a whole. */
export function deleteElsewhere(line: LineToLibrary): void {
  const { slices } = line.document();
  const gone = [...(slices.get('s-a') ?? [])].map(([k, before]) => ({ k, before, after: null }));
  const before = line.document().structures.get('s-a') ?? null;
  const ops = [
    { type: 'slices', structureId: 's-a', changes: gone },
    { type: 'structure', id: 's-a', before, after: null },
  ] as Edit['ops'];
  line.addRemote({ id: 'deleted', label: 'Delete', at: '', structureId: 's-a', k: null, ops });
}
