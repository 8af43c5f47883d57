// The 3D view: smooth surfaces of the structures, a rendered volume, the three cuts in space. vtk.js draws it; where it
// looks from, what lies under the pointer and when it is drawn are our own.

import './plane-view.css';
import { add, kDirection, scale, type Vec3, type ViewName } from '../../core/geometry/index.ts';
import type { SurfaceAnswer } from '../workers/surface-messages.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import { isSoftwareGl, reasonWithoutGl } from './gl-support.ts';
import type { ScreenPoint, ScreenSize } from './plane-camera.ts';
import { sceneBounds } from './scene-bounds.ts';
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
  zoomSceneAt,
} from './scene-camera.ts';
import { SceneContents } from './scene-contents.ts';
import { createSceneElements, type SceneElements } from './scene-elements.ts';
import { createSceneGraph, type SceneGraph } from './scene-graph.ts';
import { listenToScene } from './scene-input.ts';
import type {
  SceneCallbacks,
  SceneOptions,
  ScenePose,
  SceneStructure,
  SceneView,
  VolumePreset,
} from './scene-types.ts';
import {
  createSurfaceClient,
  type SurfaceClient,
  type SurfaceClientOptions,
  type SurfaceMemory,
} from './surface-client.ts';
import type { ViewImage, ViewWindow } from './view-types.ts';
import { windowFrames } from './window-frames.ts';

/** Rest after which a volume is drawn with all its samples again, ms. */
const STILL_MS = 180;
/** How soon a graphics card that was busy is asked again. */
const BUSY_MS = 30;

/** Another layout or mode makes another view of the same structures. */
const shownBefore: SurfaceMemory = new WeakMap();

class SceneElement implements SceneView {
  readonly element: HTMLElement;
  unavailable: string | null = null;
  lastRefreshMs: number | null = null;
  private readonly callbacks: SceneCallbacks;
  private readonly workerUrl: string;
  private readonly frames: FrameScheduler;
  private readonly elements: SceneElements;
  private readonly contents = new SceneContents();
  private readonly abort = new AbortController();
  private readonly resizer: ResizeObserver;
  private client: SurfaceClient | null = null;
  private graph: SceneGraph | null = null;
  private hasBegun = false;
  private hasDrawn = false;
  private size: ScreenSize = { width: 0, height: 0 };
  private camera: SceneCamera = {
    focalLps: [0, 0, 0],
    azimuthDeg: START_AZIMUTH_DEG,
    elevationDeg: START_ELEVATION_DEG,
    distanceMm: 1000,
  };
  private crosshair: Vec3 | null = null;
  private activeId: string | null = null;
  /** Surfaces that have arrived and are not on the screen yet: when the change came that each answers. */
  private readonly fresh = new Map<string, number>();
  /** Nobody has moved or zoomed the camera since it was fitted, though perhaps turned it: what arrives is fitted in. */
  private isFitted = true;
  private isMoving = false;
  /** Something that the surfaces, the volume or the camera show has changed. */
  private isGraphDue = false;
  private stillTimer: ReturnType<typeof setTimeout> | undefined;
  private graphTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly waiters: (() => void)[] = [];
  private readonly drawInFrame = () => this.draw();

  constructor(container: HTMLElement, callbacks: SceneCallbacks, options: SceneOptions) {
    this.callbacks = callbacks;
    this.workerUrl = options.workerUrl;
    this.frames = options.frames ?? windowFrames;
    this.elements = createSceneElements(container, () => {
      this.fit();
      this.element.focus();
    });
    this.element = this.elements.element;
    this.listen(this.abort.signal);
    this.resizer = new ResizeObserver(() => this.measure());
    this.resizer.observe(this.elements.stage);
    this.elements.setTitle(null);
    this.measure();
  }

  /** A graphics context and its programs take hundreds of milliseconds in which nothing else is drawn: the planes come
   * first. */
  private begin(): void {
    this.hasBegun = true;
    this.unavailable = reasonWithoutGl();
    this.elements.setNotice(this.unavailable);
    if (this.unavailable !== null) return;
    this.client = createSurfaceClient(this.workerOptions(), {
      onSurface: (id, surface, sinceMs) => this.surfaceArrived(id, surface, sinceMs),
      onVolume: (volume) => {
        this.contents.setVolume(volume);
        this.request();
      },
      onFailed: () => this.settleIfDone(),
    });
    this.graph = this.makeGraph();
    this.resizeGraph();
    this.contents.showOn(this.graph);
    const { image, structures } = this.contents;
    if (image !== null) this.client.setGeometry(image.geometry);
    this.client.setStructures(structures);
    this.askVolume();
  }

