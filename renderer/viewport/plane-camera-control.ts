// The camera of a 2D view: fitted to its home until somebody moves it.

import type { Vec3 } from '../../core/geometry/index.ts';
import { fitCamera, type PlaneCamera, panCamera, screenFromUv, zoomCamera } from './plane-camera.ts';
import { type PlaneState, screenOf } from './plane-state.ts';
import type { ScreenRegion } from './plane-view-types.ts';

export class PlaneCameraControl {
  private readonly state: PlaneState;
  private readonly onChange: () => void;
  private readonly onMoved: (camera: PlaneCamera | null) => void;
  private home: ScreenRegion | null = null;
  private isFitted = true;

  /** `onChange` after each change; `onMoved` after those that the view made itself (null: fitted). */
  constructor(state: PlaneState, onChange: () => void, onMoved: (camera: PlaneCamera | null) => void) {
    this.state = state;
    this.onChange = onChange;
    this.onMoved = onMoved;
  }

  set(camera: PlaneCamera): void {
    this.state.camera = camera;
    this.isFitted = false;
    this.onChange();
  }

  move(camera: PlaneCamera): void {
    if (this.state.shown === null) return;
    this.set(camera);
    this.onMoved(camera);
  }

  fit(): void {
    const { shown, size } = this.state;
    if (shown === null || size.width === 0) return;
    this.set(fitCamera(this.home ?? shown.view.extent, size));
    this.isFitted = true;
    this.onMoved(null);
  }

  /** After the view has changed its size or its home. */
  fitAgain(): void {
    if (this.isFitted) this.fit();
  }

  setHome(region: ScreenRegion | null): void {
    this.home = region;
    this.fitAgain();
  }

  zoomBy(factor: number, about?: { readonly u: number; readonly v: number }): void {
    const { camera, size } = this.state;
    const at = about ? screenFromUv(camera, size, about) : { x: size.width / 2, y: size.height / 2 };
    this.move(zoomCamera(camera, size, at, factor));
  }

  panBy(du: number, dv: number): void {
    const { camera } = this.state;
    this.move(panCamera(camera, du * camera.pixelsPerMm, dv * camera.pixelsPerMm));
  }

  reveal(ijk: Vec3): void {
    const at = screenOf(this.state, ijk);
    if (at === null) return;
    const { camera, size } = this.state;
    const { width, height } = size;
    const margin = Math.min(width, height) / 8;
    const isVisible = at.x > margin && at.y > margin && at.x < width - margin && at.y < height - margin;
    if (!isVisible) this.move(panCamera(camera, width / 2 - at.x, height / 2 - at.y));
  }
}
