// From the state to what the views show of the dose.

import type { DoseGrid } from '../../../core/dose/index.ts';
import type { AppState } from '../../state/app-state.ts';
import { type DoseUnit, doseInHand, levelsInHand, levelUnit, prescriptionGy } from '../../state/dose-state.ts';
import type { DoseLevel, ViewDose } from '../../viewport/view-types.ts';

const trimmed = (value: number, decimals: number): string => Number(value.toFixed(decimals)).toString();

/** A level as the legend names it. */
export function levelWords(value: number, unit: DoseUnit, prescribedGy: number | null): Omit<DoseLevel, 'color'> {
  const gy = unit === 'Gy' ? value : (value / 100) * (prescribedGy ?? Number.NaN);
  const percent = unit === '%' ? value : prescribedGy === null ? null : (100 * value) / prescribedGy;
  return {
    gy,
    text: `${trimmed(gy, 2)} Gy`,
    share: percent === null ? '' : `${trimmed(percent, 1)} %`,
  };
}

/** Remembers what it made: the same state gives the same object, so that nothing is drawn again. */
export function createViewDose(): (state: AppState, grid: DoseGrid | null) => ViewDose | null {
  let madeOf: readonly unknown[] = [];
  let levels: readonly DoseLevel[] = [];
  let made: ViewDose | null = null;
  return (state, grid) => {
    const { dose } = state.view;
    const row = doseInHand(state.dose, dose);
    if (grid === null || row === null || !dose.isShown) return null;
    const prescribed = prescriptionGy(row, dose);
    const leveled = [dose.levels, dose.unit, prescribed, row.maxGy];
    if (!leveled.every((part, at) => part === madeOf[at])) {
      const unit = levelUnit(dose, prescribed);
      levels = levelsInHand(dose, prescribed, row.maxGy ?? 0).map(({ value, color }) => ({
        ...levelWords(value, unit, prescribed),
        color,
      }));
    }
    const all = [...leveled, grid, dose.look, dose.opacity];
    if (made !== null && all.every((part, at) => part === madeOf[at])) return made;
    madeOf = all;
    made = {
      grid,
      levels,
      hasLines: dose.look !== 'wash',
      hasWash: dose.look !== 'lines',
      opacity: dose.opacity / 100,
    };
    return made;
  };
}
