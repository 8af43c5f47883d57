// Volumes: immutable once stored. Geometry and references lie in rows, voxels in a blob.

import { createHash } from 'node:crypto';
import type { DicomHeader } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { type ImageGeometry, voxelCount } from '../../core/geometry/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';
import { isoTime } from '../platform/clock.ts';
import type { BlobReader } from './blob-reading.ts';
import type { BlobRef } from './blob-store.ts';
import type { LibraryContext } from './context.ts';
import type { Database } from './driver.ts';
import { parseImageId } from './image-id.ts';
import type { StackDetails, StoredSlice, StoredVolume } from './records.ts';
import { type VoxelType, voxelsFromBytes } from './voxel-type.ts';

interface VolumeRow {
  readonly id: string;
  readonly series_id: string;
  readonly case_id: string;
  readonly patient_id: string;
  readonly issuer: string;
  readonly patient_name: string;
  readonly birth_date: string;
  readonly sex: string;
  readonly study_instance_uid: string;
  readonly series_instance_uid: string;
  readonly modality: string;
  readonly description: string;
  readonly source: string;
  readonly header_json: string;
  readonly is_current: number;
  readonly dtype: string;
  readonly grid_json: string;
  readonly plane_origins: Uint8Array;
  readonly blob_sha256: string;
  readonly input_sha256: string;
  readonly detail_json: string;
}

const VOLUME = `
SELECT v.id, v.series_id, v.is_current, v.dtype, v.grid_json, v.plane_origins, v.blob_sha256, v.input_sha256,
       v.detail_json, s.series_instance_uid, s.modality, s.description, s.source, s.header_json,
       st.study_instance_uid, c.id AS case_id, c.patient_id, c.issuer, c.patient_name, c.birth_date, c.sex
FROM volumes v JOIN series s ON s.id = v.series_id JOIN studies st ON st.id = s.study_id
JOIN cases c ON c.id = st.case_id
WHERE v.id = ?`;

const SLICES = `
SELECT i.sop_instance_uid AS sopInstanceUid, vs.frame_number AS frameNumber, i.sop_class_uid AS sopClassUid,
       i.file_sha256 AS fileSha256, i.instance_number AS instanceNumber
FROM volume_slices vs JOIN instances i ON i.id = vs.instance_id WHERE vs.volume_id = ? ORDER BY vs.k`;

type Grid = Omit<ImageGeometry, 'planeOriginsLps'>;

const volumeRow = (database: Database, volumeId: string): VolumeRow => {
  const row = database.prepare<VolumeRow>(VOLUME).get(volumeId);
  if (row === undefined) throw new AppError('not-found', 'VOLUME_NOT_FOUND', 'The library has no image of this id.');
  return row;
};

function geometryOf({ grid_json, plane_origins }: VolumeRow): ImageGeometry {
  const { size, spacingMm, direction, frameOfReferenceUid } = JSON.parse(grid_json) as Grid;
  const planes = new Float64Array(Uint8Array.from(plane_origins).buffer);
  return { size, spacingMm, direction, planeOriginsLps: [...planes], frameOfReferenceUid };
}

/** Throws `not-found` VOLUME_NOT_FOUND. */
export function getVolume(database: Database, volumeId: string): StoredVolume {
  const row = volumeRow(database, volumeId);
  const { gantryTiltDeg, irregularSpacing, missingSlices, warnings, window } = JSON.parse(
    row.detail_json,
  ) as StackDetails;
  return {
    volumeId: row.id,
    seriesId: row.series_id,
    caseId: row.case_id,
    patient: {
      id: row.patient_id,
      issuer: row.issuer,
      name: row.patient_name,
      birthDate: row.birth_date,
      sex: row.sex,
    },
    studyInstanceUid: row.study_instance_uid,
    seriesInstanceUid: row.series_instance_uid,
    modality: row.modality,
    description: row.description,
    source: row.source,
    geometry: geometryOf(row),
    voxelSha256: row.blob_sha256,
    inputSha256: row.input_sha256,
    slices: database.prepare<StoredSlice>(SLICES).all(volumeId),
    header: JSON.parse(row.header_json) as DicomHeader,
    isCurrent: row.is_current === 1,
    gantryTiltDeg,
    irregularSpacing,
    missingSlices,
    warnings,
    window,
  };
}

