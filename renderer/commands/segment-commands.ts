// Making a structure from values instead of a network: what sets its values and marks, keeps and drops it.

import { partedAt } from '../../core/edit/index.ts';
import type { AppState } from '../state/app-state.ts';
import { patchToolOptions } from '../state/app-store.ts';
import type { SegmentMouse } from '../tools/options.ts';
import { argumentCommand, type Command, command } from './command.ts';
import { moveTo } from './finding-commands.ts';
import type { SegmentPatch, SegmentPort } from './segment-port.ts';
import { chooseTool } from './tool-commands.ts';

const GROUP = 'Bone and air';

const needsSegmentation = (state: AppState) =>
  state.segmentation === null ? 'Nothing is being made from values.' : null;

const MOUSE: readonly { readonly mouse: SegmentMouse; readonly id: string; readonly title: string }[] = [
  { mouse: 'part', id: 'segment.grow', title: 'Grow from a click' },
  { mouse: 'other', id: 'segment.other', title: 'Split off what only touches' },
  { mouse: 'closure', id: 'segment.close', title: 'Close an opening by a line' },
  { mouse: 'box', id: 'segment.box', title: 'Stay in a drawn box' },
];

export const createSegmentCommands = (port: () => SegmentPort | null): Command[] => [
  ...MOUSE.map(({ mouse, id, title }) =>
    command(id, title, GROUP, 'workspace', mouse === 'part' ? ['Shift G'] : [], (context) => {
      patchToolOptions(context.store, { segmentMouse: mouse });
      chooseTool(context, 'segment');
    }),
  ),
  argumentCommand(
    'segment.set',
    'Set a value of what is made from values',
    GROUP,
    'workspace',
    (_context, args) => {
      if (args !== null) port()?.setValues(JSON.parse(args) as SegmentPatch);
    },
    needsSegmentation,
  ),
  argumentCommand(
    'segment.removeClosure',
    'Open a closed opening again',
    GROUP,
    'workspace',
    (_context, args) => port()?.removeClosure(Number(args)),
    needsSegmentation,
  ),
  command(
    'segment.findNecks',
    'Find thin places to split at',
    GROUP,
    'workspace',
    [],
    () => port()?.setValues({ findsNecks: true }),
    needsSegmentation,
  ),
  argumentCommand(
    'segment.splitAt',
    'Split at a thin place',
    GROUP,
    'workspace',
    ({ store }, args) => {
      const neck = store.getState().segmentation?.necks?.[Number(args)];
      if (neck === undefined) return;
      const { others, ...values } = partedAt(neck);
      port()?.setValues(values);
      for (const ijk of others) port()?.mark({ kind: 'other', ijk, view: 'axial' });
    },
    needsSegmentation,
  ),
  argumentCommand(
    'segment.showNeck',
    'Show a thin place',
    GROUP,
    'workspace',
    (context, args) => {
      const neck = context.store.getState().segmentation?.necks?.[Number(args)];
      if (neck !== undefined) moveTo(context, neck.ijk);
    },
    needsSegmentation,
  ),
  command('segment.clear', 'Clear all marks', GROUP, 'workspace', [], () => port()?.clearMarks(), needsSegmentation),
  command(
    'segment.apply',
    'Keep what was made from values',
    GROUP,
    'workspace',
    [],
    () => port()?.apply(),
    needsSegmentation,
  ),
  command(
    'segment.discard',
    'Discard what was made from values',
    GROUP,
    'workspace',
    [],
    () => port()?.discard(),
    needsSegmentation,
  ),
];
