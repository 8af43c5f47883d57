// The 3D view: smooth surfaces of the structures, a rendered volume, the three cuts in space. vtk.js draws it; where it
// looks from, what lies under the pointer and when it is drawn are our own.

import './plane-view.css';
import { add, kDirection, lpsFromIndex, scale, type Vec3, type ViewName } from '../../core/geometry/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import type { SurfaceAnswer, VolumeCopy } from '../workers/surface-messages.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import type { ScreenPoint, ScreenSize } from './plane-camera.ts';
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
  sceneLetters,
  zoomScene,
} from './scene-camera.ts';
import { createSceneGraph, reasonWithoutGl, type SceneGraph, type SurfaceLook } from './scene-graph.ts';
import { pickSurface, pickVolume } from './scene-pick.ts';
import { scenePlane } from './scene-plane.ts';
import type { SceneCallbacks, SceneOptions, SceneStructure, SceneView, VolumePreset } from './scene-types.ts';
import { createSurfaceClient, type SurfaceClient } from './surface-client.ts';
import type { ViewImage, ViewWindow } from './view-types.ts';
import { presetOpacities, presetStops } from './volume-presets.ts';
import { windowFrames } from './window-frames.ts';

const PRESET_NAMES: Readonly<Record<VolumePreset, string>> = {
  'ct-bone': 'Bone',
  'ct-soft': 'Soft tissue',
  skin: 'Skin',
  mr: 'MR',
};
const VIEW_NAMES = ['axial', 'coronal', 'sagittal'] as const;
const CLICK_PX = 3;
const DOUBLE_CLICK_MS = 400;
const ZOOM_PER_STEP = 1.15;
/** Rest after which a volume is drawn with all its samples again, ms. */
const STILL_MS = 180;
/** How soon a graphics card that was busy is asked again. */
const BUSY_MS = 30;

type Gesture = 'rotate' | 'pan' | 'zoom';
type Planes = { readonly cuts: Readonly<Record<ViewName, number>>; readonly window: ViewWindow };

const colorOf = (hex: string): readonly [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
};

const dtypeOf = (voxels: VoxelArray) =>
  voxels.constructor.name.replace('Array', '').toLowerCase() as Parameters<SurfaceClient['requestVolume']>[0]['dtype'];

function part(className: string, parent: HTMLElement, tag = 'span'): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}

const boxes = new WeakMap<SurfaceAnswer, readonly number[]>();

/** Lowest x, y, z and highest x, y, z, LPS mm; looked for once a surface. */
function boxOf(surface: SurfaceAnswer): readonly number[] {
  const known = boxes.get(surface);
  if (known !== undefined) return known;
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  const { positions } = surface;
  for (let at = 0; at < positions.length; at++) {
    const axis = at % 3;
    const value = positions[at] as number;
    if (value < (box[axis] as number)) box[axis] = value;
    if (value > (box[axis + 3] as number)) box[axis + 3] = value;
  }
  boxes.set(surface, box);
  return box;
}

