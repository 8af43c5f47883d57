// Images found in files to series: duplicates dropped, clashes refused, stacks assembled, voxels loaded on demand.

import { dirname } from 'node:path';
import {
  type AssembledSeries,
  assembleSeries,
  type DicomImage,
  type DicomPatient,
  decodePixels,
  groupImages,
  type ImageGroup,
  isWholeValued,
  pixelSource,
  type SeriesWarning,
} from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { voxelCount } from '../../core/geometry/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import { type ImageFinding, type RefusedFinding, refusedImage, sha256Hex } from './file-finding.ts';
import { codecFor } from './frame-codecs.ts';
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

/** One image of a stack and the file that holds it. */
interface Plane {
  readonly finding: ImageFinding;
  readonly image: DicomImage;
}

/** Planes by their file, so that each file is read once however many frames it holds. */
function byFile(planes: readonly Plane[]): Map<ImageFinding, { readonly image: DicomImage; readonly k: number }[]> {
  const files = new Map<ImageFinding, { image: DicomImage; k: number }[]>();
  planes.forEach(({ finding, image }, k) => {
    const images = files.get(finding);
    if (images === undefined) files.set(finding, [{ image, k }]);
    else images.push({ image, k });
  });
  return files;
}

async function loadInto(
  out: Int16Array | Float32Array,
  planes: readonly Plane[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const files = byFile(planes);
  const findings = [...files.keys()];
  await forEachFile(
    findings,
    async (file, index) => {
      const finding = findings[index] as ImageFinding;
      const { path, stamp } = finding;
      if (file?.stamp.byteLength !== stamp.byteLength || file.stamp.modifiedMs !== stamp.modifiedMs) {
        throw changed(path);
      }
      const bytes = await file.read(stamp.byteLength);
      const source = pixelSource(bytes, finding.images[0]);
      for (const { image, k } of files.get(finding) ?? []) {
        signal?.throwIfAborted();
        const codec = await codecFor(image);
        if (!decodePixels(source, image, out, k * image.rows * image.columns, codec)) throw new NeedsFloat();
      }
    },
    (thrown, index) => {
      if (thrown instanceof NeedsFloat) throw thrown;
      throw mapNodeError(thrown, `Reading ${findings[index]?.path}`);
    },
    signal,
  );
}

async function loadVolume(
  assembled: AssembledSeries,
  planes: readonly Plane[],
  signal: AbortSignal | undefined,
): Promise<ImageVolume> {
  const { geometry } = assembled;
  const count = voxelCount(geometry.size);
  const isWhole = planes.every(({ image }) => isWholeValued(image));
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
      await loadInto(voxels, planes, signal);
      return { geometry, voxels };
    } catch (thrown) {
      if (!(thrown instanceof NeedsFloat)) throw thrown;
    }
  }
  const voxels = new Float32Array(count);
  await loadInto(voxels, planes, signal);
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
  const planes = group.images.map((image) => ({
    image,
    finding: findings.get(image.sopInstanceUid) as ImageFinding,
  }));
  const { image, finding: first } = planes[0] as Plane;
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
    slices: planes.map((plane) => ({
      path: plane.finding.path,
      sopInstanceUid: plane.image.sopInstanceUid,
      sopClassUid: plane.image.sopClassUid,
      instanceNumber: plane.image.instanceNumber,
      fileSha256: plane.finding.sha256,
      ...(plane.image.frameNumber === null ? {} : { frameNumber: plane.image.frameNumber }),
    })),
    header: image.header,
    window: image.window,
    loadVolume: (signal) => loadVolume(assembled, planes, signal),
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
  const findings = new Map(kept.map((finding) => [finding.images[0].sopInstanceUid, finding]));
  const { groups, ambiguous } = groupImages(kept.flatMap((finding) => finding.images));
  const refuse = (stack: readonly DicomImage[], error: AppError) => {
    const files = new Set(stack.map(({ sopInstanceUid }) => findings.get(sopInstanceUid) as ImageFinding));
    refused.push(...[...files].map((file) => refusedImage(file, error)));
  };
  for (const { images: stack, error } of ambiguous) refuse(stack, error);
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
      refuse(group.images, thrown);
    }
  }
  return { series, refused, duplicates };
}
