// Keeps the model of the open case a replay of its steps: every change of the recipe or of a structure that it names goes
// to the workers, what they make comes into the state as figures and into the printing view as triangles.

import { add, norm, scale, subtract, type Vec3 } from '../../../core/geometry/index.ts';
import type { PrintRecipe, PrintStep, Quality } from '../../../core/print/index.ts';
import type { AppContext } from '../../commands/command.ts';
import { placeOn } from '../../commands/print-commands.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { createPrintClient, type PrintClient, type PrintWorker } from '../../data/print-client.ts';
import { printSources } from '../../data/print-sources.ts';
import { replaceStep, structuresOf } from '../../data/print-steps.ts';
import { patchPrint } from '../../state/app-store.ts';
import { type BoxLps, INITIAL_PRINT, withRecipe } from '../../state/print-state.ts';
import type { GraphPart, Rgb } from '../../viewport/print-graph.ts';
import { createPrintScene, type PrintSceneView, type SurfacePlace } from '../../viewport/print-scene.ts';
import type { ModelAnswer, PartAnswer, PrintPlane, SectionAnswer } from '../../workers/print-messages.ts';
import { printerOf } from './printers.ts';

/** What a model of one structure is drawn in: the colours of structures tell structures apart, and here is only one. */
export const MODEL_COLOUR = '#cfcac0';

