// The printable model of the open case as the window shows it: the list of steps and how it came about, and what the
// worker made of it in figures. Meshes are never here.

import type { PrintRecipe, Quality } from '../../core/print/index.ts';
import { askedMeasure, keptMeasure, type MeasurePick, type PickedKind, type PrintMeasure } from './print-measures.ts';

export type PrintColour = 'plain' | 'wall' | 'deviation' | 'overhang';

/** What a step made, beside its row. */
export interface PrintStepRow {
  readonly changeMl: number;
  /** Volume of the model after it, ml. */
  readonly volumeMl: number;
  readonly maxDeviationMm: number | null;
  readonly partNames: readonly string[];
  readonly triangles: number;
}

export interface PrintPartRow {
  readonly name: string;
  /** `#rrggbb`. */
  readonly colour: string;
  /** Along the patient's axes: right to left, front to back, foot to head. */
  readonly sizeMm: readonly [number, number, number];
  /** Width, depth and height where it is laid on the bed; null: no step lays it. */
  readonly bedSizeMm: readonly [number, number, number] | null;
  /** Parts that keep their places to each other on the bed have one, with the size of all of them; null: not laid. */
  readonly bedBody: { readonly id: string; readonly sizeMm: readonly [number, number, number] } | null;
  readonly volumeMl: number;
  readonly triangles: number;
}

/** A state of the recipe that undo or redo goes to, and the act that led away from it. */
export interface RecipeMoment {
  readonly label: string;
  /** 'kept': of an earlier day, the library has it. */
  readonly recipe: PrintRecipe | null | 'kept';
  readonly selectedStep: number | null;
  readonly measures: readonly PrintMeasure[];
}

/** How far the surface is from the mask, over its points. */
export interface DeviationFigures {
  readonly meanMm: number;
  readonly p95Mm: number;
  readonly maxMm: number;
  /** Half of the largest spacing: what the surface of a mask may be off. */
  readonly limitMm: number;
  /** Shares of them, from 0 to `toMm` in equal steps. */
  readonly shares: readonly number[];
  readonly toMm: number;
}

export interface PrintFinding {
  readonly id: string;
  readonly severity: 'blocks' | 'warning' | 'note';
  readonly title: string;
  readonly text: string;
  /** Where to look, LPS mm; null: nowhere in particular. */
  readonly atLps: readonly [number, number, number] | null;
  /** The mend that is offered. */
  readonly act: { readonly label: string; readonly commandId: string; readonly args: string | null } | null;
}

export interface PrintProblem {
  /** Step that could not be done, from 1; null: it concerns no step. */
  readonly stepNumber: number | null;
  readonly message: string;
}

/** Steps that begin with a place on the surface, and drains of a hollow. */
export type PlacedStep = 'hole' | 'pin' | 'text' | 'drain' | 'stand';

export interface Placing {
  /** A step, or what is measured. */
  readonly what: PlacedStep | PickedKind;
  /** Index of the step that is moved, or of the hollow that is drained; null: a new step. */
  readonly step: number | null;
}

/** Least and greatest coordinates, LPS mm. */
export interface BoxLps {
  readonly minLps: readonly [number, number, number];
  readonly maxLps: readonly [number, number, number];
}

export interface PrintState {
  /** The document that all this belongs to. */
  readonly documentId: string | null;
  /** Revision of the library's steps that these are, or that they were begun on. */
  readonly keptRev: number;
  /** The library does not have all of a model yet. */
  readonly isBehind: boolean;
  /** null: no model has been begun. */
  readonly recipe: PrintRecipe | null;
  readonly past: readonly RecipeMoment[];
  readonly future: readonly RecipeMoment[];
  /** Which field changed last and when (ms): what the same hand does next to it is one step of undo. */
  readonly lastChange: { readonly key: string; readonly atMs: number } | null;
  /** Structure that each name of the recipe means. */
  readonly sources: Readonly<Record<string, string>>;
  /** Index into the steps; its values are open. */
  readonly selectedStep: number | null;
  readonly rows: readonly PrintStepRow[];
  readonly parts: readonly PrintPartRow[];
  /** About the whole model; null: there is none. */
  readonly box: BoxLps | null;
  /** Of the model on the screen; null: none. */
  readonly quality: Quality | null;
  /** Stamps of the structures that the model on the screen was made of, by name. */
  readonly madeFrom: Readonly<Record<string, string>>;
  readonly running: {
    readonly quality: Quality;
    readonly stepNumber: number;
    readonly steps: number;
    readonly fraction: number;
  } | null;
  /** A person ended the making of the model: what is on the screen is of the steps before, or only a preview. */
  readonly stopped: 'before' | 'at the preview' | null;
  readonly problem: PrintProblem | null;
  /** 'Bone_Mandible changed: the steps ran again.' */
  readonly replayed: string | null;
  readonly deviation: DeviationFigures | null;
  readonly findings: readonly PrintFinding[];
  readonly passed: readonly string[];
  readonly isChecking: boolean;
  /** Walls under it are too thin to print, mm. */
  readonly minWallMm: number;
  /** Files are being written; null: none. */
  readonly exporting: { readonly fraction: number } | null;
  /** Why there is no file. */
  readonly exportProblem: string | null;
  readonly hiddenParts: readonly string[];
  readonly activePart: string | null;
  readonly colour: PrintColour;
  readonly apartMm: number;
  /** Parts that a step laid are shown on the bed, not where the patient has them. */
  readonly isOnBed: boolean;
  readonly printerId: string;
  readonly materialId: string;
  /** What the next click on the model places; null: a click chooses a part. */
  readonly placing: Placing | null;
  /** Places of a measure that needs more of them. */
  readonly picks: readonly MeasurePick[];
  readonly measures: readonly PrintMeasure[];
}

