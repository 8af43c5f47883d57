// A 2D view: the plane of voxels (WebGL), the contours (2D canvas) and what moves with the pointer (a second one), with
// words as elements above. Each layer is drawn again only when something that it shows has changed.

import './plane-view.css';
import { type CutView, cutThrough, type Vec3 } from '../../core/geometry/index.ts';
import { type CutFrame, paintContours, paintPreview } from './contour-painter.ts';
import { type CutPlane, createCutPlane, cutImage } from './cut-plane.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import { createKeyboardPointer, type KeyboardPointer } from './keyboard-pointer.ts';
import { createOutlineCache, type OutlineCache } from './outlines.ts';
import { paintCrosshair, paintMeasurements, paintProgress, paintTool, screenOfIjk } from './overlay-painter.ts';
import type { PlanePainter } from './painter-types.ts';
import {
  fitCamera,
  type PlaneCamera,
  panCamera,
  type ScreenPoint,
  type ScreenSize,
  screenFromUv,
  uvFromScreen,
  zoomCamera,
} from './plane-camera.ts';
import { createPlanePainter } from './plane-painter.ts';
import type { PlaneView, PlaneViewCallbacks, PlaneViewOptions, ScreenRegion } from './plane-view-types.ts';
import { isRisingWithCut, ribbonScale } from './ribbon-scale.ts';
import { type CanvasColors, paintRibbon, RIBBON_WIDTH_PX, readCanvasColors } from './slice-ribbon.ts';
import { type InputHandlers, listenToView, type PointerFacts } from './view-input.ts';
import { createViewLabels } from './view-labels.ts';
import { viewPointAt } from './view-point.ts';
import type {
  ContourDisplay,
  ProgressLine,
  RibbonModel,
  ToolOverlay,
  ViewContour,
  ViewImage,
  ViewMeasurement,
  ViewPoint,
  ViewPreview,
  ViewTexts,
  ViewWindow,
} from './view-types.ts';
import { createSpeech, spokenSlice, viewTexts } from './view-words.ts';
import { windowFrames } from './window-frames.ts';

const NO_TEXTS: ViewTexts = { windowName: '', unit: '', notice: null };
const NO_DISPLAY: ContourDisplay = { mode: 'outline', fillOpacity: 0.1, activeId: null };

/** Right drag as zoom, CSS px: larger when pushed up, as in the 3D view. */
const ZOOM_PER_PX = 1.005;

/** Window width that a drag over the whole view changes it by, as a multiple of itself. */
const WINDOW_DRAG_SHARE = 1 / 300;

class PlaneViewElement implements PlaneView {
  readonly name;
  readonly element: HTMLElement;
  private readonly callbacks: PlaneViewCallbacks;
  private readonly frames: FrameScheduler;
  private readonly stage: HTMLElement;
  private readonly image: HTMLCanvasElement;
  private readonly contoursCanvas: HTMLCanvasElement;
  private readonly topCanvas: HTMLCanvasElement;
  private readonly ribbonCanvas: HTMLCanvasElement;
  private readonly painter: PlanePainter;
  private readonly labels;
  private readonly speech;
  private readonly keyboard: KeyboardPointer;
  private readonly abort = new AbortController();
  private readonly resize: ResizeObserver;
  private colors: CanvasColors | null = null;

  private source: ViewImage | null = null;
  private view: CutView | null = null;
  private plane: CutPlane | null = null;
  private outlines: OutlineCache | null = null;
  private cutNumber = 0;
  private window: ViewWindow = { width: 400, level: 40 };
  private look = { isInterpolated: true, isInverted: false };
  private cameraNow: PlaneCamera = { centreU: 0, centreV: 0, pixelsPerMm: 1 };
  private isFitted = true;
  private rightDrag: 'window' | 'zoom' = 'window';
  private home: ScreenRegion | null = null;
  private size: ScreenSize = { width: 0, height: 0 };
  private contours: readonly ViewContour[] = [];
  private display: ContourDisplay = NO_DISPLAY;
  private preview: ViewPreview | null = null;
  private tool: ToolOverlay | null = null;
  private crosshair: Vec3 | null = null;
  private hasCrosshairLines = true;
  private measurements: readonly ViewMeasurement[] = [];
  private ribbon: RibbonModel | null = null;
  private progress: ProgressLine | null = null;
  private texts: ViewTexts = NO_TEXTS;
  private spoken = '';
  private hover: ScreenPoint | null = null;