  private workerOptions(): SurfaceClientOptions {
    const startWorker = () => new Worker(this.workerUrl, { type: 'module' });
    return { startWorker, memory: shownBefore, isLight: isSoftwareGl() };
  }

  /** All planes of the image are there. */
  private get isImageRead(): boolean {
    const { image } = this.contents;
    return image !== null && image.readPlanes >= image.geometry.size[2];
  }

  private makeGraph(): SceneGraph {
    const { stage } = this.elements;
    const graph = createSceneGraph(stage);
    const canvas = stage.querySelector('canvas');
    canvas?.addEventListener('webglcontextlost', (event) => event.preventDefault());
    // vtk.js keeps what it uploaded to the lost context in too many places: a new graph is certain.
    canvas?.addEventListener('webglcontextrestored', () => this.rebuild());
    return graph;
  }

  private rebuild(): void {
    if (this.graph === null) return;
    this.graph.dispose();
    this.elements.stage.replaceChildren();
    this.graph = this.makeGraph();
    this.resizeGraph();
    this.contents.showOn(this.graph);
    this.request();
  }

  // What is shown

  setImage(image: ViewImage | null, blobUrl: string | null): void {
    const isOtherStack = this.contents.setImage(image, blobUrl);
    if (isOtherStack && image !== null) {
      this.client?.setGeometry(image.geometry);
      this.fit();
    }
    this.askVolume();
    this.request();
  }

  setStructures(structures: readonly SceneStructure[], activeId: string | null): void {
    const isToDraw = this.contents.setStructures(structures, activeId);
    this.activeId = activeId;
    // Lines lie over the picture: it need not be drawn again for them.
    if (!isToDraw) this.frames.request(this.drawInFrame);
    this.client?.setStructures(structures);
    // Before its first picture the view has to begin.
    if (isToDraw || !this.hasBegun) this.request();
  }

  setVolumePreset(preset: VolumePreset | null): void {
    if (preset === this.contents.preset) return;
    this.contents.setPreset(preset);
    this.elements.setTitle(preset);
    this.askVolume();
    this.request();
  }

  private askVolume(): void {
    const request = this.client === null ? null : this.contents.volumeToAsk();
    if (request !== null) this.client?.requestVolume(request);
  }

  setPlanes(cuts: Readonly<Record<ViewName, number>> | null, window: ViewWindow): void {
    if (this.contents.setPlanes(cuts, window)) this.request();
  }

  setCrosshair(lps: Vec3 | null): void {
    this.crosshair = lps;
    // Only the marker over the picture moves: surfaces of twenty structures are not drawn again for each slice.
    this.frames.request(this.drawInFrame);
  }

  setActive(isActive: boolean): void {
    this.element.classList.toggle('is-active', isActive);
  }

