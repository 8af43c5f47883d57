// The page on which the tests of the viewport run; not shipped. Everything that a test needs hangs on `globalThis.viewport`.

import * as geometry from '../../../core/geometry/index.ts';
import { createCutPlane, cutImage } from '../cut-plane.ts';
import { createFrameScheduler } from '../frame-scheduler.ts';
import { createOutlineCache } from '../outlines.ts';
import { createPlaneView } from '../plane-view.ts';
import { createSceneView } from '../scene-view.ts';
import { windowFrames } from '../window-frames.ts';
import * as phantom from './phantom.ts';

export const viewportPage = {
  ...phantom,
  geometry,
  createCutPlane,
  createFrameScheduler,
  createOutlineCache,
  createPlaneView,
  createSceneView,
  cutImage,
  windowFrames,
};

export type ViewportPage = typeof viewportPage;

Object.assign(globalThis, { viewport: viewportPage });
