// Structure work: what starts it, sets its values, applies and drops it; and the short acts on single slices.

import {
  copyPlane,
  createSliceEdit,
  createStackFrame,
  deletePlane,
  lockReason,
  type PlaneChange,
  type StackFrame,
  type StructureSlices,
  structureSlicesOf,
} from '../../core/edit/index.ts';
import type { AppState } from '../state/app-state.ts';
import { type AppContext, type Command, command } from './command.ts';
import type { OperationPort } from './operation-port.ts';

export interface OperationEntry {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
}

const GROUP = 'Structure work';

const needsStructure: Command['unavailable'] = (state, context) => {
  const id = state.view.activeStructureId;
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

export const createOperationCommands = (
  entries: readonly OperationEntry[],
  port: () => OperationPort | null,
): Command[] => [
  ...entries.map(({ id, title, keys }) =>
    command(`operation.${id}`, `${title}…`, GROUP, 'workspace', keys, () => port()?.start(id), needsStructure),
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