  private dirty = { values: false, picture: false, contours: false, top: false, ribbon: false, words: false };
  private readonly drawInFrame = () => this.draw();

  constructor(container: HTMLElement, callbacks: PlaneViewCallbacks, options: PlaneViewOptions) {
    this.name = options.name;
    this.callbacks = callbacks;
    this.frames = options.frames ?? windowFrames;
    const make = <K extends keyof HTMLElementTagNameMap>(tag: K, className: string, parent: HTMLElement) => {
      const made = document.createElement(tag);
      made.className = className;
      parent.append(made);
      return made;
    };
    this.element = make('div', 'pv', container);
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'application');
    this.element.dataset['view'] = this.name;
    this.stage = make('div', 'pv-stage', this.element);
    this.image = make('canvas', 'pv-image', this.stage);
    this.contoursCanvas = make('canvas', 'pv-contours', this.stage);
    this.topCanvas = make('canvas', 'pv-top', this.stage);
    this.labels = createViewLabels(this.stage);
    this.ribbonCanvas = make('canvas', 'pv-ribbon', this.element);
    this.ribbonCanvas.hidden = true;
    this.speech = createSpeech(this.element);
    this.painter = createPlanePainter(this.image, () => this.markAll());
    const { signal } = this.abort;
    listenToView(this.stage, this.frames, this.inputHandlers(), signal);
    this.listenToRibbon(signal);
    this.keyboard = createKeyboardPointer(this.element, this.frames, {
      start: () => this.keyboardStart(),
      step: () => this.voxelSteps(),
      bounds: () => this.size,
      onDown: (facts) => this.toolDown(facts, 1),
      onMove: (facts) => this.pointerMoved(facts, [facts]),
      onUp: (facts) => this.toolUp(facts),
    });
    this.element.addEventListener('focus', () => callbacks.onActivate(), { signal });
    this.resize = new ResizeObserver(() => this.measure());
    this.resize.observe(this.stage);
    this.measure();
  }

  // Setters

  setImage(image: ViewImage | null): void {
    const before = this.source;
    this.source = image;
    const view = image?.views[this.name] ?? null;
    if (image === null || view === null) {
      this.view = this.plane = this.outlines = null;
      this.painter.clear();
      this.markAll();
      return;
    }
    if (before?.voxels === image.voxels && this.view === view) {
      const isShown =
        view.fixedAxis !== 2 || (this.cutNumber >= before.readPlanes && this.cutNumber < image.readPlanes);
      if (isShown) this.mark('values', 'words');
      return;
    }
    this.view = view;
    this.plane = createCutPlane(image.voxels, image.geometry.size);
    if (before?.geometry !== image.geometry) this.outlines = createOutlineCache(image.geometry);
    this.painter.setView(view);
    this.cutNumber = Math.min(this.cutNumber, view.cutCount - 1);
    this.fit();
    this.markAll();
  }

  get cut(): number {
    return this.cutNumber;
  }

  setCut(cut: number): void {
    const limit = (this.view?.cutCount ?? 1) - 1;
    const next = Math.min(Math.max(Math.round(cut), 0), limit);
    if (next === this.cutNumber) return;
    this.cutNumber = next;
    this.mark('values', 'contours', 'top', 'ribbon', 'words');
  }

  cutAfter(steps: number): number {
    if (this.view === null) return 0;
    const next = this.cutNumber + (isRisingWithCut(this.view) ? -steps : steps);
    return Math.min(Math.max(next, 0), this.view.cutCount - 1);
  }

  setWindow(window: ViewWindow): void {
    this.window = window;
    this.mark('picture', 'words');
  }

  setLook(look: { readonly isInterpolated: boolean; readonly isInverted: boolean }): void {
    this.look = look;
    this.mark('picture');
  }

  get camera(): PlaneCamera {
    return this.cameraNow;
  }

  setCamera(camera: PlaneCamera): void {
    this.cameraNow = camera;
    this.isFitted = false;
    this.mark('picture', 'contours', 'top', 'words');
  }

  fit(): void {
    if (this.view === null || this.size.width === 0) return;
    this.setCamera(fitCamera(this.home ?? this.view.extent, this.size));
    this.isFitted = true;
    this.callbacks.onCamera(null);
  }

  setHome(region: ScreenRegion | null): void {
    this.home = region;
    if (this.isFitted) this.fit();
  }

  zoomBy(factor: number, about?: { readonly u: number; readonly v: number }): void {
    const { size } = this;
    const at = about ? screenFromUv(this.cameraNow, size, about) : { x: size.width / 2, y: size.height / 2 };
    this.moveCamera(zoomCamera(this.cameraNow, size, at, factor));
  }

  panBy(du: number, dv: number): void {
    const scale = this.cameraNow.pixelsPerMm;
    this.moveCamera(panCamera(this.cameraNow, du * scale, dv * scale));
  }

  reveal(ijk: Vec3): void {
    const at = this.screenOf(ijk);
    if (at === null) return;
    const { width, height } = this.size;
    const margin = Math.min(width, height) / 8;
    const isVisible = at.x > margin && at.y > margin && at.x < width - margin && at.y < height - margin;
    if (!isVisible) this.moveCamera(panCamera(this.cameraNow, width / 2 - at.x, height / 2 - at.y));
  }

  setContours(contours: readonly ViewContour[], display: ContourDisplay): void {
    if (contours === this.contours && display === this.display) return;
    this.contours = contours;
    this.display = display;
    this.mark('contours', 'words');
    if (this.preview !== null) this.mark('top');
  }

  setPreview(preview: ViewPreview | null): void {
    const hidden = (p: ViewPreview | null) => (p?.kind === 'stroke' ? p.structureId : null);
    if (hidden(preview) !== hidden(this.preview)) this.mark('contours');
    this.preview = preview;
    this.mark('top');
  }

  setToolOverlay(overlay: ToolOverlay | null): void {
    if (overlay === null && this.tool === null) return;
    this.tool = overlay;
    this.mark('top');
  }

  setRightDrag(meaning: 'window' | 'zoom'): void {
    this.rightDrag = meaning;
  }

  setPointerShape(cssCursor: string): void {
    if (this.stage.style.cursor !== cssCursor) this.stage.style.cursor = cssCursor;
  }

  setCrosshair(ijk: Vec3 | null, hasLines: boolean): void {
    this.crosshair = ijk;
    this.hasCrosshairLines = hasLines;
    this.mark('top', 'words');
  }

  setMeasurements(measurements: readonly ViewMeasurement[]): void {
    if (measurements === this.measurements) return;
    this.measurements = measurements;
    this.mark('top');
  }

  setRibbon(ribbon: RibbonModel | null): void {
    this.ribbon = ribbon;
    this.layoutRibbon();
    this.mark('ribbon');
  }

  setProgress(line: ProgressLine | null): void {
    if (line === this.progress) return;
    this.progress = line;
    this.mark('top');
  }

  setTexts(texts: ViewTexts): void {
    this.texts = texts;
    this.labels.setNotice(texts.notice);
    this.mark('words');
  }

  setActive(isActive: boolean): void {
    this.element.classList.toggle('is-active', isActive);
  }

  setSpoken(text: string): void {
    this.spoken = text;
    this.mark('words');
  }

  setKeyboardPointer(isOn: boolean): void {
    this.keyboard.set(isOn);
  }

  // Places

  pointAt(screen: ScreenPoint): ViewPoint | null {
    if (this.source === null || this.view === null) return null;
    const uv = uvFromScreen(this.cameraNow, this.size, screen);
    const place = { xPx: screen.x, yPx: screen.y, pxPerMm: this.cameraNow.pixelsPerMm };
    return viewPointAt(this.source, this.view, this.cutNumber, uv, place);
  }

  screenOf(ijk: Vec3): ScreenPoint | null {
    return this.view === null ? null : screenOfIjk(this.frame(this.view), ijk);
  }

  get pixelsPerVoxel(): number {
    return this.view === null ? 0 : Math.min(this.view.aStepMm, this.view.bStepMm) * this.cameraNow.pixelsPerMm;
  }

  get isAccelerated(): boolean {
    return this.painter.isAccelerated;
  }

  private frame(view: CutView): CutFrame {
    return { view, cut: this.cutNumber, camera: this.cameraNow, size: this.size };
  }

  private moveCamera(camera: PlaneCamera): void {
    this.setCamera(camera);
    this.callbacks.onCamera(camera);
  }

  // Input

  private inputHandlers(): InputHandlers {
    const { callbacks } = this;
    const withPoint = (screen: ScreenPoint, tell: (point: ViewPoint) => void) => {
      const point = this.pointAt(screen);
      if (point !== null) tell(point);
    };
    return {
      onPress: () => {
        // Prevents no default: pressing focuses the view, which activates it; a view that has the focus already is
        // told again.
        callbacks.onActivate();
      },
      onToolDown: (facts, clicks) => this.toolDown(facts, clicks),
      onToolMove: (facts, samples) => this.pointerMoved(facts, samples),
      onToolUp: (facts) => this.toolUp(facts),
      onToolCancel: () => callbacks.onTool({ type: 'cancel' }),
      onHover: (facts) => this.pointerMoved(facts, []),
      onLeave: () => this.pointerLeft(),
      onPan: (dx, dy) => this.moveCamera(panCamera(this.cameraNow, dx, dy)),
      onWindowDrag: (dx, dy) => {
        if (this.rightDrag === 'zoom') {
          const middle = { x: this.size.width / 2, y: this.size.height / 2 };
          this.moveCamera(zoomCamera(this.cameraNow, this.size, middle, ZOOM_PER_PX ** -dy));
          return;
        }
        const { width, level } = this.window;
        const unit = Math.max(width, 1) * WINDOW_DRAG_SHARE;
        // Up is brighter.
        callbacks.onWindow({ width: Math.max(width + dx * unit, 1), level: level + dy * unit });
      },
      onMenu: (facts, client) => withPoint(facts, (point) => callbacks.onMenu(point, client)),
      onWheel: (steps) => {
        const next = this.cutAfter(steps);
        if (next !== this.cutNumber) callbacks.onCut(next);
      },
      onZoom: (factor, facts) => this.moveCamera(zoomCamera(this.cameraNow, this.size, facts, factor)),
      onShiftWheel: (steps, facts) => withPoint(facts, (point) => callbacks.onShiftWheel(steps, point)),
      onDoubleClick: (facts) => {
        if (!callbacks.isToolBusy()) withPoint(facts, (point) => callbacks.onDoubleClick(point));
      },
    };
  }

  private pointOf(facts: PointerFacts): ViewPoint | null {
    const point = this.pointAt(facts);
    return point === null ? null : { ...point, pressure: facts.pressure };
  }

  private toolDown(facts: PointerFacts, clicks: number): void {
    const point = this.pointOf(facts);
    if (point === null) return;
    const { modifiers, isEraserEnd } = facts;
    this.callbacks.onTool({ type: 'down', point, modifiers, clicks, ...(isEraserEnd ? { isEraserEnd } : {}) });
  }

  private toolUp(facts: PointerFacts): void {
    const point = this.pointOf(facts);
    if (point !== null) this.callbacks.onTool({ type: 'up', point, modifiers: facts.modifiers });
  }

  private pointerMoved(facts: PointerFacts, samples: readonly PointerFacts[]): void {
    const point = this.pointOf(facts);
    if (point === null) return;
    this.hover = { x: facts.x, y: facts.y };
    this.mark('words');
    const points = samples.flatMap((sample) => this.pointOf(sample) ?? []);
    const isHover = samples.length === 0;
    this.callbacks.onTool({
      type: 'move',
      point,
      modifiers: facts.modifiers,
      ...(isHover ? {} : { samples: points }),
    });
    this.callbacks.onHover(point);
    if (isHover && facts.modifiers.shift && point.isInside) this.callbacks.onCrosshair(point.ijk);
  }

  private pointerLeft(): void {
    this.hover = null;
    this.mark('words', 'top');
    this.callbacks.onTool({ type: 'leave' });
    this.callbacks.onHover(null);
  }

  /** Where the keyboard's pointer starts: at the pointer, else at the crosshair, else in the middle. */
  private keyboardStart(): ScreenPoint {
    const cross = this.crosshair === null ? null : this.screenOf(this.crosshair);
    return this.hover ?? cross ?? { x: this.size.width / 2, y: this.size.height / 2 };
  }

  private voxelSteps(): { readonly dx: number; readonly dy: number } {
    const { view } = this;
    if (view === null) return { dx: 1, dy: 1 };
    const a = view.aStepMm * this.cameraNow.pixelsPerMm;
    const b = view.bStepMm * this.cameraNow.pixelsPerMm;
    return view.isTransposed ? { dx: b, dy: a } : { dx: a, dy: b };
  }

  private listenToRibbon(signal: AbortSignal): void {
    const canvas = this.ribbonCanvas;
    const scroll = (event: PointerEvent) => {
      if (this.view === null) return;
      const y = event.clientY - canvas.getBoundingClientRect().top;
      const cut = ribbonScale(this.view, this.size.height).cutAt(y);
      if (cut !== this.cutNumber) this.callbacks.onCut(cut);
    };
    const handle = (event: PointerEvent) => this.frames.handle('wheel', event.timeStamp, () => scroll(event));
    canvas.addEventListener(
      'pointerdown',
      (event) => {
        canvas.setPointerCapture(event.pointerId);
        this.callbacks.onActivate();
        handle(event);
      },
      { signal },
    );
    canvas.addEventListener('pointermove', (event) => event.buttons !== 0 && handle(event), { signal });
  }

  // Drawing

  private mark(...layers: (keyof PlaneViewElement['dirty'])[]): void {
    for (const layer of layers) this.dirty[layer] = true;
    this.frames.request(this.drawInFrame);
  }

  private markAll(): void {
    this.mark('values', 'picture', 'contours', 'top', 'ribbon', 'words');
  }

  private layoutRibbon(): void {
    const isShown = this.ribbon !== null && this.view?.fixedAxis === 2;
    if (this.ribbonCanvas.hidden !== isShown) return;
    this.ribbonCanvas.hidden = !isShown;
    this.element.classList.toggle('has-ribbon', isShown);
    this.measure();
  }

  private measure(): void {
    const width = this.stage.clientWidth;
    const height = this.stage.clientHeight;
    const ratio = globalThis.devicePixelRatio || 1;
    const fitCanvas = (canvas: HTMLCanvasElement, cssWidth: number) => {
      const [w, h] = [Math.max(1, Math.round(cssWidth * ratio)), Math.max(1, Math.round(height * ratio))];
      if (canvas.width !== w) canvas.width = w;
      if (canvas.height !== h) canvas.height = h;
    };
    for (const canvas of [this.image, this.contoursCanvas, this.topCanvas]) fitCanvas(canvas, width);
    fitCanvas(this.ribbonCanvas, RIBBON_WIDTH_PX);
    const isChanged = width !== this.size.width || height !== this.size.height;
    this.size = { width, height };
    if (isChanged && this.isFitted) this.fit();
    this.markAll();
    // A canvas that changed its size is empty: filling it in the same frame avoids a black flash.
    if (isChanged) this.flush();
  }

  flush(): void {
    this.frames.cancel(this.drawInFrame);
    this.draw();
  }

  private draw(): void {
    const due = this.dirty;
    this.dirty = { values: false, picture: false, contours: false, top: false, ribbon: false, words: false };
    const { source, view, plane, outlines, size } = this;
    if (size.width === 0 || size.height === 0) return;
    if (source === null || view === null || plane === null || outlines === null) {
      this.clearLayers();
      return;
    }
    const frame = this.frame(view);
    if (due.values) {
      cutImage(plane, source.voxels, source.geometry.size, view, this.cutNumber, source.readPlanes);
      this.frames.countUpload(this.painter.upload(plane));
    }
    if (due.values || due.picture) this.painter.draw(this.cameraNow, size, { window: this.window, ...this.look });
    if (due.contours) this.drawContours(frame, outlines);
    if (due.top) this.drawTop(frame, outlines, source);
    if (due.ribbon) this.drawRibbon(view);
    if (due.words) this.writeWords(source, view);
  }

  private context(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const context = canvas.getContext('2d');
    if (context === null) return null;
    const ratio = canvas.width / Math.max(this.size.width, 1);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.size.width, this.size.height);
    return context;
  }

  private clearLayers(): void {
    this.context(this.contoursCanvas);
    this.context(this.topCanvas);
    this.painter.clear();
  }

  private drawContours(frame: CutFrame, outlines: OutlineCache): void {
    const context = this.context(this.contoursCanvas);
    if (context === null) return;
    const hidden = this.preview?.kind === 'stroke' ? this.preview.structureId : null;
    paintContours(context, this.contours, frame, outlines, this.display, hidden);
  }

  private drawTop(frame: CutFrame, outlines: OutlineCache, source: ViewImage): void {
    const context = this.context(this.topCanvas);
    if (context === null) return;
    const { preview } = this;
    if (preview !== null) {
      const contour = this.contours.find(({ structureId }) => structureId === preview.structureId);
      paintPreview(context, preview, contour, frame, outlines, this.display);
    }
    if (this.progress !== null) paintProgress(context, frame, this.progress);
    if (this.crosshair !== null && this.hasCrosshairLines) paintCrosshair(context, frame, this.crosshair);
    paintMeasurements(context, frame, source.geometry, this.measurements);
    if (this.tool !== null) paintTool(context, frame, outlines, this.tool);
  }

  private drawRibbon(view: CutView): void {
    this.layoutRibbon();
    if (this.ribbon === null || this.ribbonCanvas.hidden) return;
    this.colors ??= readCanvasColors(this.element);
    paintRibbon(this.ribbonCanvas, view, this.cutNumber, this.ribbon, this.colors);
    this.ribbonCanvas.title = this.ribbon.label;
  }

  private writeWords(source: ViewImage, view: CutView): void {
    const point = this.hover === null ? null : this.pointAt(this.hover);
    const { cutNumber, crosshair, contours, window, texts } = this;
    const place = crosshair !== null && cutThrough(view, crosshair).cut === cutNumber ? crosshair : null;
    const words = viewTexts({ image: source, view, cut: cutNumber, point, crosshair: place, contours, window, texts });
    this.labels.set(words, this.size);
    this.labels.setScale(this.cameraNow.pixelsPerMm, this.size);
    this.speech.say(spokenSlice(words, this.spoken));
  }

  dispose(): void {
    this.abort.abort();
    this.resize.disconnect();
    this.frames.cancel(this.drawInFrame);
    this.keyboard.dispose();
    this.speech.dispose();
    this.painter.dispose();
    this.element.remove();
  }
}

/** A view that fills `container`. It never changes what it was given; `dispose` takes everything away again. */
export const createPlaneView = (
  container: HTMLElement,
  callbacks: PlaneViewCallbacks,
  options: PlaneViewOptions,
): PlaneView => new PlaneViewElement(container, callbacks, options);
