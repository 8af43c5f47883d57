// Structure sets: imported ones with the file they came in, those made here with how they were made.

import type { SeriesWarning } from '../../core/dicom/index.ts';
import { AppError, type JsonValue } from '../../core/error/index.ts';
import { hasRegularSteps, type ImageGeometry, voxelVolumeMm3 } from '../../core/geometry/index.ts';
import { computeVolumeMl } from '../../core/metrics/index.ts';
import { countVoxels, decodeRunLengths, encodeRunLengths, type Mask } from '../../core/volume/index.ts';
import { isoTime } from '../platform/clock.ts';
import { newShortId } from '../platform/ids.ts';
import type { BlobRef } from './blob-store.ts';
import { touchCase } from './case-writer.ts';
import { type LibraryContext, nextRevision } from './context.ts';
import type { Database } from './driver.ts';
import type {
  AutoStructureSetInput,
  EncodedMask,
  SetLink,
  StoredStructure,
  StoredStructureSet,
  StructureInput,
  StructureSetInput,
} from './records.ts';
import { findLinkedVolume, referencesOf } from './set-links.ts';
import { getVolume } from './volume-repository.ts';

interface SetRow {
  readonly id: string;
  readonly case_id: string;
  readonly series_id: string | null;
  readonly volume_id: string | null;
  readonly source: 'imported' | 'auto';
  readonly label: string;
  readonly reviewed: number;
  readonly link: SetLink | null;
  readonly sop_instance_uid: string | null;
  readonly blob_sha256: string | null;
  readonly input_sha256: string;
  readonly model_id: string | null;
  readonly model_version: string | null;
  readonly model_sha256: string | null;
  readonly app_version: string;
  readonly device_requested: string | null;
  readonly device_used: string | null;
  readonly parameters_json: string;
  readonly warnings_json: string;
  readonly created_at: string;
}

interface StructureRow {
  readonly id: number;
  readonly number: number;
  readonly name: string;
  readonly color: string;
  readonly interpreted_type: string;
  readonly fma_code: string | null;
  readonly generation_algorithm: string;
  readonly has_mask: number;
  readonly voxel_count: number | null;
  readonly volume_ml: number | null;
}

function setRow(database: Database, structureSetId: string): SetRow {
  const row = database
    .prepare<SetRow>(
      'SELECT ss.*, v.series_id FROM structure_sets ss LEFT JOIN volumes v ON v.id = ss.volume_id WHERE ss.id = ?',
    )
    .get(structureSetId);
  if (row === undefined) {
    throw new AppError('not-found', 'STRUCTURE_SET_NOT_FOUND', 'The library has no structure set of this id.');
  }
  return row;
}

/** Throws `not-found` STRUCTURE_SET_NOT_FOUND. */
export function getStructureSet(database: Database, structureSetId: string): StoredStructureSet {
  const row = setRow(database, structureSetId);
  const rows = database
    .prepare<StructureRow>(
      `SELECT id, number, name, color, interpreted_type, fma_code, generation_algorithm, mask IS NOT NULL AS has_mask,
         voxel_count, volume_ml FROM structures WHERE structure_set_id = ? ORDER BY number, id`,
    )
    .all(structureSetId);
  return {
    structureSetId: row.id,
    caseId: row.case_id,
    seriesId: row.series_id,
    volumeId: row.volume_id,
    source: row.source,
    label: row.label,
    reviewed: row.reviewed === 1,
    sopInstanceUid: row.sop_instance_uid,
    link: row.link,
    isLinkConfirmed: row.link === 'confirmed',
    createdAt: row.created_at,
    inputSha256: row.input_sha256,
    provenance: provenanceOf(row),
    warnings: JSON.parse(row.warnings_json) as SeriesWarning[],
    structures: rows.map(toStructure),
  };
}

