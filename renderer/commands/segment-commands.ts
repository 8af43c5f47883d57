// Making a structure from values instead of a network: what starts it, sets its values, applies and drops it.

import type { AppState } from '../state/app-state.ts';
import { type Command, command } from './command.ts';
import type { SegmentPatch, SegmentPort } from './segment-port.ts';

const GROUP = 'Bone and air';

const needsSegmentation = (state: AppState) =>
  state.segmentation === null ? 'Nothing is being made from values.' : null;

export const createSegmentCommands = (port: () => SegmentPort | null): Command[] => [
  command(
    'segment.start',
    'Bone and air from values…',
    GROUP,
    'workspace',
    ['Shift T'],
    () => port()?.start(),
    ({ workspace }) =>
      workspace === null ? 'Open a case first.' : workspace.phase === 'ready' ? null : 'The image is still loading.',
  ),
  command(
    'segment.set',
    'Set a value of what is made from values',
    GROUP,
    'workspace',
    [],
    (_context, args) => {
      if (args !== null) port()?.setValues(JSON.parse(args) as SegmentPatch);
    },
    needsSegmentation,
  ),
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
