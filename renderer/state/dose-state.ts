// The doses of the open case, and how the one in hand is looked at.

import * as z from 'zod';
import { type CaseDose, ConstraintTemplateWire } from '../../core/contract/index.ts';
import type { ConstraintTemplate } from '../../core/dose/index.ts';

export type DoseUnit = 'Gy' | '%';
export type DoseLook = 'lines' | 'wash' | 'both';

export interface LevelSetting {
  /** In the unit of the levels. */
  readonly value: number;
  /** `#rrggbb`. */
  readonly color: string;
}

/** Kept with the case. */
export interface DoseView {
  /** null: none was chosen; a case with one dose shows that one. */
  readonly doseId: string | null;
  readonly isShown: boolean;
  readonly look: DoseLook;
  /** Of the wash, percent. */
  readonly opacity: number;
  /** Of the levels; null: % where a prescription is known, else Gy. */
  readonly unit: DoseUnit | null;
  /** null: those that are usual for the unit. */
  readonly levels: readonly LevelSetting[] | null;
  /** What a person says that 100 % is; null: what the plan says. */
  readonly prescriptionGy: number | null;
  readonly isDvhShown: boolean;
  readonly dvh: {
    readonly kind: 'cumulative' | 'differential';
    readonly volume: '%' | 'ml';
    readonly dose: DoseUnit;
    readonly tab: 'figures' | 'constraints';
    /** Columns of the table, by their TG-263 names. */
    readonly metrics: readonly string[];
    /** What the plan is held to; null: nothing. Kept as it was when it was chosen. */
    readonly template: ConstraintTemplate | null;
  };
}

export const INITIAL_DOSE_VIEW: DoseView = {
  doseId: null,
  isShown: true,
  look: 'lines',
  opacity: 40,
  unit: null,
  levels: null,
  prescriptionGy: null,
  isDvhShown: false,
  dvh: {
    kind: 'cumulative',
    volume: '%',
    dose: 'Gy',
    tab: 'figures',
    metrics: ['Mean[Gy]', 'Max[Gy]', 'D0.03cc[Gy]', 'D2%[Gy]', 'D95%[Gy]', 'V20Gy[%]'],
    template: null,
  },
};

/** More lines than anybody tells apart. */
export const MOST_LEVELS = 16;
export const MOST_METRICS = 10;
export const LARGEST_GY = 1000;

const Unit = z.enum(['Gy', '%']);
const Level = z.object({
  value: z.number().positive().max(LARGEST_GY),
  color: z.string().regex(/^#[0-9a-f]{6}$/i),
});

export const DoseViewSchema = z.object({
  doseId: z.string().max(80).nullable(),
  isShown: z.boolean(),
  look: z.enum(['lines', 'wash', 'both']),
  opacity: z.number().min(0).max(100),
  unit: Unit.nullable(),
  levels: z.array(Level).min(1).max(MOST_LEVELS).nullable(),
  prescriptionGy: z.number().positive().max(LARGEST_GY).nullable(),
  isDvhShown: z.boolean(),
  dvh: z.object({
    kind: z.enum(['cumulative', 'differential']),
    volume: z.enum(['%', 'ml']),
    dose: Unit,
    tab: z.enum(['figures', 'constraints']),
    metrics: z.array(z.string().max(40)).max(MOST_METRICS),
    template: ConstraintTemplateWire.nullable(),
  }),
});

/** What is known of the doses of the open case; their values never come in here. */
export interface DoseState {
  /** null: not asked yet. */
  readonly doses: readonly CaseDose[] | null;
  /** Of the dose in hand. */
  readonly phase: 'none' | 'reading' | 'ready' | 'failed';
  /** Why there is none, in words for a person. */
  readonly problem: string | null;
  /** Grows with every histogram that is made. */
  readonly histogramRev: number;
  /** Histograms being made; null: none is. */
  readonly making: { readonly done: number; readonly total: number } | null;
}

export const INITIAL_DOSE: DoseState = { doses: null, phase: 'none', problem: null, histogramRev: 0, making: null };

/**
 * The dose in hand: the chosen one, where none was chosen the only one that may be shown. null: there is none, or a person
 * must choose. Another one never takes the place of the chosen one.
 */
export function doseInHand(dose: DoseState, view: DoseView): CaseDose | null {
  const usable = dose.doses?.filter(({ blocked }) => blocked === null) ?? [];
  if (view.doseId !== null) return usable.find(({ doseId }) => doseId === view.doseId) ?? null;
  const [only, second] = usable;
  return only !== undefined && second === undefined ? only : null;
}

/** True: a dose was chosen that cannot be shown any more. */
export const isChosenGone = (dose: DoseState, view: DoseView): boolean =>
  dose.doses !== null && view.doseId !== null && doseInHand(dose, view) === null;

/** What 100 % is, Gy: what a person said, else the plan; null where nothing says it. */
export const prescriptionGy = (dose: CaseDose | null, view: DoseView): number | null =>
  view.prescriptionGy ?? dose?.plan?.prescriptionGy ?? null;

/** The unit in which levels are set: % of nothing is no level. */
export const levelUnit = (view: DoseView, prescribedGy: number | null): DoseUnit =>
  prescribedGy === null ? 'Gy' : (view.unit ?? '%');

/** From hot to cold, as planning systems colour isodoses. */
const COLOURS = ['#ff5ad0', '#ff3b30', '#ff9500', '#ffe500', '#5ddc4b', '#1fd0b4', '#35a7ff', '#6f7dff'] as const;
const PERCENTS = [107, 100, 95, 90, 80, 70, 50, 30] as const;

/** Round doses up to the highest, at most one a colour. */
function roundLevels(maxGy: number): LevelSetting[] {
  const power = 10 ** Math.floor(Math.log10(maxGy / COLOURS.length));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => maxGy / (factor * power) <= COLOURS.length) ?? 10) * power;
  const count = Math.max(1, Math.min(COLOURS.length, Math.floor(maxGy / step)));
  return Array.from({ length: count }, (_, n) => ({
    value: Number(((count - n) * step).toPrecision(6)),
    color: COLOURS[count === COLOURS.length ? n : n + 1] as string,
  }));
}

/** The levels as they are set, in the unit of `levelUnit`. */
export function levelsInHand(view: DoseView, prescribedGy: number | null, maxGy: number): readonly LevelSetting[] {
  const isKept = view.levels !== null && (view.unit ?? '%') === levelUnit(view, prescribedGy);
  if (isKept) return view.levels as readonly LevelSetting[];
  if (levelUnit(view, prescribedGy) === '%')
    return PERCENTS.map((value, at) => ({ value, color: COLOURS[at] as string }));
  return roundLevels(maxGy > 0 ? maxGy : 1);
}
