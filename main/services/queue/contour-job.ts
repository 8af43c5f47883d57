// One contouring of the line: voxels -> thread -> structures, kept as a set of the library and as one step of the
// document of the series. Writes no files.

import { randomUUID } from 'node:crypto';
import type { EditOpWire, EditWire, GroupRecord } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ContourProgress, DeviceRequest, InstalledModel } from '../../inference/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { decodePlane, forEachPackedPlane, type Library, type PackedPlanes } from '../../store/index.ts';
import { howItRan } from '../contouring/how-it-ran.ts';
import { prepareDocument } from '../documents/document-service.ts';
import { toStructureRecord } from '../documents/taken-sets.ts';
import type { FinishedStructure, ThreadResult } from './contour-messages.ts';
import type { WarmThreads } from './warm-threads.ts';

export interface ContourJob {
  readonly seriesId: string;
  readonly model: InstalledModel;
  readonly device: DeviceRequest;
  readonly structures: readonly string[] | null;
}

export interface ContourJobPorts {
  readonly library: Library;
  readonly pool: ComputePool;
  readonly threads: WarmThreads;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: {
    phase: string;
    done: number;
    total: number;
    memoryBytes?: number | undefined;
  }) => void;
  readonly onStructure: (name: string) => void;
  readonly onDevice: (device: string) => void;
  readonly onEdit: (change: { readonly documentId: string; readonly rev: number; readonly edit: EditWire }) => void;
}

export interface ContourOutcome {
  readonly structureSetId: string | null;
  /** Names in the order of the model; what was not found is left out. */
  readonly structures: readonly string[];
}

const slicesOf = (structureId: string, planes: PackedPlanes): EditOpWire[] => {
  const changes: { k: number; before: null; after: ReturnType<typeof decodePlane> }[] = [];
  forEachPackedPlane(planes, (k, bytes) => changes.push({ k, before: null, after: decodePlane(bytes) }));
  return changes.length === 0 ? [] : [{ type: 'slices', structureId, changes }];
};

/** The edit of a run, which grows while its structures arrive: one step of the history, whose parts the window shows as
 * they come. When a person edits between two parts, the rest is a step of its own. */
class GrowingEdit {
  readonly #job: ContourJob;
  readonly #ports: ContourJobPorts;
  readonly #volumeId: string;
  readonly #group: GroupRecord;
  readonly #order: readonly string[];
  #documentId: string | null = null;
  #editId = `e-${randomUUID()}`;
  /** Parts are appended one after another. */
  #line: Promise<unknown> = Promise.resolve();

