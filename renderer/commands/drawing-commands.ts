// Keys while a tool is in hand: its size, its shape, its gate, and what a drawing of several clicks understands.

import { createSliceEdit, lockReason, type SliceBits, structureSlicesOf } from '../../core/edit/index.ts';
import { patchToolOptions, patchView } from '../state/app-store.ts';
import { type AppContext, type Command, command } from './command.ts';
import type { GesturePort } from './gesture-port.ts';

const GROUP = 'While drawing';

const toTool =
  (key: string) =>
  ({ gestures }: AppContext): void =>
    gestures.current()?.key(key);

interface Clipboard {
  /** A contour belongs to the patient and the planes it was drawn on. */
  readonly documentId: string;
  readonly bits: SliceBits;
}

const needsStructure: Command['unavailable'] = (state, context) => {
  const id = state.view.activeStructureId;
  const open = context.openCase();
  if (id === null || !open) return 'Choose a structure first.';
  return lockReason(open.session.current(), id);
};

export function createDrawingCommands(): Command[] {
  let clipboard: Clipboard | null = null;
  /** The views whose pointer the keyboard moves; views that come later begin without. */
  let steered: GesturePort | null = null;
  return [
    command('drawing.smaller', 'Smaller by 1 mm', GROUP, 'drawing', ['['], toTool('[')),
    command('drawing.larger', 'Larger by 1 mm', GROUP, 'drawing', [']'], toTool(']')),
    command('drawing.smallerShare', 'Smaller by 20 %', GROUP, 'drawing', ['-'], toTool('-')),
    command('drawing.largerShare', 'Larger by 20 %', GROUP, 'drawing', ['+', 'Shift +'], toTool('+')),
    command('drawing.shape', 'Circle or sphere', GROUP, 'workspace', ['Shift B'], ({ store, gestures }) => {
      const { brushShape } = store.getState().toolOptions;
      patchToolOptions(store, { brushShape: brushShape === 'circle' ? 'sphere' : 'circle' });
      gestures.current()?.sizeChanged();
    }),
    command('drawing.gate', 'HU gate', GROUP, 'workspace', ['I'], ({ store }) => {
      const { gate } = store.getState().toolOptions;
      patchToolOptions(store, { gate: { ...gate, isOn: !gate.isOn } });
    }),
    command('drawing.removePoint', 'Remove the last point', GROUP, 'drawing', ['X'], toTool('x')),
    command(
      'drawing.apply',
      'Apply',
      GROUP,
      'workspace',
      ['Enter', 'A'],
      ({ store, gestures, run }) => {
        if (store.getState().operation !== null) run('operation.apply');
        else if (store.getState().segmentation !== null) run('segment.apply');
        else gestures.current()?.key('Enter');
      },
      ({ operation, segmentation, tool }) =>
        operation === null && segmentation === null && tool.toolId === 'crosshair'
          ? 'There is nothing to apply.'
          : null,
    ),
    command(
      'drawing.keyboardPointer',
      'Move the pointer by keys',
      GROUP,
      'workspace',
      ['F8'],
      ({ gestures, store }) => {
        const views = gestures.current();
        const isOn = views !== null && steered !== views;
        steered = isOn ? views : null;
        views?.setKeyboardPointer(isOn);
        store.setState({
          statusText: isOn
            ? 'Arrows move the pointer by one voxel, Shift by ten; Space holds the tool down; F8 ends.'
            : '',
        });
      },
    ),
    command(
      'slice.copy',
      'Copy the contour of this slice',
      'Slices',
      'workspace',
      ['Ctrl C'],
      ({ openCase, store }) => {
        const open = openCase();
        const { view } = store.getState();
        if (!open || view.activeStructureId === null) return;
        const bits = structureSlicesOf(open.session.current(), view.activeStructureId).get(view.crosshairIjk[2]);
        store.setState({ statusText: bits ? 'Contour copied.' : 'There is nothing on this slice.' });
        if (bits) clipboard = { documentId: open.session.documentId, bits };
      },
      (state) => (state.view.activeStructureId === null ? 'Choose a structure first.' : null),
    ),
    command(
      'slice.paste',
      'Paste the contour on this slice',
      'Slices',
      'workspace',
      ['Ctrl V'],
      ({ openCase, store }) => {
        const open = openCase();
        const { view } = store.getState();
        if (!open || view.activeStructureId === null || clipboard?.documentId !== open.session.documentId) return;
        const k = view.crosshairIjk[2];
        const document = open.session.current();
        const before = structureSlicesOf(document, view.activeStructureId).get(k) ?? null;
        const edit = createSliceEdit(
          document,
          view.activeStructureId,
          [{ k, before, after: clipboard.bits }],
          'Paste',
          { k },
        );
        if (edit !== null) open.session.commit(edit);
        patchView(store, { areContoursShown: true });
      },
      (state, context) =>
        needsStructure(state, context) ??
        (clipboard?.documentId === context.openCase()?.session.documentId
          ? null
          : 'No contour was copied in this case.'),
    ),
  ];
}
