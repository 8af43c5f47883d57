// The Print mode's side of its workers. A preview answers every change at once and never queues: the newest recipe waits
// for the one that runs. The exact model is made by a second worker once the hand rests; a change cancels it.

import type { ImageGeometry } from '../../core/geometry/index.ts';
import type { TriangleMesh } from '../../core/mesh/index.ts';
import type { PrintRecipe, Quality } from '../../core/print/index.ts';
import type { GaugeFound, GaugeQuestion, MeasureName, PrintAnswer, PrintPlane } from '../workers/print-messages.ts';
import type {
  ClientSource,
  ComparedSource,
  PrintClient,
  PrintClientEvents,
  PrintWorker,
} from './print-client-types.ts';
import { Lane, STOP_MS } from './print-lane.ts';
import { ENDED, WaitingGauges } from './waiting-gauges.ts';

export type { ClientSource, ComparedSource, PrintClient, PrintWorker } from './print-client-types.ts';

/** Rest after the last preview before the exact model is begun, ms. A hand that looks for a value rests that long between
 * two changes, and an exact model that is called off takes the processor from the next preview until it hears it. */
const REST_MS = 600;
/** The quickest first. */
const MEASURES: readonly MeasureName[] = ['deviation', 'closed', 'walls', 'standing'];

class WorkerPrintClient implements PrintClient {
  private readonly events: PrintClientEvents;
  private readonly preview: Lane;
  private readonly exact: Lane;
  private nextId = 1;
  private wanted: PrintRecipe | null = null;
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  /** Whose model is on the screen, and answers for sections. */
  private shown: Lane | null = null;
  private sectionId = 0;
  /** Plane of it, on the model that is shown. */
  private askedSection = '';
  /** Of the preview that is being made: a worker that answers for the model before would make it wait. */
  private sectionAfter: PrintPlane | null = null;
  private readonly gauges = new WaitingGauges<Lane>();
  /** What is being measured, and what still has to be. */
  private measuring: { readonly id: number; readonly rest: readonly MeasureName[] } | null = null;
  private minWallMm = 1.5;
  private isExactShown = false;

  constructor(start: () => PrintWorker, geometry: ImageGeometry, events: PrintClientEvents) {
    this.events = events;
    const lane = (quality: Quality) =>
      new Lane(
        quality,
        start,
        geometry,
        (own, answer) => this.answered(own, answer),
        (own, why) => this.lost(own, why),
      );
    this.preview = lane('preview');
    this.exact = lane('exact');
  }

  setSources(sources: readonly ClientSource[]): void {
    this.preview.setSources(sources);
    this.exact.setSources(sources);
  }

  setMesh(name: string, mesh: TriangleMesh): void {
    this.preview.setMesh(name, mesh);
    this.exact.setMesh(name, mesh);
  }

  run(recipe: PrintRecipe): void {
    this.wanted = recipe;
    this.measuring = null;
    this.isExactShown = false;
    this.exact.cancel();
    if (this.preview.running === null) this.preview.run(this.nextId++, recipe);
    else this.preview.waiting = recipe;
    clearTimeout(this.restTimer);
  }

  cancel(): void {
    this.wanted = null;
    clearTimeout(this.restTimer);
    this.preview.cancel(STOP_MS);
    this.exact.cancel(STOP_MS);
    this.events.onProgress(null);
  }

  askSection(plane: PrintPlane): void {
    if (this.preview.running === null) {
      this.sendSection(plane);
      return;
    }
    this.sectionAfter = plane;
    // Outlines in the plane before would be shown as if they lay in this one.
    this.sectionId = this.nextId++;
    this.askedSection = '';
  }

  /** A view asks again when it hears of a model, also where that was asked for it already. */
  private sendSection(plane: PrintPlane): void {
    const asked = JSON.stringify(plane);
    if (this.shown === null || asked === this.askedSection) return;
    this.askedSection = asked;
    this.sectionId = this.nextId++;
    this.shown.askSection(this.sectionId, plane);
  }