function provenanceOf(row: SetRow): StoredStructureSet['provenance'] {
  if (row.source === 'imported') return null;
  const { model_id: id, model_version: version, model_sha256: sha256 } = row;
  return {
    model: id !== null && version !== null && sha256 !== null ? { id, version, sha256 } : null,
    deviceRequested: row.device_requested ?? '',
    deviceUsed: row.device_used ?? '',
    parameters: JSON.parse(row.parameters_json) as JsonValue,
    appVersion: row.app_version,
  };
}

const toStructure = (row: StructureRow): StoredStructure => ({
  structureId: row.id,
  number: row.number,
  name: row.name,
  color: row.color,
  interpretedType: row.interpreted_type,
  fmaCode: row.fma_code,
  generationAlgorithm: row.generation_algorithm,
  hasMask: row.has_mask === 1,
  voxelCount: row.voxel_count,
  volumeMl: row.volume_ml,
});

/** The mask as it is stored (see `decodeRunLengths`). Throws `not-found` when there is none. */
export function readMaskRuns(database: Database, structureId: number): Uint8Array {
  const row = database
    .prepare<{ mask: Uint8Array | null }>('SELECT mask FROM structures WHERE id = ?')
    .get(structureId);
  if (row === undefined || row.mask === null) {
    throw new AppError('not-found', 'MASK_NOT_FOUND', 'The library has no mask for this structure.');
  }
  return row.mask;
}

/** Throws `not-found` when there is no such structure or it has no mask, `corrupt-data` when its bytes are damaged. */
export const readMask = (database: Database, structureId: number): Mask =>
  decodeRunLengths(readMaskRuns(database, structureId));

/** sha256 (hex) of the RTSTRUCT that an imported set came in. Throws `not-found` for a set that was made here. */
export function originalBlob(database: Database, structureSetId: string): string {
  const { blob_sha256: sha256, source } = setRow(database, structureSetId);
  if (sha256 === null || source !== 'imported') {
    throw new AppError('not-found', 'ORIGINAL_NOT_FOUND', 'This structure set was made here; it has no original file.');
  }
  return sha256;
}

/** sha256 (hex) of the uncertainty that is kept with a set that a model made; null where there is none. Throws `not-found`. */
export function uncertaintyBlob(database: Database, structureSetId: string): string | null {
  const { blob_sha256: sha256, source } = setRow(database, structureSetId);
  return source === 'auto' ? sha256 : null;
}

