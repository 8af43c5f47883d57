// Images found in files to series: duplicates dropped, clashes refused, stacks assembled, voxels loaded on demand.

import { dirname } from 'node:path';
import {
  type AssembledSeries,
  assembleSeries,
  type DicomPatient,
  decodePixels,
  groupImages,
  type ImageGroup,
  isWholeValued,
  type SeriesWarning,
} from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { voxelCount } from '../../core/geometry/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import { type ImageFinding, type RefusedFinding, refusedImage, sha256Hex } from './file-finding.ts';
import { forEachFile } from './read-lanes.ts';
import type { IndexedSeries } from './scan-result.ts';

/** Largest volume that is loaded, bytes. */
const MAX_VOLUME_BYTES = 2 ** 31;

export interface DicomSeriesResult {
  readonly series: readonly IndexedSeries[];
  readonly refused: readonly RefusedFinding[];
  readonly duplicates: number;
}

/**
 * Names one patient across files: PatientID with its issuer; for files that leave PatientID empty, the study, since
 * nothing else says that two of them are one person. sha256, hex.
 */
export const patientIdentityHash = (patient: DicomPatient, studyInstanceUid: string): string =>
  sha256Hex(patient.id === '' ? `study\n${studyInstanceUid}` : `patient\n${patient.id}\n${patient.issuer}`);

const changed = (path: string) =>
  new AppError('conflict', 'FILE_CHANGED', `${path} was changed while it was being imported. Run the import again.`);

/** Thrown inside a load to start it again with fractions; never leaves this module. */
class NeedsFloat extends Error {}

async function loadInto(
  out: Int16Array | Float32Array,
  slices: readonly ImageFinding[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await forEachFile(
    slices,
    async (file, k) => {
      const { path, stamp, image } = slices[k] as ImageFinding;
      if (file?.stamp.byteLength !== stamp.byteLength || file.stamp.modifiedMs !== stamp.modifiedMs) {
        throw changed(path);
      }
      const bytes = await file.read(stamp.byteLength);
      if (!decodePixels(bytes, image, out, k * image.rows * image.columns)) throw new NeedsFloat();
    },
    (thrown, k) => {
      if (thrown instanceof NeedsFloat) throw thrown;
      throw mapNodeError(thrown, `Reading ${slices[k]?.path}`);
    },
    signal,
  );
}

async function loadVolume(
  assembled: AssembledSeries,
  slices: readonly ImageFinding[],
  signal: AbortSignal | undefined,
): Promise<ImageVolume> {
  const { geometry } = assembled;
  const count = voxelCount(geometry.size);
  const isWhole = slices.every(({ image }) => isWholeValued(image));
  if (count * (isWhole ? 2 : 4) > MAX_VOLUME_BYTES) {
    throw new AppError(
      'resource',
      'VOLUME_TOO_LARGE',
      `The series of ${geometry.size.join(' x ')} voxels is larger than 2 GiB in memory. Import a part of it.`,
    );
  }
  if (isWhole) {
    try {
      const voxels = new Int16Array(count);
      await loadInto(voxels, slices, signal);
      return { geometry, voxels };
    } catch (thrown) {
      if (!(thrown instanceof NeedsFloat)) throw thrown;
    }
  }
  const voxels = new Float32Array(count);
  await loadInto(voxels, slices, signal);
  return { geometry, voxels };
}

function groupWarnings(group: ImageGroup, refusedInSeries: number): SeriesWarning[] {
  const warnings: SeriesWarning[] = [];
  if (group.splitBy !== null) {
    const message = `The series holds several images at each position; they were told apart by ${group.splitBy}.`;
    warnings.push({ code: 'DICOM_SPLIT_PHASES', message });
  }
  if (refusedInSeries > 0) {
    const files = refusedInSeries === 1 ? '1 file' : `${refusedInSeries} files`;
    const message = `${files} of this series could not be read, so slices may be missing; see the refusals.`;
    warnings.push({ code: 'DICOM_SLICES_REFUSED', message });
  }
  return warnings;
}

function toSeries(group: ImageGroup, findings: ReadonlyMap<string, ImageFinding>, refusedInSeries: number) {
  const slices = group.images.map((image) => findings.get(image.sopInstanceUid) as ImageFinding);
  const first = slices[0] as ImageFinding;
  const { image } = first;
  const assembled = assembleSeries(group.images);
  const series: IndexedSeries = {
    key: sha256Hex(group.key),
    patient: image.patient,
    identityHash: patientIdentityHash(image.patient, image.studyInstanceUid),
    seriesInstanceUid: image.seriesInstanceUid,
    studyInstanceUid: image.studyInstanceUid,
    modality: image.modality,
    description: image.description,
    source: 'dicom',
    sourcePath: dirname(first.path),
    geometry: assembled.geometry,
    gantryTiltDeg: assembled.gantryTiltDeg,
    irregularSpacing: assembled.irregularSpacing,
    missingSlices: assembled.missingSlices,
    warnings: [...assembled.warnings, ...groupWarnings(group, refusedInSeries)],
    slices: slices.map((slice) => ({
      path: slice.path,
      sopInstanceUid: slice.image.sopInstanceUid,
      sopClassUid: slice.image.sopClassUid,
      instanceNumber: slice.image.instanceNumber,
      fileSha256: slice.sha256,
    })),
    header: image.header,
    window: image.window,
    loadVolume: (signal) => loadVolume(assembled, slices, signal),
  };
  return series;
}

/**
 * Series of the images found. `alreadyRefused` are files refused before, for the warning of the series that lacks them.
 */
export async function seriesFromImages(
  images: readonly ImageFinding[],
  alreadyRefused: readonly RefusedFinding[],
): Promise<DicomSeriesResult> {
  const { kept, refused, duplicates } = await dropDuplicates(images);
  const findings = new Map(kept.map((finding) => [finding.image.sopInstanceUid, finding]));
  const { groups, ambiguous } = groupImages(kept.map(({ image }) => image));
  for (const { images: stack, error } of ambiguous) {
    refused.push(...stack.map((image) => refusedImage(findings.get(image.sopInstanceUid) as ImageFinding, error)));
  }
  const lost = new Map<string, number>();
  for (const { seriesInstanceUid: uid } of [...alreadyRefused, ...refused]) {
    if (uid !== null) lost.set(uid, (lost.get(uid) ?? 0) + 1);
  }
  const series: IndexedSeries[] = [];
  for (const group of groups) {
    const uid = group.images[0]?.seriesInstanceUid ?? '';
    try {
      series.push(toSeries(group, findings, lost.get(uid) ?? 0));
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      const members = group.images.map((image) => findings.get(image.sopInstanceUid) as ImageFinding);
      refused.push(...members.map((member) => refusedImage(member, thrown)));
    }
  }
  return { series, refused, duplicates };
}