  gauge(question: GaugeQuestion, compared: readonly ComparedSource[] = []): Promise<GaugeFound | null> {
    const id = this.nextId++;
    const isOfModel = question.what === 'along' || 'part' in question.from || 'part' in question.to;
    const lane = isOfModel ? this.shown : this.exact;
    if (isOfModel && lane !== null && !lane.isAlive) return Promise.reject(new Error(ENDED));
    const found = this.gauges.wait(id, lane, isOfModel);
    lane?.askGauge(id, question, compared);
    return found;
  }

  /** What waits for a worker that is gone would wait for ever. */
  private lost(lane: Lane, why: string): void {
    this.gauges.lost(lane, why);
    if (lane !== this.exact || this.measuring === null) return;
    this.measuring = null;
    this.events.onFailed('The checks ended before they were done. Make the model again to check it.');
  }

  measureAgainst(minWallMm: number): boolean {
    const isOther = minWallMm !== this.minWallMm;
    this.minWallMm = minWallMm;
    if (isOther && this.isExactShown) this.measure(this.measuring === null ? ['walls'] : MEASURES);
    return this.measuring !== null;
  }

  /** A question at a time: a new recipe waits for one of them at most. */
  private measure([what, ...rest]: readonly MeasureName[]): void {
    this.measuring = null;
    if (what === undefined) return;
    this.measuring = { id: this.nextId++, rest };
    this.exact.askMeasure(this.measuring.id, what, this.minWallMm);
  }

  private beginExact(): void {
    const { wanted } = this;
    if (wanted === null) return;
    if (this.exact.running === null) this.exact.run(this.nextId++, wanted);
    else this.exact.waiting = wanted;
  }

  private answered(lane: Lane, answer: PrintAnswer): void {
    if (answer.type === 'section') {
      if (answer.id === this.sectionId) this.events.onSection(answer.section);
      return;
    }
    if (this.gauges.answer(answer)) return;
    if (answer.type === 'measured' || answer.id === this.measuring?.id) {
      this.measured(answer);
      return;
    }
    if (answer.id !== lane.running?.id) return;
    const { recipe } = lane.running;
    const isWanted = recipe === this.wanted;
    if (answer.type === 'progress') {
      if (isWanted) this.events.onProgress({ quality: lane.quality, ...answer });
      return;
    }
    lane.finished();
    if (answer.type === 'failed') this.events.onFailed(answer.message);
    // A preview of an earlier state is still newer than what is shown; an exact model would take steps back.
    if (answer.type === 'model' && (isWanted || (lane === this.preview && this.wanted !== null))) {
      this.shown = lane;
      this.askedSection = '';
      // Places are asked for again on the new model.
      this.gauges.askAgain();
      this.isExactShown = lane === this.exact;
      this.events.onModel(answer.model, recipe, lane.quality);
      if (this.isExactShown && answer.model.parts.length > 0) this.measure(MEASURES);
    }
    if (lane === this.preview && this.sectionAfter !== null) {
      this.sendSection(this.sectionAfter);
      this.sectionAfter = null;
    }
    this.goOn(lane, isWanted);
  }

  private measured(answer: PrintAnswer): void {
    if (this.measuring === null || answer.id !== this.measuring.id) return;
    const { rest } = this.measuring;
    if (answer.type === 'measured') this.events.onMeasures(answer.measures, rest.length === 0);
    // What could not be measured is said; what comes after it may well be.
    else if (answer.type === 'failed') this.events.onFailed(answer.message);
    this.measure(rest);
  }

  private goOn(lane: Lane, isWanted: boolean): void {
    const { waiting } = lane;
    if (waiting !== null) lane.run(this.nextId++, waiting);
    else if (isWanted && lane === this.preview) this.restTimer = setTimeout(() => this.beginExact(), REST_MS);
    else if (isWanted) this.events.onProgress(null);
  }

  dispose(): void {
    clearTimeout(this.restTimer);
    this.preview.dispose();
    this.exact.dispose();
  }
}

/** @param start makes a worker of renderer/workers/print-worker.ts */
export const createPrintClient = (
  start: () => PrintWorker,
  geometry: ImageGeometry,
  events: PrintClientEvents,
): PrintClient => new WorkerPrintClient(start, geometry, events);
