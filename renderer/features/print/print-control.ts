// Keeps the model of the open case a replay of its steps: every change of the recipe or of a structure that it names goes
// to the workers, what they make comes into the state as figures and into the printing view as triangles.

import type { Vec3 } from '../../../core/geometry/index.ts';
import type { PrintRecipe, Quality } from '../../../core/print/index.ts';
import type { AppContext } from '../../commands/command.ts';
import { placeOn } from '../../commands/print-commands.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { createPrintClient, type PrintClient, type PrintWorker } from '../../data/print-client.ts';
import { PrintMeshes } from '../../data/print-meshes.ts';
import { comparedSource, drawnSince, printSources, sourceIds } from '../../data/print-sources.ts';
import { structuresOf } from '../../data/print-steps.ts';
import { patchPrint } from '../../state/app-store.ts';
import { EMPTY_MODEL, INITIAL_PRINT } from '../../state/print-state.ts';
import type { SurfacePlace } from '../../viewport/print-pick.ts';
import { createPrintScene } from '../../viewport/print-scene.ts';
import type { PrintSceneView } from '../../viewport/print-scene-types.ts';
import type { Measures, ModelAnswer, PartAnswer, PrintPlane, SectionAnswer } from '../../workers/print-messages.ts';
import { BED_SIDES, facing, isBedShown, laidPart, marksOnBed, placeInPatient, placeOnBed } from './laid-parts.ts';
import { ModelChecks } from './model-checks.ts';
import { boxAbout, ModelLook, partRows, planeOf } from './model-look.ts';
import { movePlane } from './move-plane.ts';
import type { PrintControl } from './print-control-port.ts';
import { type FollowedMeasures, followMeasures, marksOf, measureAgain } from './print-gauge.ts';
import { createPrintKeeper, type PrintKeeper } from './print-keeper.ts';
import { printerOf } from './printers.ts';

class OpenPrint implements PrintControl {
  private readonly context: AppContext;
  private readonly open: OpenCase;
  private readonly client: PrintClient;
  private readonly keeper: PrintKeeper;
  private readonly gauges: FollowedMeasures;
  private readonly meshes: PrintMeshes;
  private view: PrintSceneView | null = null;
  private parts: readonly PartAnswer[] = [];
  /** What the model on the screen was made of. */
  private shown: PrintRecipe | null = null;
  private isOnBed = false;
  private readonly checks: ModelChecks;
  private readonly look = new ModelLook();
  private stamps: Readonly<Record<string, string>> = {};
  private readonly stops: (() => void)[] = [];
  private readonly drawnListeners = new Set<() => void>();
  private readonly sectionListeners = new Set<(section: SectionAnswer) => void>();

