// One contouring of the line: voxels -> thread -> structures, kept as a set of the library and as one step of the
// document of the series. Writes no files.

import { randomUUID } from 'node:crypto';
import type { EditOpWire, EditWire, GroupRecord } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ContourProgress, DeviceRequest, InstalledModel } from '../../inference/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { decodePlane, forEachPackedPlane, type Library, type PackedPlanes } from '../../store/index.ts';
import { prepareDocument } from '../documents/document-service.ts';
import { toStructureRecord } from '../documents/taken-sets.ts';
import type { FinishedStructure, ThreadResult } from './contour-messages.ts';
import { type ContourThread, startContourThread } from './contour-thread.ts';

export interface ContourJob {
  readonly seriesId: string;
  readonly model: InstalledModel;
  readonly device: DeviceRequest;
  readonly structures: readonly string[] | null;
}

export interface ContourJobPorts {
  readonly library: Library;
  readonly pool: ComputePool;
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
  /** Names in the order of the model; empty ones are among the warnings. */
  readonly structures: readonly string[];
}

const slicesOf = (structureId: string, planes: PackedPlanes): EditOpWire[] => {
  const changes: { k: number; before: null; after: ReturnType<typeof decodePlane> }[] = [];
  forEachPackedPlane(planes, (k, bytes) => changes.push({ k, before: null, after: decodePlane(bytes) }));
  return changes.length === 0 ? [] : [{ type: 'slices', structureId, changes }];
};

function toEdit(finished: readonly FinishedStructure[], model: InstalledModel, structureSetId: string): EditWire {
  const { id, version, title } = model.manifest;
  const group: GroupRecord = {
    id: `g-${randomUUID()}`,
    kind: 'auto',
    label: title.slice(0, 128),
    version: 1,
    parentGroupId: null,
    isLocked: false,
    structureSetId,
    model: { id, version },
    createdAt: new Date().toISOString(),
  };
  const ops: EditOpWire[] = [{ type: 'group', id: group.id, before: null, after: group }];
  finished.forEach(({ name, label, planes }, order) => {
    const record = toStructureRecord(
      { name, color: label.colour, interpretedType: label.interpretedType, fmaCode: label.fmaCode },
      { groupId: group.id, order, origin: 'auto' },
    );
    ops.push({ type: 'structure', id: record.id, before: null, after: record }, ...slicesOf(record.id, planes));
  });
  return {
    id: `e-${randomUUID()}`,
    label: `Auto-contour, ${finished.length} structures`,
    at: group.createdAt,
    structureId: null,
    k: null,
    ops,
  };
}

interface Finished {
  readonly structures: readonly FinishedStructure[];
  readonly result: ThreadResult | null;
}

async function keep(
  job: ContourJob,
  volumeId: string,
  { structures, result }: Finished,
  ports: ContourJobPorts,
): Promise<string> {
  const { library } = ports;
  const { id, version, sha256 } = job.model.manifest;
  const { documentId } = await prepareDocument(library, ports.pool, job.seriesId);
  if (library.work.currentVolume(job.seriesId) !== volumeId) {
    throw new AppError(
      'conflict',
      'CONTOUR_IMAGES_CHANGED',
      'Slices were added to the series while it was contoured. Contour it again.',
      { retryable: true },
    );
  }
  let edit: EditWire | null = null;
  const { structureSetId, rev } = library.work.keepContouring({
    set: {
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
        },
      },
      warnings: result?.warnings ?? [],
      structures: structures.map(({ name, label, mask }, at) => ({
        number: at + 1,
        name,
        color: label.colour,
        interpretedType: label.interpretedType,
        fmaCode: label.fmaCode,
        generationAlgorithm: 'AUTOMATIC',
        mask,
      })),
    },
    edit: (setId) => {
      edit = toEdit(structures, job.model, setId);
      return { documentId, edit };
    },
  });
  if (edit !== null) ports.onEdit({ documentId, rev, edit });
  return structureSetId;
}

/** In the order of the model, the body last; what was not found has no planes and is left out. */
function ordered(finished: readonly FinishedStructure[], { manifest }: InstalledModel): FinishedStructure[] {
  const order = manifest.output.labels.flatMap((label) => (label === null ? [] : [label.name]));
  const place = ({ name }: FinishedStructure) => (order.includes(name) ? order.indexOf(name) : order.length);
  return finished.filter(({ planes }) => planes.k.length > 0).sort((a, b) => place(a) - place(b));
}

/**
 * Contours a series. On a cancel the structures that are finished are kept, then it rejects with `cancelled`. Rejects
 * with what `autoContour` throws, `not-found` for a series that is gone.
 */
export async function runContourJob(job: ContourJob, ports: ContourJobPorts): Promise<ContourOutcome> {
  const { library, signal, onProgress } = ports;
  const volumeId = library.work.currentVolume(job.seriesId);
  const stored = library.getVolume(volumeId);
  const thread: ContourThread = startContourThread(job.model, job.device);
  const cancel = () => thread.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const finished: FinishedStructure[] = [];
  try {
    onProgress({ phase: 'read', done: 0, total: 1 });
    const voxels = await library.work.readVoxels(volumeId);
    signal.throwIfAborted();
    const image = { geometry: stored.geometry, voxels };
    const modality = stored.source === 'dicom' ? stored.modality : null;
    const result = await thread.run(image, modality, job.structures, {
      onProgress: (progress: ContourProgress) => onProgress(progress),
      onStructure: (structure) => {
        finished.push(structure);
        if (structure.planes.k.length > 0) ports.onStructure(structure.name);
      },
    });
    if (result.device !== null) ports.onDevice(result.device.used);
    onProgress({ phase: 'store', done: 0, total: 1 });
    const structures = ordered(finished, job.model);
    const structureSetId = structures.length === 0 ? null : await keep(job, volumeId, { structures, result }, ports);
    return { structureSetId, structures: structures.map(({ name }) => name) };
  } catch (error) {
    const structures = ordered(finished, job.model);
    if (signal.aborted && structures.length > 0) await keep(job, volumeId, { structures, result: null }, ports);
    throw signal.aborted ? new AppError('cancelled', 'CANCELLED', 'Contouring was cancelled.') : error;
  } finally {
    signal.removeEventListener('abort', cancel);
    await thread.close();
  }
}
