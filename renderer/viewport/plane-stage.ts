// The parts of a 2D view together: what it shows, its elements, its layers. Each layer is drawn again only when something
// that it shows has changed.

import type { ViewName } from '../../core/geometry/index.ts';
import { hasArrived } from './cut-plane.ts';
import { DosePainter } from './dose-painter.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import { createKeyboardPointer, type KeyboardPointer } from './keyboard-pointer.ts';
import { createOutlineCache } from './outlines.ts';
import { PlaneCameraControl } from './plane-camera-control.ts';
import { createPlaneElements, emptyLayer, fitCanvases, type PlaneElements, showRibbon } from './plane-elements.ts';
import { createPlaneInput } from './plane-input.ts';
import { createRibbonLayer, paintContourLayer, paintTopLayer, writeWords } from './plane-layers.ts';
import { createPlanePicture, type PlanePicture } from './plane-picture.ts';
import { createPlaneState, keyboardStart, type PlaneState, voxelSteps } from './plane-state.ts';
import type { PlaneViewCallbacks, PlaneViewOptions } from './plane-view-types.ts';
import { listenToRibbon } from './ribbon-input.ts';
import { ribbonScale } from './ribbon-scale.ts';
import { UncertaintyLayer } from './uncertainty-layer.ts';
import { listenToView } from './view-input.ts';
import type { ViewImage } from './view-types.ts';
import { createSpeech } from './view-words.ts';
import { windowFrames } from './window-frames.ts';

const NOTHING_DUE = {
  values: false,
  picture: false,
  dose: false,
  contours: false,
  top: false,
  ribbon: false,
  words: false,
};
export type PlaneLayer = keyof typeof NOTHING_DUE;
const ALL_LAYERS = Object.keys(NOTHING_DUE) as PlaneLayer[];

export class PlaneStage {
  readonly elements: PlaneElements;
  readonly state: PlaneState = createPlaneState();
  readonly camera: PlaneCameraControl;
  readonly picture: PlanePicture;
  readonly keyboard: KeyboardPointer;
  private readonly name: ViewName;
  private readonly dose = new DosePainter();
  private readonly uncertainty: UncertaintyLayer;
  private readonly frames: FrameScheduler;
  private readonly speech: ReturnType<typeof createSpeech>;
  private readonly paintRibbonLayer: ReturnType<typeof createRibbonLayer>;
  private readonly abort = new AbortController();
  private readonly resize: ResizeObserver;
  private due = { ...NOTHING_DUE };
  private readonly drawInFrame = () => this.draw();

  constructor(container: HTMLElement, callbacks: PlaneViewCallbacks, options: PlaneViewOptions) {
    this.name = options.name;
    this.frames = options.frames ?? windowFrames;
    this.elements = createPlaneElements(container, options.name);
    this.uncertainty = new UncertaintyLayer(this.elements.image);
    this.speech = createSpeech(this.elements.element);
    this.paintRibbonLayer = createRibbonLayer(this.elements.ribbon);
    this.picture = createPlanePicture(this.elements.image, () => this.mark(...ALL_LAYERS));
    this.camera = new PlaneCameraControl(
      this.state,
      () => this.mark('picture', 'dose', 'contours', 'top', 'words'),
      (camera) => callbacks.onCamera(camera),
    );
    this.keyboard = this.listen(callbacks, this.abort.signal);
    this.resize = new ResizeObserver(() => this.measure());
    this.resize.observe(this.elements.stage);
    this.measure();
  }

