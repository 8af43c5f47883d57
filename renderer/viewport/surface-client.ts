// The 3D view's side of its workers. An edit sends the planes that it touched, and its structure comes before all others
// that are waiting. A structure too large to be made within the time that a person waits is shown coarsely first, and its
// full surface is made by a second worker once the hand rests, so that it never stands in the way of the next edit.

import type { SliceBits, SliceContent } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import type {
  SurfaceAnswer,
  SurfaceDetail,
  VolumeCopy,
  WorkerAnswer,
  WorkerRequest,
} from '../workers/surface-messages.ts';

export interface SurfaceSource {
  readonly structureId: string;
  readonly slices: ReadonlyMap<number, SliceContent>;
}

export interface SurfaceClient {
  setGeometry(geometry: ImageGeometry): void;
  /** Structures that are left out are forgotten. */
  setStructures(sources: readonly SurfaceSource[]): void;
  requestVolume(request: { url: string; byteLength: number; dtype: VolumeDtype; isCt: boolean }): void;
  /** No surface is missing; full ones of large structures may still follow. */
  readonly isSettled: boolean;
  dispose(): void;
}

type VolumeDtype = Extract<WorkerRequest, { type: 'volume' }>['dtype'];

export interface SurfaceClientEvents {
  /** `sinceMs`: when the change came that this surface answers. */
  onSurface(structureId: string, surface: SurfaceAnswer | null, sinceMs: number): void;
  onVolume(volume: VolumeCopy): void;
  onFailed(message: string): void;
}

