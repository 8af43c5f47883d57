// The legend of the dose at the left edge of the view in hand: each level in Gy with its colour.

import type { ScreenSize } from './plane-camera.ts';
import { roomForWords } from './view-labels.ts';
import type { ViewDose } from './view-types.ts';

/** Below these there is no room between the words of a view. */
const LEAST_WIDTH_PX = 300;
const LEAST_HEIGHT_PX = 270;

export interface DoseLegend {
  set(dose: ViewDose | null, size: ScreenSize): void;
}

export function createDoseLegend(stage: HTMLElement): DoseLegend {
  const element = document.createElement('div');
  element.className = 'pv-text pv-legend';
  element.hidden = true;
  stage.append(element);
  let written: ViewDose['levels'] | null = null;
  return {
    set: (dose, size) => {
      if (dose === null) {
        if (!element.hidden) element.hidden = true;
        return;
      }
      const room = roomForWords(stage, size);
      element.hidden = room.width < LEAST_WIDTH_PX || room.height < LEAST_HEIGHT_PX;
      if (dose.levels === written) return;
      written = dose.levels;
      const falling = [...dose.levels].sort((a, b) => b.gy - a.gy);
      element.replaceChildren(
        ...falling.map(({ color, text, share }) => {
          const row = document.createElement('span');
          const chip = document.createElement('i');
          chip.style.background = color;
          const gy = document.createElement('b');
          gy.textContent = text;
          const percent = document.createElement('span');
          percent.className = 'q';
          percent.textContent = share;
          row.append(chip, gy, percent);
          return row;
        }),
      );
    },
  };
}