export const INITIAL_PRINT: PrintState = {
  documentId: null,
  keptRev: 0,
  isBehind: false,
  recipe: null,
  past: [],
  future: [],
  lastChange: null,
  sources: {},
  selectedStep: null,
  rows: [],
  parts: [],
  box: null,
  quality: null,
  madeFrom: {},
  running: null,
  stopped: null,
  problem: null,
  replayed: null,
  deviation: null,
  findings: [],
  passed: [],
  isChecking: false,
  minWallMm: 1.5,
  exporting: null,
  exportProblem: null,
  hiddenParts: [],
  activePart: null,
  colour: 'plain',
  apartMm: 0,
  isOnBed: true,
  printerId: 'generic',
  materialId: 'pla',
  placing: null,
  picks: [],
  measures: [],
};

/** What there is while there is no model. */
export const EMPTY_MODEL = {
  rows: [],
  parts: [],
  box: null,
  quality: null,
  problem: null,
  deviation: null,
  findings: [],
  passed: [],
  isChecking: false,
} as const satisfies Partial<PrintState>;

/** Steps that undo keeps. */
const MOST_MOMENTS = 200;
/** Changes of one field that follow each other this closely are one act. */
export const SAME_ACT_MS = 1000;

export interface RecipeChange {
  readonly recipe: PrintRecipe | null;
  readonly selectedStep: number | null;
  /** 'Move the cut plane' */
  readonly label: string;
  /** Same field, same hand: merged with the change before; null: an act of its own. */
  readonly key: string | null;
  readonly nowMs: number;
}

const momentOf = ({ recipe, selectedStep, measures }: PrintState, label: string): RecipeMoment => ({
  label,
  recipe,
  selectedStep,
  measures,
});

/** A measure more or less: an act of its own, taken back like a step. */
export const withMeasures = (print: PrintState, measures: readonly PrintMeasure[], label: string): PrintState => ({
  ...print,
  measures,
  picks: [],
  past: [...print.past, momentOf(print, label)].slice(-MOST_MOMENTS),
  future: [],
  lastChange: null,
});

export function withRecipe(print: PrintState, change: RecipeChange): PrintState {
  const { recipe, selectedStep, label, key, nowMs } = change;
  const { lastChange } = print;
  const isSameAct = key !== null && lastChange?.key === key && nowMs - lastChange.atMs < SAME_ACT_MS;
  const moment = momentOf(print, label);
  return {
    ...print,
    recipe,
    selectedStep,
    past: isSameAct ? print.past : [...print.past, moment].slice(-MOST_MOMENTS),
    future: [],
    lastChange: key === null ? null : { key, atMs: nowMs },
    replayed: null,
    exportProblem: null,
    placing: null,
  };
}

function moved(print: PrintState, from: 'past' | 'future', to: 'past' | 'future'): PrintState {
  const moment = print[from].at(-1);
  if (moment === undefined || moment.recipe === 'kept') return print;
  const here = momentOf(print, moment.label);
  return {
    ...print,
    recipe: moment.recipe,
    selectedStep: moment.selectedStep,
    // Their figures may be of another model.
    measures: moment.measures.map((one) => askedMeasure(keptMeasure(one))),
    [from]: print[from].slice(0, -1),
    [to]: [...print[to], here],
    lastChange: null,
    replayed: null,
    placing: null,
  };
}

/** Both leave a state as it is that only the library has. */
export const undoRecipe = (print: PrintState): PrintState => moved(print, 'past', 'future');
export const redoRecipe = (print: PrintState): PrintState => moved(print, 'future', 'past');