/** Stores what a model made of a volume, in one transaction. Throws `not-found` when the volume is gone. */
export function addAutoStructureSet(context: LibraryContext, input: AutoStructureSetInput): string {
  const { database, clock, appVersion } = context;
  return database.transaction(() => {
    const volume = getVolume(database, input.volumeId);
    const { model, deviceRequested, deviceUsed, parameters } = input.provenance;
    const structureSetId = newStructureSetId(context, new Set());
    // An imported set has its file in this place.
    const kept = input.uncertainty == null ? null : context.blobs.put([input.uncertainty]);
    database
      .prepare(
        `INSERT INTO structure_sets (id, case_id, volume_id, source, label, reviewed, frame_of_reference_uid,
           referenced_series_uid, blob_sha256, blob_bytes, input_sha256, model_id, model_version, model_sha256, app_version, device_requested,
           device_used, parameters_json, warnings_json, created_at, revision)
         VALUES (?, ?, ?, 'auto', ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        structureSetId,
        volume.caseId,
        input.volumeId,
        input.label,
        volume.geometry.frameOfReferenceUid,
        volume.seriesInstanceUid,
        kept?.sha256 ?? null,
        kept?.bytes ?? null,
        volume.inputSha256,
        model?.id ?? null,
        model?.version ?? null,
        model?.sha256 ?? null,
        appVersion,
        deviceRequested,
        deviceUsed,
        JSON.stringify(parameters),
        JSON.stringify(input.warnings),
        isoTime(clock),
        nextRevision(database),
      );
    insertStructures(database, structureSetId, input.structures, volume.geometry);
    touchCase(database, volume.caseId);
    return structureSetId;
  });
}

/** A new id that neither the library nor `reserved` has. */
export const newStructureSetId = ({ database, random }: LibraryContext, reserved: ReadonlySet<string>): string =>
  newShortId(
    'r',
    (id) => reserved.has(id) || database.prepare('SELECT 1 FROM structure_sets WHERE id = ?').get(id) !== undefined,
    random,
  );

/** Inside a transaction, after its case; `touchCase` must follow. */
export function insertImportedStructureSet(
  { database, clock, appVersion }: LibraryContext,
  caseId: string,
  structureSetId: string,
  input: StructureSetInput,
  blob: BlobRef,
): void {
  const references = referencesOf(input);
  const linked = findLinkedVolume(database, caseId, references);
  database
    .prepare(
      `INSERT INTO structure_sets (id, case_id, volume_id, source, label, reviewed, sop_instance_uid,
         referenced_series_uid, frame_of_reference_uid, references_json, link, blob_sha256, blob_bytes, input_sha256,
         app_version, parameters_json, warnings_json, created_at, revision)
       VALUES (?, ?, ?, 'imported', ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', '[]', ?, ?)`,
    )
    .run(
      structureSetId,
      caseId,
      linked?.volumeId ?? null,
      input.label,
      input.sopInstanceUid,
      input.referencedSeriesUids[0] ?? null,
      input.frameOfReferenceUids[0] ?? null,
      JSON.stringify(references),
      linked?.link ?? null,
      blob.sha256,
      blob.bytes,
      input.fileSha256,
      appVersion,
      isoTime(clock),
      nextRevision(database),
    );
  const geometry = linked === null ? null : getVolume(database, linked.volumeId).geometry;
  insertStructures(database, structureSetId, input.structures ?? [], geometry);
}

interface StoredMask {
  readonly voxels: number;
  readonly runs: Uint8Array;
  readonly volumeMl: number;
}

/** The same volume as everywhere: on an uneven stack each slice counts by its own thickness. */
function storedMask(mask: Mask | EncodedMask, geometry: ImageGeometry | null): StoredMask {
  if (geometry === null || mask.size.some((n, axis) => n !== geometry.size[axis])) {
    throw new AppError('internal', 'MASK_GRID', 'A structure does not lie on the grid of its image.');
  }
  const { voxels, runs } = 'runs' in mask ? mask : { voxels: countVoxels(mask), runs: encodeRunLengths(mask) };
  const volumeMl = hasRegularSteps(geometry)
    ? (voxels * voxelVolumeMm3(geometry)) / 1000
    : computeVolumeMl('runs' in mask ? decodeRunLengths(runs) : mask, geometry);
  return { voxels, runs, volumeMl };
}

function insertStructures(
  database: Database,
  structureSetId: string,
  structures: readonly StructureInput[],
  geometry: ImageGeometry | null,
): void {
  const insert = database.prepare(
    `INSERT INTO structures (structure_set_id, number, name, color, interpreted_type, fma_code, generation_algorithm,
       voxel_count, volume_ml, mask) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const { number, name, color, interpretedType, fmaCode, generationAlgorithm, mask } of structures) {
    const stored = mask === null ? null : storedMask(mask, geometry);
    insert.run(
      structureSetId,
      number,
      name,
      color,
      interpretedType,
      fmaCode,
      generationAlgorithm,
      stored?.voxels ?? null,
      stored?.volumeMl ?? null,
      stored?.runs ?? null,
    );
  }
}

/** Throws `not-found` STRUCTURE_SET_NOT_FOUND. */
export function setReviewed(database: Database, structureSetId: string, reviewed: boolean): void {
  database.transaction(() => {
    const { case_id: caseId } = setRow(database, structureSetId);
    database
      .prepare('UPDATE structure_sets SET reviewed = ?, revision = ? WHERE id = ?')
      .run(reviewed ? 1 : 0, nextRevision(database), structureSetId);
    touchCase(database, caseId);
  });
}
