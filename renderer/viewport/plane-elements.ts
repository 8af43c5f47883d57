// The elements of a 2D view: four canvases one above the other, words over them, the ribbon beside.

import { createDoseLegend, type DoseLegend } from './dose-legend.ts';
import type { ScreenSize } from './plane-camera.ts';
import { RIBBON_WIDTH_PX } from './slice-ribbon.ts';
import { createViewLabels, type ViewLabels } from './view-labels.ts';

export interface PlaneElements {
  readonly element: HTMLElement;
  readonly stage: HTMLElement;
  /** Voxels. */
  readonly image: HTMLCanvasElement;
  readonly dose: HTMLCanvasElement;
  readonly contours: HTMLCanvasElement;
  /** What moves with the pointer. */
  readonly top: HTMLCanvasElement;
  readonly ribbon: HTMLCanvasElement;
  readonly labels: ViewLabels;
  readonly legend: DoseLegend;
}

export function createPlaneElements(container: HTMLElement, name: string): PlaneElements {
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K, className: string, parent: HTMLElement) => {
    const made = document.createElement(tag);
    made.className = className;
    parent.append(made);
    return made;
  };
  const element = make('div', 'pv', container);
  element.tabIndex = 0;
  element.setAttribute('role', 'application');
  element.dataset['view'] = name;
  const stage = make('div', 'pv-stage', element);
  const image = make('canvas', 'pv-image', stage);
  const dose = make('canvas', 'pv-dose', stage);
  const contours = make('canvas', 'pv-contours', stage);
  const top = make('canvas', 'pv-top', stage);
  const labels = createViewLabels(stage);
  const legend = createDoseLegend(stage);
  const ribbon = make('canvas', 'pv-ribbon', element);
  ribbon.hidden = true;
  return { element, stage, image, dose, contours, top, ribbon, labels, legend };
}

/** Gives the canvases as many pixels as the screen has there. A canvas that changes its size is empty. */
export function fitCanvases(
  { image, dose, contours, top, ribbon }: PlaneElements,
  { width, height }: ScreenSize,
): void {
  const ratio = globalThis.devicePixelRatio || 1;
  const resize = (canvas: HTMLCanvasElement, cssWidth: number) => {
    const [w, h] = [Math.max(1, Math.round(cssWidth * ratio)), Math.max(1, Math.round(height * ratio))];
    if (canvas.width !== w) canvas.width = w;
    if (canvas.height !== h) canvas.height = h;
  };
  for (const canvas of [image, dose, contours, top]) resize(canvas, width);
  resize(ribbon, RIBBON_WIDTH_PX);
}

/** Shows or hides the ribbon; true where that changed anything. */
export function showRibbon({ element, ribbon }: PlaneElements, isShown: boolean): boolean {
  if (ribbon.hidden !== isShown) return false;
  ribbon.hidden = !isShown;
  element.classList.toggle('has-ribbon', isShown);
  return true;
}

/** An empty canvas to draw on in CSS px of a view of this size. */
export function emptyLayer(canvas: HTMLCanvasElement, size: ScreenSize): CanvasRenderingContext2D | null {
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const ratio = canvas.width / Math.max(size.width, 1);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  return context;
}
