// A line that is seen on bright bone as on dark air: in its colour, on a wider dark one.

import { CASING_EXTRA_PX, CASING_OPACITY } from './contour-style.ts';

/** Strokes the path; what it leaves set on the context is colour, width and round ends. `widthPx` in CSS px. */
export function strokeCased(context: CanvasRenderingContext2D, path: Path2D, color: string, widthPx: number): void {
  context.lineCap = 'round';
  context.globalAlpha = CASING_OPACITY;
  context.strokeStyle = '#000';
  context.lineWidth = widthPx + CASING_EXTRA_PX;
  context.stroke(path);
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = widthPx;
  context.stroke(path);
}