  private listen(callbacks: PlaneViewCallbacks, signal: AbortSignal): KeyboardPointer {
    const { state, frames, elements } = this;
    const input = createPlaneInput({
      state,
      callbacks,
      moveCamera: (camera) => this.camera.move(camera),
      hover: (at) => {
        state.hover = at;
        if (at === null) this.mark('words', 'top');
        else this.mark('words');
      },
    });
    listenToView(elements.stage, frames, input, signal);
    const onDrag = (y: number) => {
      if (state.shown === null) return;
      const cut = ribbonScale(state.shown.view, state.size.height).cutAt(y);
      if (cut !== state.cut) callbacks.onCut(cut);
    };
    listenToRibbon(elements.ribbon, frames, { onPress: () => callbacks.onActivate(), onDrag }, signal);
    elements.element.addEventListener('focus', () => callbacks.onActivate(), { signal });
    return createKeyboardPointer(elements.element, frames, {
      start: () => keyboardStart(state),
      step: () => voxelSteps(state),
      bounds: () => state.size,
      onDown: (facts) => input.onToolDown(facts, 1),
      onMove: (facts) => input.onToolMove(facts, [facts]),
      onUp: (facts) => input.onToolUp(facts),
    });
  }

  setImage(image: ViewImage | null): void {
    const { state } = this;
    const before = state.shown;
    const view = image?.views[this.name] ?? null;
    if (image === null || view === null) {
      state.shown = null;
      this.picture.setImage(null);
      this.mark(...ALL_LAYERS);
      return;
    }
    const isSameGeometry = before?.image.geometry === image.geometry;
    state.shown = { image, view, outlines: isSameGeometry ? before.outlines : createOutlineCache(image.geometry) };
    this.picture.setImage(state.shown);
    if (before?.image.voxels === image.voxels && before.view === view) {
      const { cut } = state;
      const isNew = view.fixedAxis !== 2 || !hasArrived(before.image, view, cut);
      if (isNew && hasArrived(image, view, cut)) this.mark('values', 'words');
      return;
    }
    state.cut = Math.min(state.cut, view.cutCount - 1);
    this.camera.fit();
    this.mark(...ALL_LAYERS);
  }

  /** These layers are drawn in the next frame. */
  mark(...layers: readonly PlaneLayer[]): void {
    for (const layer of layers) this.due[layer] = true;
    this.frames.request(this.drawInFrame);
  }

  /** The ribbon takes its width from the planes. */
  layoutRibbon(): void {
    const { ribbon, shown } = this.state;
    if (showRibbon(this.elements, ribbon !== null && shown?.view.fixedAxis === 2)) this.measure();
  }

  private measure(): void {
    const { state } = this;
    const { clientWidth: width, clientHeight: height } = this.elements.stage;
    const isChanged = width !== state.size.width || height !== state.size.height;
    state.size = { width, height };
    fitCanvases(this.elements, state.size);
    if (isChanged) this.camera.fitAgain();
    this.mark(...ALL_LAYERS);
    // A canvas that changed its size is empty: filling it in the same frame avoids a black flash.
    if (isChanged) this.flush();
  }

  flush(): void {
    this.frames.cancel(this.drawInFrame);
    this.draw();
  }

  private draw(): void {
    const { due, state, elements, picture } = this;
    const { shown, size } = state;
    this.due = { ...NOTHING_DUE };
    if (size.width === 0 || size.height === 0) return;
    if (shown === null) {
      this.dose.clear(elements.dose, size);
      emptyLayer(elements.contours, size);
      emptyLayer(elements.top, size);
      picture.clear();
      this.uncertainty.clear();
      return;
    }
    if (due.values) this.frames.countUpload(picture.upload(shown, state.cut));
    if (due.values || due.picture) {
      picture.draw(state);
      this.uncertainty.paint(state, shown);
    }
    if (due.dose) {
      this.dose.paint(elements.dose, state, shown);
      elements.legend.set(state.dose, size);
    }
    if (due.contours) paintContourLayer(elements.contours, state, shown);
    if (due.top) paintTopLayer(elements.top, state, shown);
    if (due.ribbon) this.drawRibbon();
    if (due.words) writeWords(elements.labels, this.speech, state, shown, this.dose.at(state, shown));
  }

  private drawRibbon(): void {
    this.layoutRibbon();
    if (this.state.shown !== null) this.paintRibbonLayer(this.state, this.state.shown);
  }

  dispose(): void {
    this.abort.abort();
    this.resize.disconnect();
    this.frames.cancel(this.drawInFrame);
    this.keyboard.dispose();
    this.speech.dispose();
    this.picture.dispose();
    this.elements.element.remove();
  }
}