  private surfaceArrived(id: string, surface: SurfaceAnswer | null, sinceMs: number): void {
    const isNew = surface !== null && !this.contents.surfaces.has(id);
    this.contents.setSurface(id, surface);
    if (surface !== null) this.fresh.set(id, Math.min(this.fresh.get(id) ?? sinceMs, sinceMs));
    if (isNew && this.isFitted) this.fit();
    this.request();
  }

  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      this.settleIfDone();
    });
  }

  private settleIfDone(): void {
    if (this.hasBegun ? this.client?.isSettled === false : this.isImageRead) return;
    if (this.fresh.size > 0) return;
    for (const resolve of this.waiters.splice(0)) resolve();
  }

  // Camera

  fit(): void {
    const { structures, surfaces, image } = this.contents;
    const sphere = sceneBounds(structures, surfaces, image);
    if (sphere === null) return;
    this.camera = fitScene(this.camera, sphere.centreLps, sphere.radiusMm, this.size);
    this.setFitted(true);
    this.request();
  }

  lookFrom(side: keyof typeof SIDES): void {
    const [azimuthDeg, elevationDeg] = SIDES[side];
    this.camera = { ...this.camera, azimuthDeg, elevationDeg };
    this.request();
  }

  private setFitted(isFitted: boolean): void {
    this.isFitted = isFitted;
    this.elements.setFitted(isFitted);
  }

  pose(): ScenePose {
    return { camera: this.camera, isFitted: this.isFitted };
  }

  setPose({ camera, isFitted }: ScenePose): void {
    this.camera = camera;
    this.setFitted(isFitted);
    if (isFitted) this.fit();
    this.request();
  }

  /** Moved or zoomed by hand. */
  private frame(camera: SceneCamera): void {
    this.setFitted(false);
    this.turn(camera);
  }

  private turn(camera: SceneCamera): void {
    this.camera = camera;
    this.isMoving = this.contents.hasVolume;
    clearTimeout(this.stillTimer);
    if (this.isMoving) {
      this.stillTimer = setTimeout(() => {
        this.isMoving = false;
        this.request();
      }, STILL_MS);
    }
    this.request();
  }

  private listen(signal: AbortSignal): void {
    const { callbacks } = this;
    const onActivate = () => callbacks.onActivate();
    const handlers = {
      onActivate,
      onRotate: (dx: number, dy: number) => this.turn(rotateScene(this.camera, dx, dy)),
      onPan: (dx: number, dy: number) => this.frame(panScene(this.camera, this.size, dx, dy)),
      onZoom: (factor: number, at: ScreenPoint) => this.frame(zoomSceneAt(this.camera, this.size, at, factor)),
      onClick: (at: ScreenPoint) => {
        const ray = rayThrough(this.camera, this.size, at);
        const pick = this.contents.pick(ray);
        if (pick === null) return;
        callbacks.onPick(add(ray.originLps, scale(ray.direction, pick.distanceMm)), pick.structureId);
      },
      onDoubleClick: () => callbacks.onDoubleClick(),
      onMenu: (client: ScreenPoint) => callbacks.onMenu(client),
    };
    listenToScene(this.elements.stage, this.frames, handlers, signal);
    this.element.addEventListener('focus', onActivate, { signal });
  }

  // Drawing

  private request(): void {
    this.isGraphDue = true;
    this.frames.request(this.drawInFrame);
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.elements.stage;
    this.size = { width, height };
    this.resizeGraph();
    if (this.isFitted) this.fit();
    this.request();
  }

  private resizeGraph(): void {
    const ratio = globalThis.devicePixelRatio || 1;
    const { width, height } = this.size;
    if (width > 0 && height > 0) this.graph?.resize(Math.round(width * ratio), Math.round(height * ratio));
  }

  private draw(): void {
    const { size, camera, elements, crosshair } = this;
    if (size.width === 0 || size.height === 0) return;
    if (this.isGraphDue) this.drawGraphSoon();
    elements.setLetters(this.contents.image === null ? null : camera, size);
    const { structures, image } = this.contents;
    elements.lines.draw(structures, this.activeId, image?.geometry ?? null, camera, size);
    elements.setMarker(crosshair === null ? null : projectPoint(camera, size, crosshair));
    this.settleIfDone();
  }

  /** After the planes, which share its frame and must not wait for it; and only when the graphics card has done what it
   * was given before, so that a slow one never has a queue of pictures that nobody will see. */
  private drawGraphSoon(): void {
    if (this.graphTimer !== undefined) return;
    const attempt = () => {
      this.graphTimer = undefined;
      if (!this.hasBegun && this.isImageRead) this.begin();
      const { graph } = this;
      if (graph === null || (this.contents.isEmpty && !this.hasDrawn)) {
        this.settleIfDone();
        return;
      }
      if (!graph.isFree()) {
        this.graphTimer = setTimeout(attempt, BUSY_MS);
        return;
      }
      this.isGraphDue = false;
      this.hasDrawn = true;
      const { image } = this.contents;
      graph.render(this.camera, image === null ? [0, 0, 1] : kDirection(image.geometry), this.isMoving);
      const nowMs = performance.now();
      for (const sinceMs of this.fresh.values()) this.lastRefreshMs = nowMs - sinceMs;
      this.fresh.clear();
      this.settleIfDone();
    };
    this.graphTimer = setTimeout(attempt, 0);
  }

  dispose(): void {
    this.abort.abort();
    this.resizer.disconnect();
    clearTimeout(this.graphTimer);
    clearTimeout(this.stillTimer);
    this.frames.cancel(this.drawInFrame);
    this.client?.dispose();
    this.graph?.dispose();
    this.element.remove();
  }
}

/** A 3D view that fills `container`. Where WebGL 2 is missing it says so and does nothing. */
export const createSceneView = (container: HTMLElement, callbacks: SceneCallbacks, options: SceneOptions): SceneView =>
  new SceneElement(container, callbacks, options);
