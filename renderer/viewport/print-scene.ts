// The printing view: the parts of a model on their bed, a plane to cut by that the hand moves, and places on the surface
// that it points at. vtk.js draws; where it looks from, what lies under the pointer and the handles are our own.

import './plane-view.css';
import './print-scene.css';
import { add, scale, subtract, type Vec3 } from '../../core/geometry/index.ts';
import type { PrintPlane } from '../workers/print-messages.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import { reasonWithoutGl } from './gl-support.ts';
import type { ScreenPoint, ScreenSize } from './plane-camera.ts';
import { type BedSize, bedLines } from './print-bed.ts';
import { createPrintElements, type PrintElements } from './print-elements.ts';
import { createPrintGraph, type GraphPart, type PrintGraph } from './print-graph.ts';
import { createPrintMarks, type PrintMark, type PrintMarks } from './print-marks.ts';
import { lookingAt, pickPart, type SurfacePlace } from './print-pick.ts';
import {
  dragAlong,
  movedPlane,
  type PlaneBox,
  type PlaneFrame,
  planeFrame,
  quadCorners,
  type TurnHandle,
  turnedPlane,
  turnHandles,
} from './print-plane.ts';
import type { PrintSceneCallbacks, PrintSceneView } from './print-scene-types.ts';
import {
  fitScene,
  panScene,
  projectPoint,
  rayThrough,
  rotateScene,
  type SceneCamera,
  SIDES,
  START_AZIMUTH_DEG,
  START_ELEVATION_DEG,
  zoomScene,
} from './scene-camera.ts';
import { listenToScene } from './scene-input.ts';
import { windowFrames } from './window-frames.ts';

/** Of the rectangle of a plane: the focus colour of the window. */
const PLANE_RGB = [0.353, 0.545, 1] as const;
/** Part of the view that the model's sphere may fill. */
const FILL = 0.94;

interface Drag {
  readonly grab: TurnHandle['id'] | 'plane';
  readonly from: ScreenPoint;
  readonly frame: PlaneFrame;
  readonly plane: PrintPlane;
}

class PrintScene implements PrintSceneView {
  readonly element: HTMLElement;
  private readonly elements: PrintElements;
  private readonly marks: PrintMarks;
  private readonly callbacks: PrintSceneCallbacks;
  private readonly frames: FrameScheduler;
  private readonly abort = new AbortController();
  private readonly resizer: ResizeObserver;
  private graph: PrintGraph | null = null;
  private size: ScreenSize = { width: 0, height: 0 };
  private parts: readonly GraphPart[] = [];
  private box: PlaneBox | null = null;
  private bed: BedSize | null = null;
  private plane: PrintPlane | null = null;
  private drag: Drag | null = null;
  private isFitted = true;
  private view: SceneCamera = {
    focalLps: [0, 0, 0],
    azimuthDeg: START_AZIMUTH_DEG,
    elevationDeg: START_ELEVATION_DEG + 6,
    distanceMm: 400,
  };
  private readonly drawInFrame = () => this.draw();

  constructor(container: HTMLElement, callbacks: PrintSceneCallbacks, frames: FrameScheduler) {
    this.callbacks = callbacks;
    this.frames = frames;
    this.elements = createPrintElements(container);
    this.element = this.elements.element;
    this.marks = createPrintMarks(this.element, (id) => callbacks.onMark(id));
    const reason = reasonWithoutGl();
    this.elements.setNotice(reason);
    if (reason === null) this.begin();
    this.listen();
    this.resizer = new ResizeObserver(() => this.measure());
    this.resizer.observe(this.elements.stage);
    this.measure();
  }

  private begin(): void {
    const { stage } = this.elements;
    this.graph = createPrintGraph(stage);
    const canvas = stage.querySelector('canvas');
    canvas?.addEventListener('webglcontextlost', (event) => event.preventDefault());
    canvas?.addEventListener('webglcontextrestored', () => {
      this.graph?.dispose();
      stage.replaceChildren();
      this.begin();
      this.measure();
    });
    this.graph.setParts(this.parts);
    this.graph.setLines(bedLines(this.bed, this.box));
    this.showPlane();
  }

  // What is shown

  setParts(parts: readonly GraphPart[], box: PlaneBox | null): void {
    const isFirst = this.box === null && box !== null;
    this.parts = parts;
    this.box = box;
    this.graph?.setParts(parts);
    this.graph?.setLines(bedLines(this.bed, box));
    this.showPlane();
    if (isFirst || this.isFitted) this.fit();
    this.request();
  }

  setBed(bed: BedSize | null): void {
    this.bed = bed;
    this.graph?.setLines(bedLines(bed, this.box));
    this.request();
  }

  setPlane(plane: PrintPlane | null): void {
    // A value of a step that has no plane changes nothing here: the model it makes is drawn when it comes.
    if (JSON.stringify(plane) === JSON.stringify(this.plane)) return;
    this.plane = plane;
    this.showPlane();
    this.request();
  }

  private frame(): PlaneFrame | null {
    return this.plane === null || this.box === null ? null : planeFrame(this.plane, this.box);
  }

