// The interface of the printing view.

import type { Vec3 } from '../../core/geometry/index.ts';
import type { PrintPlane } from '../workers/print-messages.ts';
import type { ScreenPoint, ScreenSize } from './plane-camera.ts';
import type { BedSize } from './print-bed.ts';
import type { GraphPart } from './print-graph.ts';
import type { PrintMark } from './print-marks.ts';
import type { SurfacePlace } from './print-pick.ts';
import type { PlaneBox } from './print-plane.ts';
import type { SceneCamera, SIDES } from './scene-camera.ts';

export interface PrintSceneCallbacks {
  /** A click: on a part, or beside all. */
  onPick(place: SurfacePlace | null): void;
  /** The plane as the hand moves it. */
  onPlane(plane: PrintPlane, act: 'move' | 'turn'): void;
  /** The label of a mark was pressed. */
  onMark(id: string): void;
  /** After each picture: where places on the model are now. */
  onDrawn(): void;
}

export interface PrintSceneView {
  readonly element: HTMLElement;
  setParts(parts: readonly GraphPart[], box: PlaneBox | null): void;
  /** Centred under the model; null: none. */
  setBed(bed: BedSize | null): void;
  setPlane(plane: PrintPlane | null): void;
  setMarks(marks: readonly PrintMark[]): void;
  /** What a screen reader hears the view called. */
  setName(words: string): void;
  lookFrom(side: keyof typeof SIDES): void;
  /** So that a place is in the middle and its surface faces the viewer. */
  lookAt(lps: Vec3): void;
  fit(): void;
  /** Looked at otherwise, by the keyboard. */
  steer(change: (camera: SceneCamera, size: ScreenSize) => SceneCamera): void;
  camera(): SceneCamera;
  /** What a click in the middle of the view would be. */
  placeInMiddle(): SurfacePlace | null;
  /** Where a place is seen, CSS px; null behind the viewer. */
  project(lps: Vec3): ScreenPoint | null;
  dispose(): void;
}