/** With `verify` the voxels are hashed too. Throws `not-found`, or `corrupt-data` when the voxels are not all there. */
export function readVolume(
  database: Database,
  blobs: BlobReader,
  volumeId: string,
  options: { readonly verify: boolean },
): ImageVolume {
  const row = volumeRow(database, volumeId);
  const geometry = geometryOf(row);
  const voxels = voxelsFromBytes(row.dtype, blobs.read(row.blob_sha256, options));
  if (voxels.length !== voxelCount(geometry.size)) {
    throw new AppError('corrupt-data', 'VOLUME_DAMAGED', 'A stored image does not fit its grid. Import it again.');
  }
  return { geometry, voxels };
}

/** Type and number of bytes of the stored voxels. Throws `not-found` VOLUME_NOT_FOUND. */
export function voxelFormat(
  database: Database,
  volumeId: string,
): { readonly dtype: string; readonly byteLength: number } {
  const row = database
    .prepare<{ dtype: string; byteLength: number }>('SELECT dtype, blob_bytes AS byteLength FROM volumes WHERE id = ?')
    .get(volumeId);
  if (row === undefined) throw new AppError('not-found', 'VOLUME_NOT_FOUND', 'The library has no image of this id.');
  return row;
}

/** The voxels as bytes, hashed, read in parts with other work between them, each after `mayGoOn`. Throws as `readVolume`. */
export async function readVoxelBytes(
  database: Database,
  blobs: BlobReader,
  volumeId: string,
  mayGoOn?: () => Promise<void>,
): Promise<Uint8Array<ArrayBuffer>> {
  return blobs.readLater(volumeRow(database, volumeId).blob_sha256, mayGoOn);
}

/** The voxels as bytes, to be used as they are read; see `BlobReader.stream`. Throws as `readVolume`. */
export const streamVoxelBytes = (
  database: Database,
  blobs: BlobReader,
  volumeId: string,
): ReturnType<BlobReader['stream']> => blobs.stream(volumeRow(database, volumeId).blob_sha256);

/** The bytes of plane k, not hashed. Throws as `readVolume`; `not-found` for a plane that is not there. */
export function readPlaneBytes(
  database: Database,
  blobs: BlobReader,
  volumeId: string,
  k: number,
): Uint8Array<ArrayBuffer> {
  const row = volumeRow(database, volumeId);
  const planeBytes = voxelFormat(database, volumeId).byteLength / geometryOf(row).size[2];
  return blobs.readPiece(row.blob_sha256, k * planeBytes, planeBytes);
}

/** sha256 (hex) over the sorted hashes of the files that a volume was made of. */
export function inputHash(fileHashes: readonly string[]): string {
  const hash = createHash('sha256');
  for (const sha256 of [...new Set(fileHashes)].sort()) hash.update(`${sha256}\n`);
  return hash.digest('hex');
}

export interface NewVolume {
  readonly volumeId: string;
  readonly seriesId: string;
  readonly geometry: ImageGeometry;
  readonly dtype: VoxelType;
  readonly blob: BlobRef;
  readonly inputSha256: string;
  readonly details: StackDetails;
  /** Image ids of instances of the series, in k order. */
  readonly sliceIds: readonly string[];
}

/** Makes it the current volume of its series. Inside a transaction; its instances must be there. */
export function insertVolume({ database, clock }: LibraryContext, volume: NewVolume): void {
  const { planeOriginsLps, ...grid } = volume.geometry;
  const { gantryTiltDeg, irregularSpacing, missingSlices, warnings, window } = volume.details;
  database
    .prepare(
      `INSERT INTO volumes (id, series_id, is_current, dtype, grid_json, plane_origins, blob_sha256, blob_bytes,
         input_sha256, detail_json, created_at) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      volume.volumeId,
      volume.seriesId,
      volume.dtype,
      JSON.stringify({ ...grid, originLps: planeOriginsLps.slice(0, 3) }),
      new Uint8Array(Float64Array.from(planeOriginsLps).buffer),
      volume.blob.sha256,
      volume.blob.bytes,
      volume.inputSha256,
      JSON.stringify({ gantryTiltDeg, irregularSpacing, missingSlices, warnings, window }),
      isoTime(clock),
    );
  const link = database.prepare(
    `INSERT INTO volume_slices (volume_id, k, instance_id, frame_number)
     SELECT ?, ?, id, ? FROM instances WHERE series_id = ? AND sop_instance_uid = ?`,
  );
  volume.sliceIds.forEach((id, k) => {
    const { sopInstanceUid, frameNumber } = parseImageId(id);
    link.run(volume.volumeId, k, frameNumber, volume.seriesId, sopInstanceUid);
  });
}