  private showPlane(): void {
    const frame = this.frame();
    this.graph?.setQuad(frame === null ? null : quadCorners(frame), PLANE_RGB);
  }

  setMarks(marks: readonly PrintMark[]): void {
    this.marks.set(marks);
    this.request();
  }

  setName(words: string): void {
    this.elements.setName(words);
  }

  // Camera

  camera(): SceneCamera {
    return this.view;
  }

  fit(): void {
    const shown = this.parts.filter(({ isVisible }) => isVisible);
    if (this.box === null || shown.length === 0) return;
    const apart = Math.max(...shown.map(({ offsetLps }) => Math.hypot(...offsetLps)));
    const middle = scale(add(this.box.minLps, this.box.maxLps), 0.5);
    const radius = Math.hypot(...subtract(this.box.maxLps, this.box.minLps)) / 2 + apart;
    this.view = fitScene(this.view, middle, radius * FILL, this.size);
    this.isFitted = true;
    this.request();
  }

  lookFrom(side: keyof typeof SIDES): void {
    const [azimuthDeg, elevationDeg] = SIDES[side];
    this.view = { ...this.view, azimuthDeg, elevationDeg };
    this.request();
  }

  lookAt(lps: Vec3): void {
    this.turn(lookingAt(this.view, lps, this.box));
  }

  steer(change: (camera: SceneCamera, size: ScreenSize) => SceneCamera): void {
    this.turn(change(this.view, this.size));
  }

  private turn(camera: SceneCamera): void {
    this.view = camera;
    this.isFitted = false;
    this.request();
  }

  project(lps: Vec3): ScreenPoint | null {
    return projectPoint(this.view, this.size, lps);
  }

  // The pointer

  placeInMiddle(): SurfacePlace | null {
    return pickPart(this.parts, rayThrough(this.view, this.size, { x: this.size.width / 2, y: this.size.height / 2 }));
  }

  private listen(): void {
    const { signal } = this.abort;
    listenToScene(
      this.elements.stage,
      this.frames,
      {
        onActivate: () => this.element.focus({ preventScroll: true }),
        onRotate: (dx, dy) => this.turn(rotateScene(this.view, dx, dy)),
        onPan: (dx, dy) => this.turn(panScene(this.view, this.size, dx, dy)),
        onZoom: (factor) => this.turn(zoomScene(this.view, factor)),
        onClick: (at) => this.callbacks.onPick(pickPart(this.parts, rayThrough(this.view, this.size, at))),
        onDoubleClick: () => this.fit(),
        onMenu: () => {},
      },
      signal,
    );
    this.element.addEventListener('pointerdown', (event) => this.dragBegins(event), { signal });
    this.element.addEventListener('pointermove', (event) => this.dragGoesOn(event), { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      this.element.addEventListener(
        type,
        () => {
          this.drag = null;
        },
        { signal },
      );
    }
  }

  private dragBegins(event: PointerEvent): void {
    const grab = this.elements.grabbed(event.target);
    const frame = this.frame();
    if (grab === null || frame === null || this.plane === null || event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    this.drag = { grab, frame, plane: this.plane, from: { x: event.clientX, y: event.clientY } };
  }

  private dragGoesOn(event: PointerEvent): void {
    const { drag, view, size } = this;
    if (drag === null) return;
    const by = { x: event.clientX - drag.from.x, y: event.clientY - drag.from.y };
    const { frame, grab } = drag;
    if (grab === 'plane') {
      const mm = dragAlong(view, size, frame.centreLps, frame.normalLps, by);
      this.callbacks.onPlane(movedPlane(drag.plane, mm), 'move');
      return;
    }
    const handle = turnHandles(frame).find(({ id }) => id === grab);
    if (handle === undefined) return;
    const mm = dragAlong(view, size, handle.placeLps, frame.normalLps, by);
    this.callbacks.onPlane(turnedPlane(frame, handle, mm), 'turn');
  }

  // Drawing

  private request(): void {
    this.frames.request(this.drawInFrame);
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.elements.stage;
    this.size = { width, height };
    const ratio = globalThis.devicePixelRatio || 1;
    if (width > 0 && height > 0) this.graph?.resize(Math.round(width * ratio), Math.round(height * ratio));
    if (this.isFitted) this.fit();
    this.request();
  }

  private draw(): void {
    if (this.size.width === 0 || this.size.height === 0) return;
    this.graph?.render(this.view);
    this.elements.setCamera(this.view, this.size);
    this.elements.setPlane(this.frame(), this.view, this.size);
    this.marks.place(
      (lps) => this.project(lps),
      (name) => this.parts.find((part) => part.name === name)?.offsetLps ?? [0, 0, 0],
    );
    this.callbacks.onDrawn();
  }

  dispose(): void {
    this.abort.abort();
    this.resizer.disconnect();
    this.frames.cancel(this.drawInFrame);
    this.graph?.dispose();
    this.element.remove();
  }
}

/** A printing view that fills `container`. Where WebGL 2 is missing it says so and draws nothing. */
export const createPrintScene = (
  container: HTMLElement,
  callbacks: PrintSceneCallbacks,
  frames: FrameScheduler = windowFrames,
): PrintSceneView => new PrintScene(container, callbacks, frames);
