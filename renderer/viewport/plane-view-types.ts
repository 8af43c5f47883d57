// The interface of a 2D view.

import type { Vec3, ViewName } from '../../core/geometry/index.ts';
import type { MapSampler } from '../../core/uncertainty/index.ts';
import type { ToolEvent } from '../tools/tool.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import type { PlaneCamera, ScreenPoint } from './plane-camera.ts';
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
  ViewWindow,
} from './view-types.ts';

/** Intents. The view changes nothing by itself but its camera; all else comes back through a setter. */
export interface PlaneViewCallbacks {
  /** A press anywhere on the view, or focus. */
  onActivate(): void;
  /** For the tool in hand; every point is a `ViewPoint`. */
  onTool(event: ToolEvent): void;
  /** True while a gesture is under way: a double click then belongs to it. */
  isToolBusy(): boolean;
  /** The pointer without a button; null when it has left. */
  onHover(point: ViewPoint | null): void;
  /** The cut that the wheel or the ribbon asks for, within the stack. */
  onCut(cut: number): void;
  /** Shift and wheel, positive towards the user: the size of a brush, else five slices a step (`cutAfter`). */
  onShiftWheel(steps: number, point: ViewPoint): void;
  onWindow(window: ViewWindow): void;
  /** After zoom, pan or fit (null); the view shows it already. */
  onCamera(camera: PlaneCamera | null): void;
  /** Shift and move. */
  onCrosshair(ijk: Vec3): void;
  onDoubleClick(point: ViewPoint): void;
  onMenu(point: ViewPoint, client: ScreenPoint): void;
}

/** mm on the screen plane. */
export interface ScreenRegion {
  readonly u0: number;
  readonly u1: number;
  readonly v0: number;
  readonly v1: number;
}

export interface PlaneViewOptions {
  readonly name: ViewName;
  /** Default: the window's own. */
  readonly frames?: FrameScheduler;
}

export interface PlaneView {
  readonly name: ViewName;
  /** The view itself, focusable; a child of the container. */
  readonly element: HTMLElement;
  /** null: nothing to show. Setting the same voxels with more `readPlanes` shows what has arrived. */
  setImage(image: ViewImage | null): void;
  setCut(cut: number): void;
  readonly cut: number;
  /** Cut that lies `steps` further down the ribbon (towards inferior, posterior or the patient's left). */
  cutAfter(steps: number): number;
  setWindow(window: ViewWindow): void;
  setLook(look: { readonly isInterpolated: boolean; readonly isInverted: boolean }): void;
  setCamera(camera: PlaneCamera): void;
  readonly camera: PlaneCamera;
  /** What `fit` shows, mm on the screen plane; null: the whole plane. A fitted view shows it at once. */
  setHome(region: ScreenRegion | null): void;
  /** The home region, now and when the view changes its size. */
  fit(): void;
  /** Larger by `factor`; about a point of the screen plane (mm), or the middle of the view. */
  zoomBy(factor: number, about?: { readonly u: number; readonly v: number }): void;
  /** Moves the picture with the pointer, mm on the screen plane. */
  panBy(du: number, dv: number): void;
  /** Moves the picture, if need be, until the voxel is in view. */
  reveal(ijk: Vec3): void;
  setContours(contours: readonly ViewContour[], display: ContourDisplay): void;
  /** null: none. It is sampled on the plane that is shown, wherever its own grid lies. */
  setDose(dose: ViewDose | null): void;
  /** What a model was unsure of, over the voxels; null: not shown. */
  setUncertainty(map: MapSampler | null): void;
  /** In the next frame, without drawing other structures again. */
  setPreview(preview: ViewPreview | null): void;
  setToolOverlay(overlay: ToolOverlay | null): void;
  /** CSS cursor over the view; 'none' where the overlay shows one. */
  setPointerShape(cssCursor: string): void;
  /** What dragging with the right button does. */
  setRightDrag(meaning: 'window' | 'zoom'): void;
  setCrosshair(ijk: Vec3 | null, hasLines: boolean): void;
  setMeasurements(measurements: readonly ViewMeasurement[]): void;
  /** Only on acquired planes; elsewhere it is left out. */
  setRibbon(ribbon: RibbonModel | null): void;
  setProgress(line: ProgressLine | null): void;
  setTexts(texts: ViewTexts): void;
  setActive(isActive: boolean): void;
  /** What a screen reader hears after the slice: 'Parotid_L, unreviewed, 9 of 14 slices seen'. */
  setSpoken(text: string): void;
  /** The keyboard moves the pointer: arrows by one voxel, Shift by ten, Space held is the button. */
  setKeyboardPointer(isOn: boolean): void;
  /** Screen place (CSS px from the view's left upper corner) -> place in the patient; null without an image. */
  pointAt(screen: ScreenPoint): ViewPoint | null;
  /** CSS px from the view's left upper corner; null without an image. */
  screenOf(ijk: Vec3): ScreenPoint | null;
  /** CSS px of the smaller side of a voxel: a slice counts as seen from 1 on. */
  readonly pixelsPerVoxel: number;
  /** False where WebGL 2 is missing and the slower painter draws. */
  readonly isAccelerated: boolean;
  /** Draws what is due at once; for pictures and tests. */
  flush(): void;
  dispose(): void;
}
