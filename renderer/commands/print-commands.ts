// Acts of the printable model: its steps, its places, its views.

import type { PrintRecipe, PrintStep } from '../../core/print/index.ts';
import {
  firstRecipe,
  insertStep,
  laidOnFace,
  type ModelFacts,
  movedTo,
  moveStep,
  newStep,
  type PlaceOnSurface,
  type PlainStep,
  placedStep,
  placeForStep,
  removeStep,
  replaceStep,
} from '../data/print-steps.ts';
import type { AppState } from '../state/app-state.ts';
import { type AppStore, patchPrint } from '../state/app-store.ts';
import { type Placing, redoRecipe, undoRecipe, withRecipe } from '../state/print-state.ts';
import { argumentCommand, type Command, command } from './command.ts';
import { createPrintMeasureCommands, pickForMeasure } from './print-measure-commands.ts';
import { createImportMesh } from './print-mesh-command.ts';
import { createPrintViewCommands } from './print-view-commands.ts';

const GROUP = 'Print';

/** In the order of the rail and of the digits; a line starts a new group. */
export const PRINT_TOOLS = [
  { id: 'cut', title: 'Cut by plane' },
  { id: 'trim', title: 'Trim to box' },
  { id: 'smooth', title: 'Smooth the surface' },
  { id: 'hollow', title: 'Hollow' },
  { id: 'thicken', title: 'Thicken thin places' },
  { id: 'combine', title: 'Combine' },
  { id: 'offset', title: 'Offset' },
  { id: 'mirror', title: 'Mirror the model' },
  { id: 'pin', title: 'Pin' },
  { id: 'hole', title: 'Hole' },
  { id: 'base', title: 'Base plate' },
  { id: 'text', title: 'Text' },
  { id: 'simplify', title: 'Simplify' },
  { id: 'shells', title: 'Loose pieces' },
  { id: 'scale', title: 'Scale' },
  { id: 'stand', title: 'Lay on the bed' },
] as const satisfies readonly { readonly id: PrintStep['name']; readonly title: string }[];

export type PrintToolId = (typeof PRINT_TOOLS)[number]['id'];

const isPlaced = (id: PrintToolId): id is 'hole' | 'pin' | 'text' => id === 'hole' || id === 'pin' || id === 'text';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;
/** The first ten by digit, those after them with Shift. */
const keysOfTool = (at: number): readonly string[] => {
  const digit = KEYS[at % 10] as string;
  return [at < 10 ? digit : `Shift ${digit}`];
};

export function modelFacts({ print, workspace }: AppState): ModelFacts | null {
  if (print.box === null || workspace === null) return null;
  const structures = workspace.structures.filter(({ id }) => (workspace.volumesMl[id] ?? 0) > 0);
  return {
    ...print.box,
    parts: print.parts.map(({ name }) => name),
    structures: structures.map(({ name }) => name),
    label: workspace.detail.row.label ?? '',
  };
}

const needsModel: Command['unavailable'] = (state) =>
  modelFacts(state) === null ? 'There is no model yet: choose structures first.' : null;

const needsStep: Command['unavailable'] = ({ print }) =>
  print.recipe === null || print.selectedStep === null ? 'Choose a step first.' : null;

function change(
  store: AppStore,
  recipe: PrintRecipe | null,
  selectedStep: number | null,
  label: string,
  key: string | null = null,
): void {
  store.setState(({ print }) => ({
    print: withRecipe(print, { recipe, selectedStep, label, key, nowMs: performance.now() }),
  }));
}

function add(store: AppStore, step: PrintStep, label: string): void {
  const { recipe, selectedStep } = store.getState().print;
  if (recipe === null) return;
  const after = placeForStep(recipe, step, selectedStep);
  change(store, insertStep(recipe, after, step), after + 1, label);
}

const addTool = ({ id, title }: (typeof PRINT_TOOLS)[number], at: number): Command =>
  command(
    `print.add.${id}`,
    `Add: ${title.toLowerCase()}`,
    GROUP,
    'print',
    keysOfTool(at),
    ({ store }) => {
      const facts = modelFacts(store.getState());
      if (facts === null) return;
      if (isPlaced(id)) patchPrint(store, { placing: { what: id, step: null } });
      else add(store, newStep(id satisfies PlainStep, facts), `Add ${title.toLowerCase()}`);
    },
    needsModel,
  );

/** What is being placed, put on a place of the surface. */
export function placeOn(store: AppStore, placing: Placing, place: PlaceOnSurface): void {
  const state = store.getState();
  const { recipe } = state.print;
  const facts = modelFacts(state);
  if (recipe === null || facts === null) return;
  const { what, step: at } = placing;
  if (what === 'distance' || what === 'angle') {
    pickForMeasure(store, what, place);
    return;
  }
  const known = at === null ? undefined : recipe.steps[at];
  if (what === 'stand') {
    if (at !== null) change(store, laidOnFace(recipe, at, place, facts.parts), at, 'Lay on a face');
    return;
  }
  if (known !== undefined) {
    const label = what === 'drain' ? 'Add a drain' : `Move the ${what}`;
    change(store, replaceStep(recipe, at as number, movedTo(known, place)), at, label);
  } else if (what !== 'drain') add(store, placedStep(what, place, facts), `Add ${what}`);
}