  constructor(job: ContourJob, volumeId: string, ports: ContourJobPorts) {
    const { id, version, title } = job.model.manifest;
    this.#job = job;
    this.#volumeId = volumeId;
    this.#ports = ports;
    this.#order = job.model.manifest.output.labels.flatMap((label) => (label === null ? [] : [label.name]));
    this.#group = {
      id: `g-${randomUUID()}`,
      kind: 'auto',
      label: title.slice(0, 128),
      version: 1,
      parentGroupId: null,
      isLocked: false,
      structureSetId: null,
      model: { id, version },
      createdAt: new Date().toISOString(),
    };
  }

  /** The body comes first, because the network needs longer; its place is the last. */
  place = (name: string): number => (this.#order.includes(name) ? this.#order.indexOf(name) : this.#order.length);

  async #prepare(): Promise<string> {
    if (this.#documentId !== null) return this.#documentId;
    const { library, pool } = this.#ports;
    const { documentId } = await prepareDocument(library, pool, this.#job.seriesId);
    this.#documentId = documentId;
    return documentId;
  }

  #edit(documentId: string, ops: EditOpWire[]): EditWire {
    const { history, head } = this.#ports.library.work.readHistory(documentId);
    const isNewest = head === history.length && history[head - 1]?.editId === this.#editId;
    if (!isNewest) this.#editId = `e-${randomUUID()}`;
    const { title } = this.#job.model.manifest;
    const label = `Auto-contour, ${title}`.slice(0, 128);
    return { id: this.#editId, label, at: new Date().toISOString(), structureId: null, k: null, ops };
  }

  #checkImages(): void {
    if (this.#ports.library.work.currentVolume(this.#job.seriesId) === this.#volumeId) return;
    throw new AppError(
      'conflict',
      'CONTOUR_IMAGES_CHANGED',
      'Slices were added to the series while it was contoured. Contour it again.',
      { retryable: true },
    );
  }

  /** Appends one structure as soon as those before it are in. */
  add(structure: FinishedStructure): void {
    const next = this.#line.then(() => this.#append(structure));
    // `finish` looks at it.
    next.catch(() => undefined);
    this.#line = next;
  }

  async #append({ name, label, planes }: FinishedStructure): Promise<void> {
    const documentId = await this.#prepare();
    this.#checkImages();
    // Not there: the first part, or a person took the parts before back; then the rest has a group again.
    const needsGroup = !this.#ports.library.work.hasGroup(documentId, this.#group.id);
    const record = toStructureRecord(
      { name, color: label.colour, interpretedType: label.interpretedType, fmaCode: label.fmaCode },
      { groupId: this.#group.id, order: this.place(name), origin: 'auto' },
    );
    const edit = this.#edit(documentId, [
      ...(needsGroup ? [{ type: 'group' as const, id: this.#group.id, before: null, after: this.#group }] : []),
      { type: 'structure', id: record.id, before: null, after: record },
      ...slicesOf(record.id, planes),
    ]);
    const rev = this.#ports.library.work.append({ documentId, baseRev: null, edit, joinsStep: true });
    this.#ports.onEdit({ documentId, rev, edit });
  }

  /** Keeps everything that arrived as a set of the library too. Returns its id. */
  async finish(set: Parameters<Library['work']['keepContouring']>[0]['set']): Promise<string> {
    await this.#line;
    const documentId = await this.#prepare();
    this.#checkImages();
    let told: EditWire | null = null;
    const { work } = this.#ports.library;
    const { structureSetId, rev } = work.keepContouring({
      set,
      documentId,
      edit: (id) => {
        if (!work.hasGroup(documentId, this.#group.id)) return null;
        const after = { ...this.#group, structureSetId: id };
        const edit = this.#edit(documentId, [{ type: 'group', id: after.id, before: this.#group, after }]);
        told = edit;
        return { edit, joinsStep: true };
      },
    });
    if (told !== null && rev !== null) this.#ports.onEdit({ documentId, rev, edit: told });
    return structureSetId;
  }
}

/** What a run made, as a set of the library. `result` null: it was stopped. */
function toSet(
  job: ContourJob,
  volumeId: string,
  structures: readonly FinishedStructure[],
  result: ThreadResult | null,
): Parameters<Library['work']['keepContouring']>[0]['set'] {
  const { id, version, sha256 } = job.model.manifest;
  return {
    volumeId,
    label: 'AI draft',
    provenance: {
      model: { id, version, sha256 },
      deviceRequested: job.device,
      deviceUsed: result?.device?.used ?? 'cpu',
      parameters: {
        structures: job.structures === null ? null : [...job.structures],
        isOutsideIntendedUse: result?.isOutsideIntendedUse ?? null,
        isComplete: result !== null,
        ...howItRan(job.model, result?.device ?? null),
      },
    },
    warnings: result?.warnings ?? [],
    uncertainty: result?.uncertainty ?? null,
    structures: structures.map(({ name, label, mask }, at) => ({
      number: at + 1,
      name,
      color: label.colour,
      interpretedType: label.interpretedType,
      fmaCode: label.fmaCode,
      generationAlgorithm: 'AUTOMATIC',
      mask,
    })),
  };
}

/**
 * Contours a series. On a cancel the structures that are finished are kept, then it rejects with `cancelled`. Rejects
 * with what `autoContour` throws, `not-found` for a series that is gone.
 */
export async function runContourJob(job: ContourJob, ports: ContourJobPorts): Promise<ContourOutcome> {
  const { library, signal, onProgress } = ports;
  const volumeId = library.work.currentVolume(job.seriesId);
  const stored = library.getVolume(volumeId);
  const thread = ports.threads.take(job.model, job.device);
  let canServeAgain = false;
  const cancel = () => thread.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const finished: FinishedStructure[] = [];
  const growing = new GrowingEdit(job, volumeId, ports);
  const keep = async (result: ThreadResult | null): Promise<ContourOutcome> => {
    const found = finished.toSorted((a, b) => growing.place(a.name) - growing.place(b.name));
    const structureSetId = found.length === 0 ? null : await growing.finish(toSet(job, volumeId, found, result));
    return { structureSetId, structures: found.map(({ name }) => name) };
  };
  try {
    onProgress({ phase: 'read', done: 0, total: 1 });
    const voxels = await library.work.readVoxels(volumeId);
    signal.throwIfAborted();
    const image = { geometry: stored.geometry, voxels };
    const modality = stored.source === 'dicom' ? stored.modality : null;
    const result = await thread.run(image, modality, job.structures, {
      onProgress: (progress: ContourProgress) => onProgress(progress),
      onDevice: ports.onDevice,
      onStructure: (structure) => {
        if (structure.planes.k.length === 0) return;
        finished.push(structure);
        growing.add(structure);
        ports.onStructure(structure.name);
      },
    });
    if (result.device !== null) ports.onDevice(result.device.used);
    // A device that failed may work again when it is opened anew.
    canServeAgain = !result.warnings.some(({ code }) => code === 'DEVICE_FELL_BACK');
    onProgress({ phase: 'store', done: 0, total: 1 });
    return await keep(result);
  } catch (error) {
    // What is finished is kept; why it ended matters more than a fault in keeping it.
    await keep(null).catch(() => null);
    throw signal.aborted ? new AppError('cancelled', 'CANCELLED', 'Contouring was cancelled.') : error;
  } finally {
    signal.removeEventListener('abort', cancel);
    if (canServeAgain && !signal.aborted) ports.threads.giveBack(thread, job.model, job.device);
    else await thread.close();
  }
}