const rgbOf = (hex: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Rgb;

function boxAbout(parts: readonly PartAnswer[]): BoxLps | null {
  const [first, ...rest] = parts;
  if (first === undefined) return null;
  const extreme = (a: Vec3, b: Vec3, pick: (p: number, q: number) => number): Vec3 => [
    pick(a[0], b[0]),
    pick(a[1], b[1]),
    pick(a[2], b[2]),
  ];
  return rest.reduce<BoxLps>(
    (box, { minLps, maxLps }) => ({
      minLps: extreme(box.minLps, minLps, Math.min),
      maxLps: extreme(box.maxLps, maxLps, Math.max),
    }),
    { minLps: first.minLps, maxLps: first.maxLps },
  );
}

const middle = ({ minLps, maxLps }: BoxLps): Vec3 => scale(add(minLps, maxLps), 0.5);

/** Away from the middle of the model. */
function apartOf(part: BoxLps, whole: BoxLps, apartMm: number): Vec3 {
  const away = subtract(middle(part), middle(whole));
  const length = norm(away);
  return length < 1e-3 ? [0, 0, 0] : scale(away, apartMm / length);
}

export const planeOf = (step: PrintStep | undefined): PrintPlane | null =>
  step?.name === 'cut' || step?.name === 'mirror' ? step.plane : null;

export interface PrintControl {
  mountScene(container: HTMLElement): () => void;
  /** Called after each picture of the view. */
  onDrawn(listener: () => void): () => void;
  scene(): PrintSceneView | null;
  onSection(listener: (section: SectionAnswer) => void): () => void;
  askSection(plane: PrintPlane): void;
  dispose(): void;
}

class OpenPrint implements PrintControl {
  private readonly context: AppContext;
  private readonly open: OpenCase;
  private readonly client: PrintClient;
  private view: PrintSceneView | null = null;
  private parts: readonly PartAnswer[] = [];
  private stamps: Readonly<Record<string, string>> = {};
  private readonly stops: (() => void)[] = [];
  private readonly drawnListeners = new Set<() => void>();
  private readonly sectionListeners = new Set<(section: SectionAnswer) => void>();

  constructor(context: AppContext, open: OpenCase, start: () => PrintWorker) {
    this.context = context;
    this.open = open;
    const { store } = context;
    const { documentId } = open.session;
    if (store.getState().print.documentId !== documentId) store.setState({ print: { ...INITIAL_PRINT, documentId } });
    else patchPrint(store, { running: null, quality: null });
    this.client = createPrintClient(start, open.geometry, {
      onModel: (model, recipe, quality) => this.modelArrived(model, recipe, quality),
      onProgress: (running) => patchPrint(store, { running }),
      onSection: (section) => {
        for (const listener of this.sectionListeners) listener(section);
      },
      onFailed: (message) => patchPrint(store, { problem: { stepNumber: null, message }, running: null }),
    });
    this.follow();
    this.run(store.getState().print.recipe);
  }

  private follow(): void {
    const { store, prints } = this.context;
    this.stops.push(
      store.subscribe(
        ({ print }) => print.recipe,
        (recipe) => this.run(recipe),
      ),
      store.subscribe(
        ({ print: { hiddenParts, apartMm, activePart, colour } }) => [hiddenParts, apartMm, activePart, colour],
        () => this.showParts(),
        { equalityFn: (a, b) => a.every((own, n) => own === b[n]) },
      ),
      store.subscribe(
        ({ print }) => print.recipe?.steps[print.selectedStep ?? -1],
        (step) => this.view?.setPlane(planeOf(step)),
      ),
      store.subscribe(
        ({ print }) => print.printerId,
        (id) => this.view?.setBed(printerOf(id)),
      ),
      this.open.session.onChange(() => this.documentChanged()),
    );
    prints.put({
      cancel: () => this.client.cancel(),
      runAgain: () => this.run(store.getState().print.recipe),
      lookFrom: (side) => this.view?.lookFrom(side),
      lookAt: (lps) => this.view?.lookAt(lps),
      fit: () => this.view?.fit(),
      placeInMiddle: () => this.view?.placeInMiddle() ?? null,
    });
  }

  private documentChanged(): void {
    const { recipe } = this.context.store.getState().print;
    if (recipe === null) return;
    const sources = this.sources(recipe);
    if (sources.some(({ name, stamp }) => this.stamps[name] !== stamp)) this.run(recipe);
  }

  private sources(recipe: PrintRecipe) {
    const structures = this.context.store.getState().workspace?.structures ?? [];
    return printSources(structuresOf(recipe), structures, this.open.session.current());
  }

  private run(recipe: PrintRecipe | null): void {
    const { store } = this.context;
    if (recipe === null) {
      this.client.cancel();
      this.parts = [];
      patchPrint(store, {
        rows: [],
        parts: [],
        box: null,
        quality: null,
        problem: null,
        deviation: null,
        findings: [],
      });
      this.showParts();
      return;
    }
    const sources = this.sources(recipe);
    this.stamps = Object.fromEntries(sources.map(({ name, stamp }) => [name, stamp]));
    this.client.setSources(sources);
    this.client.run(recipe);
  }

  private modelArrived(model: ModelAnswer, recipe: PrintRecipe, quality: Quality): void {
    const { store } = this.context;
    const { print } = store.getState();
    // A recipe that cannot even begin leaves what was there.
    if (model.steps.length > 0 || model.failure === null) this.parts = model.parts;
    const changed = Object.keys(print.madeFrom).filter(
      (name) => this.stamps[name] !== undefined && this.stamps[name] !== print.madeFrom[name],
    );
    patchPrint(store, {
      rows: model.steps,
      parts: this.parts.map(({ name, colour, minLps, maxLps, volumeMl, triangles }) => ({
        name,
        colour,
        sizeMm: subtract(maxLps, minLps),
        volumeMl,
        triangles,
      })),
      box: boxAbout(this.parts),
      quality,
      problem: model.failure,
      madeFrom: this.stamps,
      ...(changed.length > 0 ? { replayed: `${changed.join(' and ')} changed: the steps ran again.` } : {}),
    });
    if (recipe === print.recipe) this.showParts();
    else this.showParts();
  }

  // The view

  private showParts(): void {
    const { print } = this.context.store.getState();
    const { hiddenParts, apartMm, activePart } = print;
    const whole = boxAbout(this.parts);
    const isOneColour = new Set(this.parts.map(({ colour }) => colour)).size < 2;
    const shown = this.parts.map((part): GraphPart => {
      const [r, g, b] = rgbOf(isOneColour ? MODEL_COLOUR : part.colour);
      // The active part stands out by being a little lighter; its row says which it is.
      const shade = this.parts.length > 1 && activePart !== null && activePart !== part.name ? 0.78 : 1;
      return {
        name: part.name,
        display: part.display,
        color: [r * shade, g * shade, b * shade],
        map: null,
        offsetLps: whole === null || this.parts.length < 2 ? [0, 0, 0] : apartOf(part, whole, apartMm),
        isVisible: !hiddenParts.includes(part.name),
      };
    });
    this.view?.setParts(shown, whole);
  }

  mountScene(container: HTMLElement): () => void {
    const { store } = this.context;
    const view = createPrintScene(container, {
      onPick: (place) => this.picked(place),
      onPlane: (plane, act) => this.planeMoved(plane, act),
      onDrawn: () => {
        for (const listener of this.drawnListeners) listener();
      },
    });
    this.view = view;
    const { print } = store.getState();
    view.setBed(printerOf(print.printerId));
    this.showParts();
    view.setPlane(planeOf(print.recipe?.steps[print.selectedStep ?? -1]));
    return () => {
      this.view = null;
      view.dispose();
    };
  }

  private picked(place: SurfacePlace | null): void {
    const { store } = this.context;
    const { placing } = store.getState().print;
    if (placing === null) patchPrint(store, { activePart: place?.partName ?? null });
    else if (place !== null) placeOn(store, placing, place);
  }

  private planeMoved({ originLps, normalLps }: PrintPlane, act: 'move' | 'turn'): void {
    const { store } = this.context;
    const { recipe, selectedStep } = store.getState().print;
    const step = recipe?.steps[selectedStep ?? -1];
    if (recipe === null || selectedStep === null || (step?.name !== 'cut' && step?.name !== 'mirror')) return;
    const plane = { originLps: [...originLps] as Triple, normalLps: [...normalLps] as Triple };
    const label = act === 'move' ? 'Move the plane' : 'Turn the plane';
    store.setState(({ print }) => ({
      print: withRecipe(print, {
        recipe: replaceStep(recipe, selectedStep, { ...step, plane }),
        selectedStep,
        label,
        key: `${selectedStep.toString()} ${act}`,
        nowMs: performance.now(),
      }),
    }));
  }

  scene(): PrintSceneView | null {
    return this.view;
  }

  onDrawn(listener: () => void): () => void {
    this.drawnListeners.add(listener);
    return () => this.drawnListeners.delete(listener);
  }

  onSection(listener: (section: SectionAnswer) => void): () => void {
    this.sectionListeners.add(listener);
    return () => this.sectionListeners.delete(listener);
  }

  askSection(plane: PrintPlane): void {
    this.client.askSection(plane);
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.context.prints.put(null);
    this.client.dispose();
    patchPrint(this.context.store, { running: null, placing: null });
  }
}

type Triple = [number, number, number];

export const createPrintControl = (
  context: AppContext,
  open: OpenCase,
  start: () => PrintWorker = () => new Worker('print-worker.js', { type: 'module' }),
): PrintControl => new OpenPrint(context, open, start);
