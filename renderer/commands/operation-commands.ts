// Structure work: what starts it, sets its values, applies and drops it; and the short acts on single slices.

import {
  changesBetween,
  computeOperation,
  copyPlane,
  createSliceEdit,
  createStackFrame,
  decodeOperation,
  deletePlane,
  editableStructure,
  encodeOperation,
  lockReason,
  type PlaneChange,
  type StackFrame,
  type StructureSlices,
  structureSlicesOf,
} from '../../core/edit/index.ts';
import type { AppState } from '../state/app-state.ts';
import { patchView } from '../state/app-store.ts';
import { type AppContext, type Command, command } from './command.ts';
import type { OperationPort } from './operation-port.ts';

export interface OperationEntry {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
}

const GROUP = 'Structure work';

const needsStructure: Command['unavailable'] = (state, context, args = null) => {
  const id = args ?? state.view.activeStructureId;
  const open = context.openCase();
  if (id === null || !open) return 'Choose a structure first.';
  return lockReason(open.session.current(), id);
};

const needsOperation = (state: AppState) => (state.operation === null ? 'No structure work is being set up.' : null);

/** One edit of slices of the active structure; says why when nothing came of it. */
function editSlices(
  context: AppContext,
  label: string,
  nothing: string,
  change: (slices: StructureSlices, frame: StackFrame, k: number) => readonly PlaneChange[],
): void {
  const open = context.openCase();
  const { view } = context.store.getState();
  if (!open || view.activeStructureId === null) return;
  const document = open.session.current();
  const k = Math.round(view.crosshairIjk[2]);
  const frame = createStackFrame(open.geometry);
  const changes = change(structureSlicesOf(document, view.activeStructureId), frame, k);
  const edit = createSliceEdit(document, view.activeStructureId, changes, label, { k });
  if (edit === null) context.store.setState({ statusText: nothing });
  else open.session.commit(edit);
}

/** Does again what a derived structure was made by, from its sources as they are now. */
function update(context: AppContext, structureId: string | null): void {
  const open = context.openCase();
  const id = structureId ?? context.store.getState().view.activeStructureId;
  if (!open || id === null) return;
  const document = open.session.current();
  const record = editableStructure(document, id);
  const operation = record.derivedFrom && decodeOperation(record.derivedFrom.operation);
  const sources = record.derivedFrom?.sources.map(({ structureId: source }) => document.structures.get(source)) ?? [];
  const known = sources.filter((source) => source !== undefined);
  const [first, ...others] = known.map((source) => structureSlicesOf(document, source.id));
  if (!operation || first === undefined || known.length < sources.length) {
    context.store.setState({ statusText: `What ${record.name} was made from is not there any more.` });
    return;
  }
  const made = computeOperation(operation, createStackFrame(open.geometry), first, others);
  const edit = createSliceEdit(document, id, changesBetween(structureSlicesOf(document, id), made), 'Update', {
    derivedFrom: {
      operation: encodeOperation(operation),
      sources: known.map((source) => ({ structureId: source.id, contentRev: source.contentRev })),
    },
  });
  if (edit !== null) {
    open.session.commit(edit);
    return;
  }
  // The voxels stay as they are: only the record learns that it is up to date.
  open.session.commit({
    label: `Update on ${record.name}`,
    structureId: id,
    k: null,
    ops: [
      {
        type: 'structure',
        id,
        before: record,
        after: {
          ...record,
          derivedFrom: {
            operation: encodeOperation(operation),
            sources: known.map((source) => ({ structureId: source.id, contentRev: source.contentRev })),
          },
        },
      },
    ],
  });
}

export const createOperationCommands = (
  entries: readonly OperationEntry[],
  port: () => OperationPort | null,
): Command[] => [
  ...entries.map(({ id, title, keys }) =>
    command(
      `operation.${id}`,
      `${title}…`,
      GROUP,
      'workspace',
      keys,
      ({ store }, args) => {
        if (args !== null) patchView(store, { activeStructureId: args });
        port()?.start(id);
      },
      needsStructure,
    ),
  ),
  command('operation.update', 'Update a derived structure', GROUP, 'workspace', [], update, (state) =>
    state.workspace?.structures.some(({ derivedFrom }) => derivedFrom !== null)
      ? null
      : 'No structure was made from another one.',
  ),
  command(
    'operation.set',
    'Set a value of the structure work',
    GROUP,
    'workspace',
    [],
    (_context, args) => {
      if (args !== null) port()?.setValues(JSON.parse(args) as Parameters<OperationPort['setValues']>[0]);
    },
    needsOperation,
  ),
  command('operation.apply', 'Apply the structure work', GROUP, 'workspace', [], () => port()?.apply(), needsOperation),
  command(
    'operation.discard',
    'Discard the structure work',
    GROUP,
    'workspace',
    [],
    () => port()?.discard(),
    needsOperation,
  ),
  command(
    'slice.copyNext',
    'Copy to next slice',
    GROUP,
    'workspace',
    ['Ctrl →'],
    (context) => {
      editSlices(context, 'Copy to next slice', 'There is nothing on this slice to copy.', (slices, frame, k) =>
        copyPlane(slices, frame, k, k + 1),
      );
      context.run('slice.next');
    },
    needsStructure,
  ),
  command(
    'slice.copyPrevious',
    'Copy to previous slice',
    GROUP,
    'workspace',
    ['Ctrl ←'],
    (context) => {
      editSlices(context, 'Copy to previous slice', 'There is nothing on this slice to copy.', (slices, frame, k) =>
        copyPlane(slices, frame, k, k - 1),
      );
      context.run('slice.previous');
    },
    needsStructure,
  ),
  command(
    'slice.delete',
    'Delete on this slice',
    GROUP,
    'workspace',
    ['Delete'],
    (context) =>
      editSlices(context, 'Delete on slice', 'There is nothing on this slice.', (slices, _frame, k) =>
        deletePlane(slices, k),
      ),
    needsStructure,
  ),
];
