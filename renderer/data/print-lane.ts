// One worker of the Print mode as the client sees it: started when it is first needed, ended when it does not hear.

import type { ImageGeometry } from '../../core/geometry/index.ts';
import type { TriangleMesh } from '../../core/mesh/index.ts';
import type { PrintRecipe, Quality } from '../../core/print/index.ts';
import type { GaugeQuestion, MeasureName, PrintAnswer, PrintPlane, PrintRequest } from '../workers/print-messages.ts';
import type { ClientSource, ComparedSource, PrintWorker } from './print-client-types.ts';
import { ENDED } from './waiting-gauges.ts';

/** In the middle of one long operation a step does not hear that it is to stop: after so long its worker is ended, with
 * what it remembered; sooner where a person waits for it. */
const DEAF_MS = 2500;
export const STOP_MS = 500;

const CRASHED = 'Not measured: the computation stopped. Make the model again and this is measured with it.';

export class Lane {
  readonly quality: Quality;
  private readonly start: () => PrintWorker;
  private readonly geometry: ImageGeometry;
  private readonly onAnswer: (lane: Lane, answer: PrintAnswer) => void;
  private readonly onLost: (lane: Lane, why: string) => void;
  private worker: PrintWorker | null = null;
  /** Read by the worker while it is at work; null where memory cannot be shared. */
  private readonly stopper = globalThis.crossOriginIsolated === true ? new SharedArrayBuffer(4) : null;
  private readonly sent = new Map<string, string>();
  private readonly compared = new Map<string, string>();
  private readonly meshes = new Map<string, TriangleMesh>();
  private sources: readonly ClientSource[] = [];
  private deafTimer: ReturnType<typeof setTimeout> | undefined;
  running: { readonly id: number; readonly recipe: PrintRecipe } | null = null;
  waiting: PrintRecipe | null = null;

  constructor(
    quality: Quality,
    start: () => PrintWorker,
    geometry: ImageGeometry,
    onAnswer: (lane: Lane, answer: PrintAnswer) => void,
    onLost: (lane: Lane, why: string) => void,
  ) {
    this.quality = quality;
    this.start = start;
    this.geometry = geometry;
    this.onAnswer = onAnswer;
    this.onLost = onLost;
  }

  get isAlive(): boolean {
    return this.worker !== null;
  }

  setSources(sources: readonly ClientSource[]): void {
    this.sources = sources;
  }

  setMesh(name: string, mesh: TriangleMesh): void {
    this.meshes.set(name, mesh);
    this.send({ type: 'mesh', name, mesh });
  }

  private send(request: PrintRequest): void {
    this.worker?.postMessage(request);
  }

  private ready(): void {
    if (this.worker === null) {
      const worker = this.start();
      worker.onmessage = ({ data }: MessageEvent<PrintAnswer>) => this.onAnswer(this, data);
      worker.onerror = (event) => {
        const id = this.running?.id ?? -1;
        const message = 'message' in event && event.message ? String(event.message) : 'The computation stopped.';
        // What it was doing is lost, and what it remembers cannot be trusted: the next question starts another.
        this.dispose();
        this.onAnswer(this, { type: 'failed', id, message });
        this.onLost(this, CRASHED);
      };
      this.worker = worker;
      if (this.stopper !== null) this.send({ type: 'stopper', memory: this.stopper });
      this.send({ type: 'geometry', geometry: this.geometry });
      for (const [name, mesh] of this.meshes) this.send({ type: 'mesh', name, mesh });
    }
    for (const source of this.sources) {
      if (this.sent.get(source.name) === source.stamp) continue;
      this.sent.set(source.name, source.stamp);
      this.send({ type: 'source', ...source });
    }
  }

  run(id: number, recipe: PrintRecipe): void {
    this.ready();
    this.waiting = null;
    this.running = { id, recipe };
    this.send({ type: 'run', id, recipe, quality: this.quality });
  }

  askMeasure(id: number, what: MeasureName, minWallMm: number): void {
    this.send({ type: 'measure', id, what, minWallMm });
  }

  askGauge(id: number, question: GaugeQuestion, compared: readonly ComparedSource[]): void {
    this.ready();
    for (const source of compared) {
      if (this.compared.get(source.structureId) === source.stamp) continue;
      this.compared.set(source.structureId, source.stamp);
      this.send({ type: 'compared', ...source });
    }
    this.send({ type: 'gauge', id, question });
  }

  askSection(id: number, plane: PrintPlane): void {
    this.send({ type: 'section', id, plane });
  }

  cancel(deafMs = DEAF_MS): void {
    this.waiting = null;
    if (this.running === null) return;
    if (this.stopper !== null) Atomics.store(new Int32Array(this.stopper), 0, this.running.id);
    this.send({ type: 'cancel', id: this.running.id });
    if (this.deafTimer !== undefined && deafMs === DEAF_MS) return;
    clearTimeout(this.deafTimer);
    this.deafTimer = setTimeout(() => this.end(), deafMs);
  }

  /** The run is over, whatever came of it. */
  finished(): void {
    clearTimeout(this.deafTimer);
    this.deafTimer = undefined;
    this.running = null;
  }

  private end(): void {
    const id = this.running?.id ?? -1;
    this.dispose();
    this.onAnswer(this, { type: 'cancelled', id });
    this.onLost(this, ENDED);
  }

  dispose(): void {
    clearTimeout(this.deafTimer);
    this.deafTimer = undefined;
    this.worker?.terminate();
    this.worker = null;
    this.sent.clear();
    this.compared.clear();
  }
}
