// The layer of voxels: cuts the plane out of the image and hands it to the painter.

import { type CutPlane, createCutPlane, cutImage, hasArrived } from './cut-plane.ts';
import { type CutsAhead, createCutsAhead } from './cuts-ahead.ts';
import type { PlanePainter } from './painter-types.ts';
import { createPlanePainter } from './plane-painter.ts';
import type { PlaneState, ShownImage } from './plane-state.ts';

export interface PlanePicture {
  readonly isAccelerated: boolean;
  /** null: nothing to show. */
  setImage(shown: ShownImage | null): void;
  /** Cuts and uploads; returns the bytes that went to the graphics card. */
  upload(shown: ShownImage, cut: number): number;
  draw(state: PlaneState): void;
  clear(): void;
  dispose(): void;
}

class CutPicture implements PlanePicture {
  private readonly painter: PlanePainter;
  private shown: ShownImage | null = null;
  private plane: CutPlane | null = null;
  private ahead: CutsAhead | null = null;
  private isEmpty = true;

  constructor(canvas: HTMLCanvasElement, onRestored: () => void) {
    this.painter = createPlanePainter(canvas, onRestored);
  }

  get isAccelerated(): boolean {
    return this.painter.isAccelerated;
  }

  setImage(shown: ShownImage | null): void {
    const [before, now] = [this.shown, shown];
    this.shown = shown;
    const isSameVoxels = before?.image.voxels === now?.image.voxels && before?.view === now?.view;
    if (!isSameVoxels) this.plane = null;
    if (!isSameVoxels || before?.image.readPlanes !== now?.image.readPlanes) {
      this.ahead?.dispose();
      this.ahead = now === null ? null : createCutsAhead(now.image, now.view);
    }
    if (now === null) this.painter.clear();
    else this.painter.setView(now.view);
  }

  upload({ image, view }: ShownImage, cut: number): number {
    const { voxels, geometry, readPlanes } = image;
    this.isEmpty = !hasArrived(image, view, cut);
    if (this.isEmpty) return 0;
    let plane = this.ahead?.take(cut) ?? null;
    if (plane === null) {
      this.plane ??= createCutPlane(voxels, geometry.size);
      plane = this.plane;
      // An early plane lies alone beyond the others; the views across it show it with them.
      const isEarly = view.fixedAxis === 2 && cut === image.earlyPlane;
      cutImage(plane, voxels, geometry.size, view, cut, isEarly ? geometry.size[2] : readPlanes);
    }
    const bytes = this.painter.upload(plane);
    this.ahead?.gatherAround(cut);
    return bytes;
  }

  draw({ camera, size, look }: PlaneState): void {
    // The first picture of a context takes long: it waits for something to show.
    if (this.isEmpty) this.painter.clear();
    else this.painter.draw(camera, size, look);
  }

  clear(): void {
    this.painter.clear();
  }

  dispose(): void {
    this.ahead?.dispose();
    this.painter.dispose();
  }
}

/** `onRestored` is called when a lost graphics context came back: upload and draw again. */
export const createPlanePicture = (canvas: HTMLCanvasElement, onRestored: () => void): PlanePicture =>
  new CutPicture(canvas, onRestored);
