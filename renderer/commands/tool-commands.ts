// Choosing tools, and undo and redo, which every tool shares.

import { ownStep } from '../data/document-state.ts';
import { notify, patchView } from '../state/app-store.ts';
import { type AppContext, type Command, command } from './command.ts';

interface ToolEntry {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
  /** True: picking it in Review moves to Edit. */
  readonly isEditing: boolean;
}

/** Rail order is also the order of the digit keys. */
export const TOOLS: readonly ToolEntry[] = [
  { id: 'crosshair', title: 'Crosshair', keys: ['C'], isEditing: false },
  { id: 'window', title: 'Window and level', keys: [], isEditing: false },
  { id: 'pan', title: 'Pan', keys: [], isEditing: false },
  { id: 'zoom', title: 'Zoom', keys: [], isEditing: false },
  { id: 'brush', title: 'Brush', keys: ['B'], isEditing: true },
  { id: 'eraser', title: 'Eraser', keys: ['E'], isEditing: true },
  { id: 'smartBrush', title: 'Smart brush', keys: ['S'], isEditing: true },
  { id: 'draw', title: 'Freehand', keys: ['D'], isEditing: true },
  { id: 'polygon', title: 'Polygon', keys: ['P'], isEditing: true },
  { id: 'nudge', title: 'Nudge', keys: ['N'], isEditing: true },
  { id: 'floodFill', title: 'Flood fill', keys: ['Shift F'], isEditing: true },
  { id: 'segment', title: 'Bone and air from values', keys: ['Shift T'], isEditing: true },
  { id: 'distance', title: 'Distance', keys: ['M'], isEditing: false },
  { id: 'angle', title: 'Angle', keys: ['Shift M'], isEditing: false },
  { id: 'area', title: 'Area', keys: ['Shift A'], isEditing: false },
  { id: 'huCircle', title: 'HU in a circle', keys: ['Shift H'], isEditing: false },
];

export function chooseTool({ store }: AppContext, toolId: string): void {
  const entry = TOOLS.find(({ id }) => id === toolId);
  const { tool, view } = store.getState();
  if (entry?.isEditing && view.mode !== 'edit') patchView(store, { mode: 'edit' });
  if (tool.toolId !== toolId) {
    store.setState({ tool: { toolId, previousToolId: tool.toolId, blocked: null }, statusText: '' });
  }
}

const OTHERS_STEPS = 'What is here was drawn in another window: it is taken back there.';

const isDrawing = (context: AppContext | null) => context?.gestures.current()?.isBusy() === true;

const stepBack = async (context: AppContext, direction: 'undo' | 'redo') => {
  if (direction === 'undo' && isDrawing(context)) {
    context.gestures.current()?.takeBack();
    return;
  }
  const open = context.openCase();
  if (open) await (direction === 'undo' ? open.session.undo() : open.session.redo());
};

export const createToolCommands = (): Command[] => [
  ...TOOLS.map(({ id, title, keys }, at) =>
    command(
      `tool.${id}`,
      title,
      'Tools',
      'workspace',
      [...keys, ...(at < 10 ? [((at + 1) % 10).toString()] : [])],
      (context) => chooseTool(context, id),
    ),
  ),
  command('tool.last', 'Last two tools', 'Tools', 'edit', ['Space'], (context) =>
    chooseTool(context, context.store.getState().tool.previousToolId),
  ),
  command(
    'edit.undo',
    'Undo',
    'Edit',
    'workspace',
    ['Ctrl Z', 'Z'],
    (context) => stepBack(context, 'undo'),
    ({ workspace }, context) => {
      if (isDrawing(context)) return null;
      if (!workspace || workspace.head === 0) return 'Nothing to undo.';
      return ownStep(workspace, 'undo') === null ? OTHERS_STEPS : null;
    },
  ),
  command(
    'edit.redo',
    'Redo',
    'Edit',
    'workspace',
    ['Ctrl Y', 'Y', 'Ctrl Shift Z'],
    (context) => stepBack(context, 'redo'),
    ({ workspace }, context) =>
      isDrawing(context)
        ? 'Finish the drawing first, or press Esc.'
        : workspace && ownStep(workspace, 'redo') !== null
          ? null
          : 'Nothing to redo.',
  ),
  command('history.goTo', 'Go to a step', 'Edit', 'workspace', [], async ({ openCase, store }, args) => {
    const open = openCase();
    const wanted = Number(args);
    if (!open || !Number.isInteger(wanted)) return;
    const head = open.session.head();
    const between = open.session.steps().slice(Math.min(head, wanted), Math.max(head, wanted));
    if (between.some(({ isOthers }) => isOthers)) {
      const text = 'Steps of another window lie between. Undo takes back your own, one by one.';
      notify(store, { tone: 'info', title: 'Not gone there.', text, act: null });
      return;
    }
    while (open.session.head() > wanted && (await open.session.undo()));
    while (open.session.head() < wanted && (await open.session.redo()));
    store.setState({ statusText: '' });
  }),
  command('history.show', 'History', 'Edit', 'workspace', ['Ctrl H'], ({ store }) =>
    store.setState((state) => ({ overlay: state.overlay === 'history' ? 'none' : 'history' })),
  ),
];
