// The layers over the voxels: contours, what moves with the pointer, the ribbon, the words.

import type { PlaneDose } from '../../core/dose/index.ts';
import { cutThrough } from '../../core/geometry/index.ts';
import { paintContours, paintPreview } from './contour-painter.ts';
import { paintImported } from './imported-painter.ts';
import { paintCrosshair, paintMeasurements, paintProgress, paintTool } from './overlay-painter.ts';
import { emptyLayer } from './plane-elements.ts';
import { frameOf, type PlaneState, pointAt, type ShownImage } from './plane-state.ts';
import { type CanvasColors, paintRibbon, readCanvasColors } from './slice-ribbon.ts';
import type { ViewLabels } from './view-labels.ts';
import { spokenSlice, viewTexts } from './view-words.ts';

export function paintContourLayer(canvas: HTMLCanvasElement, state: PlaneState, { view, outlines }: ShownImage): void {
  const context = emptyLayer(canvas, state.size);
  if (context === null) return;
  const { preview, contours, display } = state;
  const hidden = preview?.kind === 'stroke' ? preview.structureId : null;
  const frame = frameOf(state, view);
  paintContours(context, contours, frame, outlines, display, hidden);
  paintImported(context, contours, frame, display);
}

export function paintTopLayer(canvas: HTMLCanvasElement, state: PlaneState, shown: ShownImage): void {
  const { image, view, outlines } = shown;
  const context = emptyLayer(canvas, state.size);
  if (context === null) return;
  const frame = frameOf(state, view);
  const { preview } = state;
  if (preview !== null) {
    const contour = state.contours.find(({ structureId }) => structureId === preview.structureId);
    paintPreview(context, preview, contour, frame, outlines, state.display);
  }
  if (state.progress !== null) paintProgress(context, frame, state.progress);
  if (state.crosshair !== null && state.hasCrosshairLines) paintCrosshair(context, frame, state.crosshair);
  paintMeasurements(context, frame, image.geometry, state.measurements);
  if (state.tool !== null) paintTool(context, frame, outlines, state.tool);
}

/** The colours of a canvas are read from the style sheet once, when they are first needed. */
export function createRibbonLayer(canvas: HTMLCanvasElement) {
  let colors: CanvasColors | null = null;
  return ({ ribbon, cut }: PlaneState, { view }: ShownImage): void => {
    if (ribbon === null || canvas.hidden) return;
    colors ??= readCanvasColors(canvas);
    paintRibbon(canvas, view, cut, ribbon, colors);
    canvas.title = ribbon.label;
  };
}

export function writeWords(
  labels: ViewLabels,
  speech: { say(text: string): void },
  state: PlaneState,
  { image, view }: ShownImage,
  dose: PlaneDose | null,
): void {
  const { cut, crosshair, contours, texts, hover, size, look } = state;
  const point = hover === null ? null : pointAt(state, hover);
  const place = crosshair !== null && cutThrough(view, crosshair).cut === cut ? crosshair : null;
  const words = viewTexts({ image, view, cut, point, crosshair: place, contours, window: look.window, texts, dose });
  labels.set(words, size);
  labels.setScale(state.camera.pixelsPerMm, size);
  speech.say(spokenSlice(words, state.spoken));
}
