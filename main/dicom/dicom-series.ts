// Images found in files to series: duplicates dropped, clashes refused, stacks assembled.

import { dirname } from 'node:path';
import {
  assembleSeries,
  type DicomImage,
  type DicomPatient,
  groupImages,
  type ImageGroup,
  type SeriesWarning,
} from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import { type ImageFinding, type RefusedFinding, refusedImage, sha256Hex } from './file-finding.ts';
import { countFiles, loadVoxels, type Plane } from './load-series.ts';
import type { ScanContext } from './scan-context.ts';
import type { IndexedSeries, LoadedSeries } from './scan-result.ts';

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

/** Why the images of one series form more than one stack where a person would not expect it, by series UID. */
function splitWarnings(groups: readonly ImageGroup[]): ReadonlyMap<string, SeriesWarning[]> {
  const parts = new Map<string, { frames: Set<string>; patients: Set<string> }>();
  for (const { images } of groups) {
    const { seriesInstanceUid: uid, studyInstanceUid, patient, frameOfReferenceUid } = images[0] as DicomImage;
    const { frames, patients } = parts.get(uid) ?? { frames: new Set<string>(), patients: new Set<string>() };
    parts.set(uid, { frames: frames.add(frameOfReferenceUid ?? ''), patients });
    patients.add(patientIdentityHash(patient, studyInstanceUid));
  }
  const warningsOf = ({ frames, patients }: { frames: Set<string>; patients: Set<string> }): SeriesWarning[] => {
    const warnings: SeriesWarning[] = [];
    if (frames.size > 1) {
      const message = `The images of this series name ${frames.size} frames of reference. Those of each form a stack of their own: a place in one is not the same place in another.`;
      warnings.push({ code: 'DICOM_SPLIT_FRAMES', message });
    }
    if (patients.size > 1) {
      const message = `The images of this series name ${patients.size} patients. Those of each form a stack of their own. Check at the source which is right.`;
      warnings.push({ code: 'DICOM_SPLIT_PATIENTS', message });
    }
    return warnings;
  };
  return new Map([...parts].map(([uid, part]) => [uid, warningsOf(part)]));
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

function toSeries(
  group: ImageGroup,
  findings: ReadonlyMap<string, ImageFinding>,
  said: readonly SeriesWarning[],
  context: ScanContext,
): IndexedSeries {
  const planes = group.images.map((image) => ({
    image,
    finding: findings.get(image.sopInstanceUid) as ImageFinding,
  }));
  const { image, finding: first } = planes[0] as Plane;
  const assembled = assembleSeries(group.images);
  context.readTally.expect(countFiles(planes));
  const slices = planes.map((plane) => ({
    path: plane.finding.path,
    sopInstanceUid: plane.image.sopInstanceUid,
    sopClassUid: plane.image.sopClassUid,
    instanceNumber: plane.image.instanceNumber,
    fileSha256: plane.finding.sha256,
    ...(plane.image.frameNumber === null ? {} : { frameNumber: plane.image.frameNumber }),
  }));
  const load = async (signal?: AbortSignal): Promise<LoadedSeries> => {
    const { voxels, hashes } = await loadVoxels(assembled.geometry, planes, context, signal);
    return {
      volume: { geometry: assembled.geometry, voxels },
      slices: slices.map((slice) => ({ ...slice, fileSha256: hashes.get(slice.path) ?? '' })),
      release: () => context.memory.giveBack(voxels),
    };
  };
  return {
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
    warnings: [...assembled.warnings, ...said],
    slices,
    header: image.header,
    window: image.window,
    load,
  };
}

/**
 * Series of the images found. `alreadyRefused` are files refused before, for the warning of the series that lacks them.
 */
export async function seriesFromImages(
  images: readonly ImageFinding[],
  alreadyRefused: readonly RefusedFinding[],
  context: ScanContext,
): Promise<DicomSeriesResult> {
  const { kept, refused, duplicates } = await dropDuplicates(images);
  const paths = new Set(kept.map(({ path }) => path));
  for (const { path } of images) if (!paths.has(path)) context.cache.take(path);
  const findings = new Map(kept.map((finding) => [finding.images[0].sopInstanceUid, finding]));
  const { groups, ambiguous } = groupImages(kept.flatMap((finding) => finding.images));
  const refuse = (stack: readonly DicomImage[], error: AppError) => {
    const files = new Set(stack.map(({ sopInstanceUid }) => findings.get(sopInstanceUid) as ImageFinding));
    for (const file of files) refused.push(refusedImage(file, error));
  };
  for (const { images: stack, error } of ambiguous) refuse(stack, error);
  const lost = new Map<string, number>();
  for (const { seriesInstanceUid: uid } of [...alreadyRefused, ...refused]) {
    if (uid !== null) lost.set(uid, (lost.get(uid) ?? 0) + 1);
  }
  const split = splitWarnings(groups);
  const series: IndexedSeries[] = [];
  for (const group of groups) {
    const uid = group.images[0]?.seriesInstanceUid ?? '';
    try {
      const said = [...(split.get(uid) ?? []), ...groupWarnings(group, lost.get(uid) ?? 0)];
      series.push(toSeries(group, findings, said, context));
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      refuse(group.images, thrown);
    }
  }
  return { series, refused, duplicates };
}