  constructor(context: AppContext, open: OpenCase, start: () => PrintWorker) {
    this.context = context;
    this.open = open;
    const { store } = context;
    this.checks = new ModelChecks(store);
    const { documentId } = open.session;
    if (store.getState().print.documentId !== documentId) store.setState({ print: { ...INITIAL_PRINT, documentId } });
    else patchPrint(store, { running: null, quality: null });
    this.client = createPrintClient(start, open.geometry, {
      onModel: (model, recipe, quality) => {
        this.shown = recipe;
        this.modelArrived(model, quality);
      },
      onProgress: (running) => patchPrint(store, { running }),
      onSection: (section) => {
        for (const listener of this.sectionListeners) listener(section);
      },
      onMeasures: (measures, isLast) => this.measured(measures, isLast),
      onFailed: (message) =>
        patchPrint(store, { problem: { stepNumber: null, message }, running: null, isChecking: false }),
    });
    this.keeper = createPrintKeeper(context, open);
    this.meshes = new PrintMeshes(context.connection.client, documentId);
    this.gauges = followMeasures(store, this.client, (id, name) => {
      const { workspace } = store.getState();
      return workspace && comparedSource(id, name, workspace, open.session.current());
    });
    this.follow();
    this.client.measureAgainst(store.getState().print.minWallMm);
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
        ({ print: { hiddenParts, apartMm, activePart, colour, placing, picks, measures, isOnBed, selectedStep } }) => [
          placing,
          isOnBed,
          selectedStep,
          hiddenParts,
          apartMm,
          activePart,
          colour,
          picks,
          measures,
        ],
        () => this.showParts(),
        { equalityFn: (a, b) => a.every((own, n) => own === b[n]) },
      ),
      store.subscribe(
        ({ print }) => print.recipe?.steps[print.selectedStep ?? -1],
        (step) => this.view?.setPlane(planeOf(step)),
      ),
      store.subscribe(
        ({ print }) => print.printerId,
        (id) => {
          this.view?.setBed(printerOf(id));
          this.checks.judge(store.getState().print.isChecking);
        },
      ),
      store.subscribe(
        ({ print }) => print.minWallMm,
        (minWallMm) => {
          const isChecking = this.client.measureAgainst(minWallMm);
          patchPrint(store, { isChecking });
        },
      ),
      this.open.session.onChange(() => this.documentChanged()),
      () => this.gauges.stop(),
    );
    prints.put({
      cancel: () => {
        this.client.cancel();
        const isShown = this.shown === store.getState().print.recipe;
        patchPrint(store, { stopped: isShown ? 'at the preview' : 'before' });
      },
      stepKept: (direction) => this.keeper.stepKept(direction),
      exportAs: (format) => this.keeper.exportAs(format),
      runAgain: () => this.run(store.getState().print.recipe),
      lookFrom: (side) => this.view?.lookFrom(this.isOnBed ? BED_SIDES[side] : side),
      lookAt: (lps) => this.lookAt(lps),
      fit: () => this.view?.fit(),
      placeInMiddle: () => {
        const place = this.view?.placeInMiddle() ?? null;
        const what = store.getState().print.placing?.what;
        return place && facing(what, this.inPatient(place), this.parts);
      },
    });
  }

  private documentChanged(): void {
    this.gauges.structuresChanged();
    const { recipe } = this.context.store.getState().print;
    if (recipe === null) return;
    const sources = this.sources(recipe);
    if (sources.some(({ name, stamp }) => this.stamps[name] !== stamp)) this.run(recipe);
  }

  private sources(recipe: PrintRecipe) {
    const { store } = this.context;
    const { workspace, print } = store.getState();
    if (workspace === null) return [];
    const ids = sourceIds(structuresOf(recipe), workspace, print.sources);
    patchPrint(store, { sources: ids });
    return printSources(ids, workspace.structures, this.open.session.current());
  }

  private run(recipe: PrintRecipe | null): void {
    const { store } = this.context;
    patchPrint(store, { stopped: null });
    if (recipe === null) {
      this.client.cancel();
      this.parts = [];
      patchPrint(store, EMPTY_MODEL);
      this.showParts();
      return;
    }
    const sources = this.sources(recipe);
    this.stamps = Object.fromEntries(sources.map(({ name, stamp }) => [name, stamp]));
    this.client.setSources(sources);
    if (this.meshes.isComplete(recipe)) this.client.run(recipe);
    else void this.fetchMeshes(recipe);
  }

  /** A mesh that cannot be had is said by the step that names it. */
  private async fetchMeshes(recipe: PrintRecipe): Promise<void> {
    await this.meshes.fetch(recipe, (name, mesh) => this.client.setMesh(name, mesh)).catch(() => undefined);
    if (this.context.store.getState().print.recipe === recipe) this.client.run(recipe);
  }

  private modelArrived(model: ModelAnswer, quality: Quality): void {
    const { store } = this.context;
    const { print } = store.getState();
    // A recipe that cannot even begin leaves what was there.
    if (model.steps.length > 0 || model.failure === null) this.parts = model.parts;
    const changed = drawnSince(print.madeFrom, this.stamps);
    patchPrint(store, {
      rows: model.steps,
      parts: partRows(this.parts, this.parts.map(laidPart)),
      box: boxAbout(this.parts),
      quality,
      problem: model.failure,
      madeFrom: this.stamps,
      ...(changed.length > 0 ? { replayed: `${changed.join(' and ')} changed: the steps ran again.` } : {}),
    });
    measureAgain(store);
    this.checks.begin(quality === 'exact' && this.parts.length > 0);
    this.showParts();
  }

  private measured(measures: Measures, isLast: boolean): void {
    this.checks.take(measures, isLast);
    this.showParts();
  }

  // The view

  private showParts(): void {
    const { print } = this.context.store.getState();
    const isOnBed = isBedShown(print);
    const parts = isOnBed ? this.parts.map(laidPart) : this.parts;
    const marks = marksOf(print, this.checks.walls);
    this.view?.setParts(
      this.look.parts(parts, isOnBed ? { ...print, apartMm: 0 } : print, this.checks.maps),
      boxAbout(parts),
    );
    this.view?.setMarks(isOnBed ? marksOnBed(marks, this.parts) : marks);
    // The patient's letters say nothing of parts that are laid.
    this.view?.element.classList.toggle('is-bed', isOnBed);
    if (isOnBed !== this.isOnBed) this.view?.fit();
    this.isOnBed = isOnBed;
  }

  mountScene(container: HTMLElement): () => void {
    const { store } = this.context;
    const view = createPrintScene(container, {
      onPick: (place) => this.picked(place),
      onMark: (id) => this.goToMark(id),
      onPlane: (plane, act) => movePlane(store, plane, act),
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
    else if (place !== null) placeOn(store, placing, facing(placing.what, this.inPatient(place), this.parts));
  }

  private inPatient(place: SurfacePlace): SurfacePlace {
    return this.isOnBed ? placeInPatient(place, this.parts) : place;
  }

  private lookAt(lps: Vec3): void {
    this.view?.lookAt(this.isOnBed ? placeOnBed(lps, this.parts) : lps);
  }

  private goToMark(id: string): void {
    const place = marksOf(this.context.store.getState().print, this.checks.walls).find((mark) => mark.id === id);
    if (place?.label) this.lookAt(place.label.atLps);
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
    this.keeper.dispose();
    patchPrint(this.context.store, { running: null, placing: null });
  }
}

export const createPrintControl = (
  context: AppContext,
  open: OpenCase,
  start: () => PrintWorker = () => new Worker('print-worker.js', { type: 'module' }),
): PrintControl => new OpenPrint(context, open, start);
