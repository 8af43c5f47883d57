// The ribbon beside a view: one cell for each slice of the active structure, filled once it was seen, a diamond where a
// check found something, a white line for the slice in hand. Dragging scrolls.

import type { CutView } from '../../core/geometry/index.ts';
import { ribbonScale } from './ribbon-scale.ts';
import type { RibbonModel } from './view-types.ts';

export const RIBBON_WIDTH_PX = 26;
const GAP_PX = 1.25;

/** Tokens of the style sheet that a canvas needs as values. */
export interface CanvasColors {
  readonly track: string;
  readonly finding: string;
  readonly here: string;
}

export function readCanvasColors(element: Element): CanvasColors {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return { track: token('--bg-3'), finding: token('--warn'), here: token('--text-1') };
}

export function paintRibbon(
  canvas: HTMLCanvasElement,
  view: CutView,
  cut: number,
  model: RibbonModel,
  colors: CanvasColors,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = canvas.width / RIBBON_WIDTH_PX;
  const height = canvas.height / ratio;
  const scale = ribbonScale(view, height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, RIBBON_WIDTH_PX, height);
  context.fillStyle = colors.track;
  context.beginPath();
  context.roundRect(11.5, scale.first, 3, scale.last - scale.first, 1.5);
  context.fill();
  const cell = Math.max(scale.step - GAP_PX, 1);
  for (const k of model.slices) {
    const y = scale.yOf(k) - cell / 2;
    context.fillStyle = context.strokeStyle = model.color;
    if (model.seen.has(k)) {
      context.fillRect(9, y, 8, cell);
    } else if (cell >= 3) {
      context.fillStyle = '#000';
      context.fillRect(9, y, 8, cell);
      context.lineWidth = 1;
      context.strokeRect(9.5, y + 0.5, 7, cell - 1);
    } else {
      // Too thin for an outline: two points at the ends stay hollow between them.
      context.fillRect(9, y, 1, cell);
      context.fillRect(16, y, 1, cell);
    }
  }
  context.fillStyle = colors.finding;
  for (const k of model.findings) {
    const y = scale.yOf(k);
    context.beginPath();
    context.moveTo(13, y - 4);
    context.lineTo(17, y);
    context.lineTo(13, y + 4);
    context.lineTo(9, y);
    context.fill();
  }
  const here = scale.yOf(cut);
  context.strokeStyle = context.fillStyle = colors.here;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(2, here);
  context.lineTo(24, here);
  context.stroke();
  context.beginPath();
  context.moveTo(1, here - 4);
  context.lineTo(6, here);
  context.lineTo(1, here + 4);
  context.fill();
}