const moveBy = (by: 1 | -1): Command =>
  command(
    by === -1 ? 'print.moveUp' : 'print.moveDown',
    by === -1 ? 'Move the step up' : 'Move the step down',
    GROUP,
    'print',
    [by === -1 ? 'Alt ↑' : 'Alt ↓'],
    ({ store }) => {
      const { recipe, selectedStep } = store.getState().print;
      const moved = recipe && selectedStep !== null ? moveStep(recipe, selectedStep, by) : null;
      if (moved && selectedStep !== null) change(store, moved, selectedStep + by, 'Move a step');
    },
    ({ print: { recipe, selectedStep } }) =>
      recipe && selectedStep !== null && moveStep(recipe, selectedStep, by) !== null
        ? null
        : 'The step has no other place there.',
  );

const stepCommands = (): Command[] => [
  argumentCommand('print.begin', 'Make the model', GROUP, 'print', ({ store }, args) => {
    const structures = JSON.parse(args ?? '[]') as readonly string[];
    if (structures.length > 0) change(store, firstRecipe(structures), 0, 'Make the model');
  }),
  argumentCommand('print.selectStep', 'Open a step', GROUP, 'print', ({ store }, args) => {
    const at = Number(args);
    const { selectedStep } = store.getState().print;
    patchPrint(store, { selectedStep: args === null || selectedStep === at ? null : at, placing: null });
  }),
  argumentCommand('print.changeStep', 'Change a step', GROUP, 'print', ({ store }, args) => {
    const { at, step, field } = JSON.parse(args ?? '{}') as { at: number; step: PrintStep; field: string };
    const { recipe } = store.getState().print;
    if (recipe?.steps[at] === undefined) return;
    change(store, replaceStep(recipe, at, step), at, `Change ${step.name}`, `${at.toString()} ${field}`);
  }),
  argumentCommand('print.addStep', 'Add a step', GROUP, 'print', ({ store }, args) => {
    const step = JSON.parse(args ?? 'null') as PrintStep | null;
    if (step !== null) add(store, step, `Add ${step.name}`);
  }),
  command(
    'print.removeStep',
    'Remove the step',
    GROUP,
    'print',
    ['Delete'],
    ({ store }) => {
      const { recipe, selectedStep } = store.getState().print;
      if (recipe === null || selectedStep === null) return;
      const isLast = recipe.steps.length === 1;
      const rest = isLast ? null : removeStep(recipe, selectedStep);
      const next = rest === null ? null : Math.min(selectedStep, rest.steps.length - 1);
      change(store, rest, next, `Remove ${recipe.steps[selectedStep]?.name ?? 'a step'}`);
    },
    (state, context) =>
      needsStep(state, context) ??
      (state.print.selectedStep === 0 && (state.print.recipe?.steps.length ?? 0) > 1
        ? 'The surface comes first: remove the steps after it before.'
        : null),
  ),
  moveBy(-1),
  moveBy(1),
  command(
    'print.undo',
    'Undo',
    GROUP,
    'print',
    ['Ctrl Z', 'Z'],
    ({ store, prints }) =>
      store.getState().print.past.at(-1)?.recipe === 'kept'
        ? prints.current()?.stepKept('undo')
        : store.setState(({ print }) => ({ print: undoRecipe(print) })),
    ({ print }) => (print.past.length > 0 ? null : 'Nothing to undo.'),
  ),
  command(
    'print.redo',
    'Redo',
    GROUP,
    'print',
    ['Ctrl Y', 'Y', 'Ctrl Shift Z'],
    ({ store, prints }) =>
      store.getState().print.future.at(-1)?.recipe === 'kept'
        ? prints.current()?.stepKept('redo')
        : store.setState(({ print }) => ({ print: redoRecipe(print) })),
    ({ print }) => (print.future.length > 0 ? null : 'Nothing to redo.'),
  ),
];

const placeCommands = (): Command[] => [
  argumentCommand('print.place', 'Place on the model', GROUP, 'print', ({ store }, args) => {
    patchPrint(store, { placing: args === null ? null : (JSON.parse(args) as Placing) });
  }),
  command(
    'print.placeHere',
    'Place in the middle of the view',
    GROUP,
    'print',
    ['Enter'],
    ({ store, prints }) => {
      const { placing } = store.getState().print;
      const place = prints.current()?.placeInMiddle() ?? null;
      if (placing === null) return;
      if (place === null) store.setState({ statusText: 'The model is not in the middle of the view: turn it there.' });
      else placeOn(store, placing, place);
    },
    ({ print }) => (print.placing === null ? 'There is nothing to place.' : null),
  ),
];

export const createPrintCommands = (): Command[] => [
  ...PRINT_TOOLS.map(addTool),
  ...stepCommands(),
  createImportMesh(add, needsModel),
  ...placeCommands(),
  ...createPrintMeasureCommands(needsModel),
  ...createPrintViewCommands(needsModel),
];
