// A 2D view: the plane of voxels (WebGL), the contours (2D canvas) and what moves with the pointer (a second one), with
// words as elements above.

import './plane-view.css';
import { createPlaneSetters } from './plane-setters.ts';
import { PlaneStage } from './plane-stage.ts';
import { cutAfter, pixelsPerVoxel, pointAt, screenOf } from './plane-state.ts';
import type { PlaneView, PlaneViewCallbacks, PlaneViewOptions } from './plane-view-types.ts';

/** A view that fills `container`. It never changes what it was given; `dispose` takes everything away again. */
export function createPlaneView(
  container: HTMLElement,
  callbacks: PlaneViewCallbacks,
  options: PlaneViewOptions,
): PlaneView {
  const stage = new PlaneStage(container, callbacks, options);
  const { state, camera } = stage;
  return {
    name: options.name,
    element: stage.elements.element,
    ...createPlaneSetters(stage),
    setImage: (image) => stage.setImage(image),
    get cut() {
      return state.cut;
    },
    cutAfter: (steps) => cutAfter(state, steps),
    get camera() {
      return state.camera;
    },
    setCamera: (next) => camera.set(next),
    setHome: (region) => camera.setHome(region),
    fit: () => camera.fit(),
    zoomBy: (factor, about) => camera.zoomBy(factor, about),
    panBy: (du, dv) => camera.panBy(du, dv),
    reveal: (ijk) => camera.reveal(ijk),
    setKeyboardPointer: (isOn) => stage.keyboard.set(isOn),
    pointAt: (screen) => pointAt(state, screen),
    screenOf: (ijk) => screenOf(state, ijk),
    get pixelsPerVoxel() {
      return pixelsPerVoxel(state);
    },
    get isAccelerated() {
      return stage.picture.isAccelerated;
    },
    flush: () => stage.flush(),
    dispose: () => stage.dispose(),
  };
}