class SceneElement implements SceneView {
  readonly element: HTMLElement;
  unavailable: string | null = null;
  lastRefreshMs: number | null = null;
  private readonly callbacks: SceneCallbacks;
  private readonly frames: FrameScheduler;
  private readonly stage: HTMLElement;
  private readonly subtitle: HTMLElement;
  private readonly letters: Readonly<Record<'left' | 'right' | 'top' | 'bottom', HTMLElement>>;
  private readonly marker: HTMLElement;
  private readonly notice: HTMLElement;
  private readonly abort = new AbortController();
  private readonly resizer: ResizeObserver;
  private readonly client: SurfaceClient | null = null;
  private graph: SceneGraph | null = null;
  private size: ScreenSize = { width: 0, height: 0 };
  private camera: SceneCamera = {
    focalLps: [0, 0, 0],
    azimuthDeg: START_AZIMUTH_DEG,
    elevationDeg: START_ELEVATION_DEG,
    distanceMm: 1000,
  };
  private image: ViewImage | null = null;
  private blobUrl: string | null = null;
  private structures: readonly SceneStructure[] = [];
  private activeId: string | null = null;
  private readonly surfaces = new Map<string, SurfaceAnswer>();
  private readonly fresh = new Map<string, number>();
  private preset: VolumePreset | null = null;
  private volume: VolumeCopy | null = null;
  private isVolumeAsked = false;
  private planes: Planes | null = null;
  private crosshair: Vec3 | null = null;
  /** Nobody has moved the camera since it was fitted: what arrives is fitted in. */
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
    this.frames = options.frames ?? windowFrames;
    this.element = part('pv pv-scene', container, 'div');
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'application');
    this.element.setAttribute('aria-label', '3D');
    this.element.dataset['view'] = '3d';
    this.stage = part('pv-stage', this.element, 'div');
    const title = part('pv-text pv-tl', this.element);
    part('', title, 'b').textContent = '3D';
    this.subtitle = part('q', title);
    const letter = (side: string) => part(`pv-letter is-${side}`, this.element);
    this.letters = { left: letter('left'), right: letter('right'), top: letter('top'), bottom: letter('bottom') };
    this.marker = part('pv-marker', this.element);
    this.notice = part('pv-notice', this.element, 'div');
    this.notice.hidden = true;
    const reason = reasonWithoutGl();
    if (reason === null) {
      this.client = createSurfaceClient(options.workerUrl, {
        onSurface: (id, surface, sinceMs) => this.surfaceArrived(id, surface, sinceMs),
        onVolume: (volume) => {
          this.volume = volume;
          this.applyVolume();
        },
        onFailed: () => this.settleIfDone(),
      });
      this.graph = this.makeGraph();
    } else this.setUnavailable(reason);
    this.listen(this.abort.signal);
    this.resizer = new ResizeObserver(() => this.measure());
    this.resizer.observe(this.stage);
    this.writeTitle();
    this.measure();
  }

  private setUnavailable(reason: string | null): void {
    this.unavailable = reason;
    this.notice.textContent = reason === null ? '' : `Not available: ${reason}.`;
    this.notice.hidden = reason === null;
  }

  private makeGraph(): SceneGraph {
    const graph = createSceneGraph(this.stage);
    const canvas = this.stage.querySelector('canvas');
    canvas?.addEventListener('webglcontextlost', (event) => event.preventDefault());
    // vtk.js keeps what it uploaded to the lost context in too many places: a new graph is certain.
    canvas?.addEventListener('webglcontextrestored', () => this.rebuild());
    return graph;
  }

  private rebuild(): void {
    if (this.graph === null) return;
    this.graph.dispose();
    this.stage.replaceChildren();
    this.graph = this.makeGraph();
    this.resizeGraph();
    for (const [id, surface] of this.surfaces) this.graph.setSurface(id, surface);
    this.applyLooks();
    this.applyVolume();
    this.applyPlanes(null);
    this.request();
  }

  // Setters

  setImage(image: ViewImage | null, blobUrl: string | null): void {
    const before = this.image;
    this.image = image;
    if (blobUrl !== this.blobUrl || before?.voxels !== image?.voxels) {
      this.blobUrl = blobUrl;
      this.isVolumeAsked = false;
      this.volume = null;
      this.graph?.setVolume(null, []);
    }
    if (image !== null && before?.geometry !== image.geometry) {
      this.surfaces.clear();
      this.client?.setGeometry(image.geometry);
      this.fit();
    }
    this.askVolume();
    if (before?.readPlanes !== image?.readPlanes) this.applyPlanes(null);
    this.request();
  }

  setStructures(structures: readonly SceneStructure[], activeId: string | null): void {
    this.structures = structures;
    this.activeId = activeId;
    this.applyLooks();
    this.client?.setStructures(structures);
    this.request();
  }

  setVolumePreset(preset: VolumePreset | null): void {
    if (preset === this.preset) return;
    this.preset = preset;
    this.writeTitle();
    this.askVolume();
    this.applyVolume();
  }

  setPlanes(cuts: Readonly<Record<ViewName, number>> | null, window: ViewWindow): void {
    const before = this.planes;
    this.planes = cuts === null ? null : { cuts, window };
    if (before !== null || this.planes !== null) this.applyPlanes(before);
  }

  setCrosshair(lps: Vec3 | null): void {
    this.crosshair = lps;
    // Only the marker over the picture moves: surfaces of twenty structures are not drawn again for each slice.
    this.frames.request(this.drawInFrame);
  }

  setActive(isActive: boolean): void {
    this.element.classList.toggle('is-active', isActive);
  }

  fit(): void {
    const sphere = this.bounds();
    if (sphere === null) return;
    this.camera = fitScene(this.camera, sphere.centreLps, sphere.radiusMm, this.size);
    this.isFitted = true;
    this.request();
  }

  lookFrom(side: keyof typeof SIDES): void {
    const [azimuthDeg, elevationDeg] = SIDES[side];
    this.camera = { ...this.camera, azimuthDeg, elevationDeg };
    this.request();
  }

  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      this.settleIfDone();
    });
  }

  private settleIfDone(): void {
    if (this.client !== null && !this.client.isSettled) return;
    if (this.fresh.size > 0) return;
    for (const resolve of this.waiters.splice(0)) resolve();
  }

  // What is shown

  /** A sphere about the surfaces of organs (the body's outside alone if there is nothing else), or about the stack. */
  private bounds(): { readonly centreLps: Vec3; readonly radiusMm: number } | null {
    const solid = this.structures.filter(({ opacity }) => opacity >= 1).map(({ structureId }) => structureId);
    const shown = solid.filter((id) => this.surfaces.has(id));
    const low = [Infinity, Infinity, Infinity];
    const high = [-Infinity, -Infinity, -Infinity];
    for (const id of shown) {
      const box = boxOf(this.surfaces.get(id) as SurfaceAnswer);
      for (const axis of [0, 1, 2]) {
        low[axis] = Math.min(low[axis] as number, box[axis] as number);
        high[axis] = Math.max(high[axis] as number, box[axis + 3] as number);
      }
    }
    if (shown.length > 0) {
      const centre = low.map((value, axis) => (value + (high[axis] as number)) / 2) as unknown as Vec3;
      const radius = Math.hypot(...low.map((value, axis) => (high[axis] as number) - value)) / 2;
      // The heads of structures should not touch the edges, nor a lone small one fill the view.
      return { centreLps: centre, radiusMm: Math.max(radius * 0.85, 20) };
    }
    if (this.image === null) return null;
    const { geometry } = this.image;
    const last = geometry.size.map((n) => n - 1) as unknown as Vec3;
    const [from, to] = [lpsFromIndex(geometry, [0, 0, 0]), lpsFromIndex(geometry, last)];
    const radius = Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]) / 2;
    return { centreLps: scale(add(from, to), 0.5), radiusMm: radius * 0.8 };
  }

  private surfaceArrived(id: string, surface: SurfaceAnswer | null, sinceMs: number): void {
    const isNew = surface !== null && !this.surfaces.has(id);
    if (surface === null) this.surfaces.delete(id);
    else this.surfaces.set(id, surface);
    this.graph?.setSurface(id, surface);
    if (surface !== null) this.fresh.set(id, Math.min(this.fresh.get(id) ?? sinceMs, sinceMs));
    if (isNew && this.isFitted) this.fit();
    this.request();
  }

  private applyLooks(): void {
    const hasVolume = this.volume !== null && this.preset !== null;
    for (const structure of this.structures) {
      const look: SurfaceLook = {
        color: colorOf(structure.color),
        opacity: structure.opacity,
        // The outside of a body would cover the volume, which shows it anyway.
        isVisible: structure.opacity >= 1 || !hasVolume,
        isBanded: structure.state === 'unreviewed',
        isActive: structure.structureId === this.activeId,
      };
      this.graph?.setLook(structure.structureId, look);
    }
  }

  private askVolume(): void {
    const { image, blobUrl, preset } = this;
    if (image === null || blobUrl === null || preset === null || this.isVolumeAsked || this.client === null) return;
    this.isVolumeAsked = true;
    // A worker's addresses are relative to its own script.
    const url = new URL(blobUrl, document.baseURI).href;
    const { voxels } = image;
    this.client.requestVolume({ url, byteLength: voxels.byteLength, dtype: dtypeOf(voxels), isCt: preset !== 'mr' });
  }

  private applyVolume(): void {
    const { volume, preset } = this;
    if (volume === null || preset === null) this.graph?.setVolume(null, []);
    else this.graph?.setVolume(volume, presetStops(preset, volume));
    this.applyLooks();
    this.request();
  }

  private applyPlanes(before: Planes | null): void {
    const { image, planes } = this;
    for (const name of VIEW_NAMES) {
      if (planes === null || image === null) this.graph?.setPlane(name, null);
      else if (before?.cuts[name] !== planes.cuts[name] || before.window !== planes.window) {
        this.graph?.setPlane(name, scenePlane(image, name, planes.cuts[name], planes.window));
      }
    }
    this.request();
  }

  private writeTitle(): void {
    const what = this.preset === null ? 'Smooth surfaces' : PRESET_NAMES[this.preset];
    this.subtitle.textContent = what;
    this.element.setAttribute('aria-label', `3D, ${what.toLowerCase()}`);
  }

  // Drawing

  private request(): void {
    this.isGraphDue = true;
    this.frames.request(this.drawInFrame);
  }

  private measure(): void {
    this.size = { width: this.stage.clientWidth, height: this.stage.clientHeight };
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
    const { graph, image, size, camera } = this;
    if (size.width === 0 || size.height === 0) return;
    if (graph !== null && this.isGraphDue) this.drawGraphSoon(graph);
    const letters = image === null ? { left: '', right: '', top: '', bottom: '' } : sceneLetters(camera);
    for (const side of ['left', 'right', 'top', 'bottom'] as const) {
      if (this.letters[side].textContent !== letters[side]) this.letters[side].textContent = letters[side];
    }
    this.letters.bottom.hidden = size.height < 300;
    const at = this.crosshair === null ? null : projectPoint(camera, size, this.crosshair);
    this.marker.hidden = at === null;
    if (at !== null) this.marker.style.transform = `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`;
    this.settleIfDone();
  }

  /** After the planes, which share its frame and must not wait for it; and only when the graphics card has done what it
   * was given before, so that a slow one never has a queue of pictures that nobody will see. */
  private drawGraphSoon(graph: SceneGraph): void {
    if (this.graphTimer !== undefined) return;
    const attempt = () => {
      this.graphTimer = undefined;
      if (graph !== this.graph) return;
      if (!graph.isFree()) {
        this.graphTimer = setTimeout(attempt, BUSY_MS);
        return;
      }
      this.isGraphDue = false;
      graph.render(this.camera, this.image === null ? [0, 0, 1] : kDirection(this.image.geometry), this.isMoving);
      const nowMs = performance.now();
      for (const sinceMs of this.fresh.values()) this.lastRefreshMs = nowMs - sinceMs;
      this.fresh.clear();
      this.settleIfDone();
    };
    this.graphTimer = setTimeout(attempt, 0);
  }

  private turn(camera: SceneCamera): void {
    this.camera = camera;
    this.isFitted = false;
    this.isMoving = this.volume !== null && this.preset !== null;
    clearTimeout(this.stillTimer);
    if (this.isMoving) {
      this.stillTimer = setTimeout(() => {
        this.isMoving = false;
        this.request();
      }, STILL_MS);
    }
    this.request();
  }

  // Input

  private pick(at: ScreenPoint): void {
    const ray = rayThrough(this.camera, this.size, at);
    let nearest = Number.POSITIVE_INFINITY;
    let structureId: string | null = null;
    for (const structure of this.structures) {
      const surface = this.surfaces.get(structure.structureId);
      // One looks through a body's outside: a click means what is within.
      if (surface === undefined || structure.opacity < 1) continue;
      const distance = pickSurface(surface, ray);
      if (distance >= nearest) continue;
      nearest = distance;
      structureId = structure.structureId;
    }
    if (this.volume !== null && this.preset !== null) {
      const opacities = presetOpacities(presetStops(this.preset, this.volume));
      const distance = pickVolume(this.volume, opacities, Math.max(...this.volume.spacingMm), ray);
      if (distance < nearest) {
        nearest = distance;
        structureId = null;
      }
    }
    if (Number.isFinite(nearest)) this.callbacks.onPick(add(ray.originLps, scale(ray.direction, nearest)), structureId);
  }

  private listen(signal: AbortSignal): void {
    const { stage, callbacks } = this;
    let gesture: Gesture | null = null;
    let last: ScreenPoint = { x: 0, y: 0 };
    let press: ScreenPoint = { x: 0, y: 0 };
    let isDragged = false;
    let clickedAtMs = Number.NEGATIVE_INFINITY;
    const place = (event: MouseEvent): ScreenPoint => {
      const box = stage.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const onDown = (event: PointerEvent) => {
      callbacks.onActivate();
      if (gesture !== null) return;
      gesture = event.button === 1 || event.shiftKey ? 'pan' : event.button === 2 ? 'zoom' : 'rotate';
      stage.setPointerCapture(event.pointerId);
      last = press = place(event);
      isDragged = false;
    };
    const onMove = (event: PointerEvent) => {
      if (gesture === null) return;
      const at = place(event);
      const [dx, dy] = [at.x - last.x, at.y - last.y];
      last = at;
      isDragged ||= Math.hypot(at.x - press.x, at.y - press.y) > CLICK_PX;
      if (!isDragged) return;
      if (gesture === 'rotate') this.turn(rotateScene(this.camera, dx, dy));
      else if (gesture === 'pan') this.turn(panScene(this.camera, this.size, dx, dy));
      else this.turn(zoomScene(this.camera, 1.005 ** -dy));
    };
    const onUp = (event: PointerEvent) => {
      const ended = gesture;
      gesture = null;
      if (ended === null || isDragged) return;
      if (ended === 'zoom') callbacks.onMenu({ x: event.clientX, y: event.clientY });
      if (ended !== 'rotate') return;
      const isDouble = event.timeStamp - clickedAtMs < DOUBLE_CLICK_MS;
      clickedAtMs = isDouble ? Number.NEGATIVE_INFINITY : event.timeStamp;
      if (isDouble) callbacks.onDoubleClick();
      else this.pick(place(event));
    };
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const steps = Math.abs(event.deltaY) >= 40 ? Math.sign(event.deltaY) : event.deltaY / 40;
      this.turn(zoomScene(this.camera, ZOOM_PER_STEP ** -steps));
    };
    const on = <K extends 'pointerdown' | 'pointermove' | 'pointerup' | 'wheel'>(
      type: K,
      handler: (event: HTMLElementEventMap[K]) => void,
    ) =>
      stage.addEventListener(type, (event) => this.frames.handle('scene', event.timeStamp, () => handler(event)), {
        signal,
        passive: false,
      });
    on('pointerdown', onDown);
    on('pointermove', onMove);
    on('pointerup', onUp);
    on('wheel', onWheel);
    stage.addEventListener(
      'pointercancel',
      () => {
        gesture = null;
      },
      { signal },
    );
    stage.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    stage.addEventListener('mousedown', (event) => event.button === 1 && event.preventDefault(), { signal });
    this.element.addEventListener('focus', () => callbacks.onActivate(), { signal });
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
