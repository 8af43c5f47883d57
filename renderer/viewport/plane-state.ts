// What a 2D view shows, and what follows from it without a canvas: places on the screen and in the patient, steps.

import type { CutView, Vec3 } from '../../core/geometry/index.ts';
import type { MapSampler } from '../../core/uncertainty/index.ts';
import type { CutFrame } from './contour-painter.ts';
import type { OutlineCache } from './outlines.ts';
import { screenOfIjk } from './overlay-painter.ts';
import type { PlaneLook } from './painter-types.ts';
import { type PlaneCamera, type ScreenPoint, type ScreenSize, uvFromScreen } from './plane-camera.ts';
import { isRisingWithCut } from './ribbon-scale.ts';
import { viewPointAt } from './view-point.ts';
import type {
  ContourDisplay,
  ProgressLine,
  RibbonModel,
  ToolOverlay,
  ViewContour,
  ViewDose,
  ViewImage,
  ViewMeasurement,
  ViewPoint,
  ViewPreview,
  ViewTexts,
} from './view-types.ts';

/** An image and what is derived from it for one view. */
export interface ShownImage {
  readonly image: ViewImage;
  readonly view: CutView;
  readonly outlines: OutlineCache;
}

/** Written by the setters of one view alone. */
export interface PlaneState {
  shown: ShownImage | null;
  cut: number;
  look: PlaneLook;
  camera: PlaneCamera;
  /** CSS px. */
  size: ScreenSize;
  contours: readonly ViewContour[];
  display: ContourDisplay;
  dose: ViewDose | null;
  preview: ViewPreview | null;
  tool: ToolOverlay | null;
  crosshair: Vec3 | null;
  hasCrosshairLines: boolean;
  measurements: readonly ViewMeasurement[];
  /** What the model was unsure of; null: not shown. */
  uncertainty: MapSampler | null;
  ribbon: RibbonModel | null;
  progress: ProgressLine | null;
  texts: ViewTexts;
  spoken: string;
  /** What dragging with the right button does. */
  rightDrag: 'window' | 'zoom';
  /** The pointer; null while it is elsewhere. */
  hover: ScreenPoint | null;
}

export const createPlaneState = (): PlaneState => ({
  shown: null,
  cut: 0,
  look: { window: { width: 400, level: 40 }, isInterpolated: true, isInverted: false },
  camera: { centreU: 0, centreV: 0, pixelsPerMm: 1 },
  size: { width: 0, height: 0 },
  contours: [],
  display: { mode: 'outline', fillOpacity: 0.1, activeId: null },
  dose: null,
  preview: null,
  tool: null,
  crosshair: null,
  hasCrosshairLines: true,
  measurements: [],
  uncertainty: null,
  ribbon: null,
  progress: null,
  texts: { windowName: '', unit: '', notice: null },
  spoken: '',
  rightDrag: 'window',
  hover: null,
});

export const frameOf = ({ cut, camera, size }: PlaneState, view: CutView): CutFrame => ({ view, cut, camera, size });

/** Place in the patient of a screen point; null without an image. */
export function pointAt({ shown, cut, camera, size }: PlaneState, screen: ScreenPoint): ViewPoint | null {
  if (shown === null) return null;
  const uv = uvFromScreen(camera, size, screen);
  return viewPointAt(shown.image, shown.view, cut, uv, {
    xPx: screen.x,
    yPx: screen.y,
    pxPerMm: camera.pixelsPerMm,
  });
}

/** CSS px; null without an image. */
export const screenOf = (state: PlaneState, ijk: Vec3): ScreenPoint | null =>
  state.shown === null ? null : screenOfIjk(frameOf(state, state.shown.view), ijk);

/** CSS px of the smaller side of a voxel; 0 without an image. */
export const pixelsPerVoxel = ({ shown, camera }: PlaneState): number =>
  shown === null ? 0 : Math.min(shown.view.aStepMm, shown.view.bStepMm) * camera.pixelsPerMm;

/** One voxel along the screen's axes, CSS px. */
export function voxelSteps({ shown, camera }: PlaneState): { readonly dx: number; readonly dy: number } {
  if (shown === null) return { dx: 1, dy: 1 };
  const a = shown.view.aStepMm * camera.pixelsPerMm;
  const b = shown.view.bStepMm * camera.pixelsPerMm;
  return shown.view.isTransposed ? { dx: b, dy: a } : { dx: a, dy: b };
}

/** Cut that lies `steps` further down the ribbon, within the stack. */
export function cutAfter({ shown, cut }: PlaneState, steps: number): number {
  if (shown === null) return 0;
  const next = cut + (isRisingWithCut(shown.view) ? -steps : steps);
  return Math.min(Math.max(next, 0), shown.view.cutCount - 1);
}

/** Where the keyboard's pointer starts: at the pointer, else at the crosshair, else in the middle. */
export function keyboardStart(state: PlaneState): ScreenPoint {
  const { hover, crosshair, size } = state;
  const cross = crosshair === null ? null : screenOf(state, crosshair);
  return hover ?? cross ?? { x: size.width / 2, y: size.height / 2 };
}
