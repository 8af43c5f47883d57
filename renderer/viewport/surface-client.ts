// The 3D view's side of its workers. An edit sends the planes that it touched; a structure too large to be made within
// the time that a person waits is shown coarsely first, and its full surface is made by a second worker once the hand
// rests, so that it never stands in the way of the next edit.

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

/** Rest after the last change before full surfaces of large structures are made, ms. */
const REST_MS = 900;
/** Voxels in the planes of a structure above which it is made in two steps; below it both would be the same. */
const LARGE_BOX_VOXELS = 1_500_000;

interface Lane {
  readonly worker: Worker;
  /** Planes as the worker has them. */
  readonly sent: Map<string, Map<number, SliceBits>>;
}

interface Pending {
  readonly structureId: string;
  readonly slices: SurfaceSource['slices'];
  readonly sinceMs: number;
  readonly lane: Lane;
}

const isLarge = (slices: SurfaceSource['slices']): boolean => {
  let [columns, rows] = [0, 0];
  for (const { bits } of slices.values()) {
    columns = Math.max(columns, 32 * bits.wordsPerRow);
    rows = Math.max(rows, bits.rows);
  }
  return columns * rows * slices.size > LARGE_BOX_VOXELS;
};

class WorkerClient implements SurfaceClient {
  private readonly workerUrl: string;
  private readonly events: SurfaceClientEvents;
  private readonly quick: Lane;
  private slow: Lane | null = null;
  private geometry: ImageGeometry | null = null;
  private readonly wanted = new Map<string, SurfaceSource['slices']>();
  private readonly pending = new Map<number, Pending>();
  private readonly waiting = new Map<string, number>();
  private nextId = 1;
  /** Changed, and not asked for yet. */
  private readonly unasked = new Set<string>();
  private askTimer: ReturnType<typeof setTimeout> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(workerUrl: string, events: SurfaceClientEvents) {
    this.workerUrl = workerUrl;
    this.events = events;
    this.quick = this.startLane();
  }

  private startLane(): Lane {
    const lane: Lane = { worker: new Worker(this.workerUrl, { type: 'module' }), sent: new Map() };
    lane.worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => this.answered(data);
    lane.worker.onerror = (event) => this.events.onFailed(event.message || 'The worker of the 3D view stopped.');
    if (this.geometry !== null) lane.worker.postMessage({ type: 'geometry', geometry: this.geometry });
    return lane;
  }

  private post(lane: Lane, request: WorkerRequest): void {
    lane.worker.postMessage(request);
  }

  setGeometry(geometry: ImageGeometry): void {
    if (geometry === this.geometry) return;
    this.geometry = geometry;
    this.wanted.clear();
    this.unasked.clear();
    this.waiting.clear();
    this.pending.clear();
    for (const lane of this.slow === null ? [this.quick] : [this.quick, this.slow]) {
      lane.sent.clear();
      this.post(lane, { type: 'geometry', geometry });
    }
  }

  setStructures(sources: readonly SurfaceSource[]): void {
    const present = new Set(sources.map(({ structureId }) => structureId));
    for (const structureId of this.wanted.keys()) {
      if (present.has(structureId)) continue;
      this.wanted.delete(structureId);
      this.unasked.delete(structureId);
      for (const lane of this.slow === null ? [this.quick] : [this.quick, this.slow]) {
        if (lane.sent.delete(structureId)) this.post(lane, { type: 'forget', structureId });
      }
      this.events.onSurface(structureId, null, performance.now());
    }
    for (const { structureId, slices } of sources) {
      if (this.wanted.get(structureId) === slices) continue;
      this.wanted.set(structureId, slices);
      this.unasked.add(structureId);
    }
    this.askNext();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refine(), REST_MS);
  }

  /** An edit is asked for at once. A set that was just opened goes structure by structure: its planes are many megabytes
   * to copy, and the window draws in between. */
  private askNext(): void {
    clearTimeout(this.askTimer);
    const [structureId] = this.unasked;
    if (structureId === undefined) return;
    this.unasked.delete(structureId);
    this.request(this.quick, structureId, 'coarse');
    if (this.unasked.size > 0) this.askTimer = setTimeout(() => this.askNext());
  }

  /** One request a structure and lane is under way; a change meanwhile is asked for when it is back. */
  private request(lane: Lane, structureId: string, detail: SurfaceDetail): void {
    const slices = this.wanted.get(structureId);
    if (slices === undefined) return;
    const key = `${structureId} ${detail}`;
    if (this.waiting.has(key)) return;
    this.sendPlanes(lane, structureId, slices);
    const id = this.nextId++;
    this.waiting.set(key, id);
    this.pending.set(id, { structureId, slices, sinceMs: performance.now(), lane });
    this.post(lane, { type: 'surface', id, structureId, detail });
  }

  private sendPlanes(lane: Lane, structureId: string, slices: SurfaceSource['slices']): void {
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
    if (planes.length > 0) this.post(lane, { type: 'planes', structureId, planes });
  }

  private refine(): void {
    for (const [structureId, slices] of this.wanted) {
      if (!isLarge(slices)) continue;
      this.slow ??= this.startLane();
      this.request(this.slow, structureId, 'full');
    }
  }

  private answered(answer: WorkerAnswer): void {
    if (answer.type === 'volume') {
      this.events.onVolume(answer.volume);
      return;
    }
    const pending = this.pending.get(answer.id);
    this.pending.delete(answer.id);
    if (answer.type === 'failed') this.events.onFailed(answer.message);
    if (pending === undefined) return;
    const { structureId, slices, sinceMs, lane } = pending;
    const detail = lane === this.quick ? 'coarse' : 'full';
    this.waiting.delete(`${structureId} ${detail}`);
    const isCurrent = this.wanted.get(structureId) === slices;
    // A coarse surface of an earlier state is still newer than what is shown; a full one would take steps back.
    const isShown = this.wanted.has(structureId) && (isCurrent || detail === 'coarse');
    if (answer.type === 'surface' && isShown) this.events.onSurface(structureId, answer.surface, sinceMs);
    if (!isCurrent && detail === 'coarse') this.request(lane, structureId, detail);
  }

  requestVolume(request: { url: string; byteLength: number; dtype: VolumeDtype; isCt: boolean }): void {
    this.slow ??= this.startLane();
    this.post(this.slow, { type: 'volume', id: this.nextId++, ...request });
  }

  get isSettled(): boolean {
    return this.pending.size === 0 && this.unasked.size === 0;
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.askTimer);
    this.quick.worker.terminate();
    this.slow?.worker.terminate();
  }
}

export const createSurfaceClient = (workerUrl: string, events: SurfaceClientEvents): SurfaceClient =>
  new WorkerClient(workerUrl, events);