/** What a worker is to its client. */
export interface SurfaceWorker {
  postMessage(request: WorkerRequest): void;
  onmessage: ((event: MessageEvent<WorkerAnswer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** Surfaces of slices as they are, as long as somebody holds these: a view that is shown again shows them at once. */
export type SurfaceMemory = WeakMap<
  SurfaceSource['slices'],
  { readonly surface: SurfaceAnswer; readonly isFull: boolean }
>;

export interface SurfaceClientOptions {
  startWorker(): SurfaceWorker;
  /** Of this and earlier views of the same kind. */
  readonly memory: SurfaceMemory;
  /** The processor draws: surfaces have as few triangles as their picture needs, and full ones do not follow. */
  readonly isLight: boolean;
}

/** Rest after the last change before full surfaces of large structures are made, ms. */
const REST_MS = 900;
/** Voxels in the planes of a structure above which it is made in two steps; below it both would be the same. */
const LARGE_BOX_VOXELS = 1_500_000;

type Slices = SurfaceSource['slices'];

/** One surface at a time: what changes while it is made is asked for as it is then. */
interface Lane {
  readonly worker: SurfaceWorker;
  readonly detail: SurfaceDetail;
  /** Planes as the worker has them. */
  readonly sent: Map<string, Map<number, SliceBits>>;
  /** Structures to ask for, the next one last. */
  readonly waiting: Set<string>;
  asked: {
    readonly id: number;
    readonly structureId: string;
    readonly slices: Slices;
    readonly sinceMs: number;
  } | null;
}

const isLarge = (slices: Slices): boolean => {
  let [columns, rows] = [0, 0];
  for (const { bits } of slices.values()) {
    columns = Math.max(columns, 32 * bits.wordsPerRow);
    rows = Math.max(rows, bits.rows);
  }
  return columns * rows * slices.size > LARGE_BOX_VOXELS;
};

class WorkerClient implements SurfaceClient {
  private readonly options: SurfaceClientOptions;
  private readonly events: SurfaceClientEvents;
  private readonly quick: Lane;
  private slow: Lane | null = null;
  private geometry: ImageGeometry | null = null;
  private readonly wanted = new Map<string, Slices>();
  /** When what is wanted of a structure came, ms. */
  private readonly since = new Map<string, number>();
  /** Of which state of a structure the full surface is shown. */
  private readonly refined = new Map<string, Slices>();
  private nextId = 1;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SurfaceClientOptions, events: SurfaceClientEvents) {
    this.options = options;
    this.events = events;
    this.quick = this.startLane(options.isLight ? 'light' : 'coarse');
  }

  private startLane(detail: SurfaceDetail): Lane {
    const worker = this.options.startWorker();
    const lane: Lane = { worker, detail, sent: new Map(), waiting: new Set(), asked: null };
    worker.onmessage = ({ data }) => this.answered(lane, data);
    worker.onerror = (event) => this.events.onFailed(event.message || 'The worker of the 3D view stopped.');
    if (this.geometry !== null) worker.postMessage({ type: 'geometry', geometry: this.geometry });
    return lane;
  }

  private get slowLane(): Lane {
    this.slow ??= this.startLane('full');
    return this.slow;
  }

  private get lanes(): readonly Lane[] {
    return this.slow === null ? [this.quick] : [this.quick, this.slow];
  }

  setGeometry(geometry: ImageGeometry): void {
    if (geometry === this.geometry) return;
    this.geometry = geometry;
    this.wanted.clear();
    this.refined.clear();
    for (const lane of this.lanes) {
      lane.sent.clear();
      lane.waiting.clear();
      lane.asked = null;
      lane.worker.postMessage({ type: 'geometry', geometry });
    }
  }

  setStructures(sources: readonly SurfaceSource[]): void {
    const present = new Set(sources.map(({ structureId }) => structureId));
    for (const structureId of this.wanted.keys()) if (!present.has(structureId)) this.forget(structureId);
    const changed = sources.filter(({ structureId, slices }) => this.wanted.get(structureId) !== slices);
    if (changed.length === 0) return;
    // The first of a set that was just opened is made first; what changed now comes before all that waited.
    for (const { structureId, slices } of changed.reverse()) {
      this.wanted.set(structureId, slices);
      this.since.set(structureId, performance.now());
      this.refined.delete(structureId);
      this.quick.waiting.delete(structureId);
      this.quick.waiting.add(structureId);
      this.showRemembered(structureId, slices);
    }
    this.askNext(this.quick);
    clearTimeout(this.timer);
    if (!this.options.isLight) this.timer = setTimeout(() => this.refine(), REST_MS);
  }

  /** At once; the worker makes it all the same, so that it has the planes when the next edit comes. */
  private showRemembered(structureId: string, slices: Slices): void {
    const known = this.options.memory.get(slices);
    if (known === undefined) return;
    if (known.isFull) this.refined.set(structureId, slices);
    this.events.onSurface(structureId, known.surface, performance.now());
  }

  private forget(structureId: string): void {
    this.wanted.delete(structureId);
    this.refined.delete(structureId);
    for (const lane of this.lanes) {
      lane.waiting.delete(structureId);
      if (lane.sent.delete(structureId)) lane.worker.postMessage({ type: 'forget', structureId });
    }
    this.events.onSurface(structureId, null, performance.now());
  }

  private askNext(lane: Lane): void {
    if (lane.asked !== null) return;
    const structureId = [...lane.waiting].at(-1);
    if (structureId === undefined) return;
    lane.waiting.delete(structureId);
    const slices = this.wanted.get(structureId);
    if (slices === undefined) return;
    this.sendPlanes(lane, structureId, slices);
    const id = this.nextId++;
    lane.asked = { id, structureId, slices, sinceMs: this.since.get(structureId) ?? performance.now() };
    lane.worker.postMessage({ type: 'surface', id, structureId, detail: lane.detail });
  }

  private sendPlanes(lane: Lane, structureId: string, slices: Slices): void {
    const sent = lane.sent.get(structureId) ?? new Map<number, SliceBits>();
    const planes: { k: number; bits: SliceBits | null }[] = [];
    for (const [k, { bits }] of slices) {
      if (sent.get(k) === bits) continue;
      planes.push({ k, bits });
      sent.set(k, bits);
    }
    for (const k of sent.keys()) {
      if (slices.has(k)) continue;
      planes.push({ k, bits: null });
      sent.delete(k);
    }
    lane.sent.set(structureId, sent);
    if (planes.length > 0) lane.worker.postMessage({ type: 'planes', structureId, planes });
  }

  /** Full surfaces of what is large and has changed since its last one. */
  private refine(): void {
    for (const [structureId, slices] of this.wanted) {
      if (this.refined.get(structureId) === slices || !isLarge(slices)) continue;
      if (this.slow?.asked?.slices !== slices) this.slowLane.waiting.add(structureId);
    }
    if (this.slow !== null) this.askNext(this.slow);
  }

  private answered(lane: Lane, answer: WorkerAnswer): void {
    if (answer.type === 'volume') {
      this.events.onVolume(answer.volume);
      return;
    }
    if (answer.type === 'failed') this.events.onFailed(answer.message);
    const { asked } = lane;
    if (asked === null || answer.id !== asked.id) return;
    lane.asked = null;
    // An edit is answered at once; the planes of a set that was just opened are many megabytes to copy, and the window
    // draws in between.
    if (lane.waiting.size === 1) this.askNext(lane);
    else if (lane.waiting.size > 1) setTimeout(() => this.askNext(lane));
    if (answer.type === 'surface' && this.isNewer(lane, asked)) {
      const { surface } = answer;
      if (surface !== null) this.options.memory.set(asked.slices, { surface, isFull: lane === this.slow });
      this.events.onSurface(asked.structureId, answer.surface, asked.sinceMs);
    }
  }

  /** A quick surface of an earlier state is still newer than what is shown; a full one would take steps back. */
  private isNewer(lane: Lane, { structureId, slices }: NonNullable<Lane['asked']>): boolean {
    const wanted = this.wanted.get(structureId);
    if (lane === this.quick) return wanted !== undefined && this.refined.get(structureId) !== wanted;
    if (wanted !== slices) return false;
    this.refined.set(structureId, slices);
    return true;
  }

  requestVolume(request: { url: string; byteLength: number; dtype: VolumeDtype; isCt: boolean }): void {
    this.slowLane.worker.postMessage({ type: 'volume', id: this.nextId++, ...request });
  }

  get isSettled(): boolean {
    return this.lanes.every(({ asked, waiting }) => asked === null && waiting.size === 0);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const { worker } of this.lanes) worker.terminate();
  }
}

export const createSurfaceClient = (options: SurfaceClientOptions, events: SurfaceClientEvents): SurfaceClient =>
  new WorkerClient(options, events);
