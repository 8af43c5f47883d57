// What the two painters of a plane have in common.

import type { CutView } from '../../core/geometry/index.ts';
import type { CutPlane } from './cut-plane.ts';
import type { PlaneCamera, ScreenSize } from './plane-camera.ts';
import type { ViewWindow } from './view-types.ts';

export interface PlaneLook {
  readonly window: ViewWindow;
  readonly isInterpolated: boolean;
  readonly isInverted: boolean;
}

export interface PlanePainter {
  /** False for the slower painter. */
  readonly isAccelerated: boolean;
  /** Hands over the values of a cut; returns the bytes that went to the graphics card. */
  upload(plane: CutPlane): number;
  setView(view: CutView): void;
  /** Canvas in device pixels, camera in CSS pixels. */
  draw(camera: PlaneCamera, size: ScreenSize, look: PlaneLook): void;
  clear(): void;
  dispose(): void;
}
