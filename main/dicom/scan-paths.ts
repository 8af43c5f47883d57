// Paths to series and structure sets. Every file is recognised by its content: an image that is not compressed by its
// header, the rest of which is read when its voxels are wanted, so that a scan holds no more than the volume being
// loaded. What must be read whole to be recognised is kept as far as a budget of memory allows.

import { resolve } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { openMember } from '../archives/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { indexVolumeFile, isVoxelsOfPair, type OpenVolumeHandle, openOnDisk } from '../volume-files/index.ts';
import { seriesFromImages } from './dicom-series.ts';
import { uniqueObjects, uniqueStructureSets } from './distinct-objects.ts';
import {
  type FileFinding,
  type ImageFinding,
  type KeptObjectFinding,
  type RefusedFinding,
  refusedFile,
  type StructureSetFinding,
} from './file-finding.ts';
import { type InspectedFile, type Inspection, inspectTree } from './inspect-tree.ts';
import { createScanContext } from './scan-context.ts';
import type { IndexedSeries, Refusal, ScanIndex, ScannedSeries, ScanOptions, ScanResult } from './scan-result.ts';

const foreignFile = (path: string) =>
  new AppError(
    'invalid-input',
    'IMPORT_NOT_AN_IMAGE',
    isVoxelsOfPair(path)
      ? `${path} has no header in it. If it holds the voxels of a NIfTI pair, name its .hdr file.`
      : `${path} is no medical image: neither DICOM nor NIfTI, NRRD, MetaImage, PNG or JPEG. Name an image or a folder of images.`,
  );

const nothingFound = (path: string) =>
  new AppError(
    'invalid-input',
    'IMPORT_NO_IMAGES',
    `${path} holds no image that can be imported. Name the folder or files of a CT or MR series.`,
  );

/** Files refused for one and the same reason become one entry. */
function mergeRefusals(refused: readonly RefusedFinding[]): Refusal[] {
  const merged = new Map<string, Refusal>();
  for (const { path, error } of refused) {
    const key = `${error.code}\n${error.message}`;
    const before = merged.get(key);
    merged.set(
      key,
      before === undefined
        ? { path, files: 1, code: error.code, kind: error.kind, reason: error.message }
        : { ...before, files: before.files + 1 },
    );
  }
  return [...merged.values()];
}

/** Given paths under which nothing at all was found or refused: a person who named them wants to know. */
function emptyPaths(paths: readonly string[], { files, unreadable }: Inspection): string[] {
  const answered = new Set<string>();
  for (const { given, isExplicit, finding } of files) {
    // A directory record that was named stands for what it names.
    const isAnswer = !isUnused(finding) || (isExplicit && finding.kind !== 'directory');
    if (isAnswer) for (const path of given) answered.add(path);
  }
  return paths.filter((path) => !answered.has(path) && !unreadable.some((one) => one.path === resolve(path)));
}

/** Opens the files of archives by the paths that they would have in a folder of that name; a header may name another
 * file of its archive, and nothing outside of it. */
function archiveOpener(files: readonly InspectedFile[]): OpenVolumeHandle {
  const members = new Map(files.flatMap(({ path, member }) => (member === undefined ? [] : [[path, member] as const])));
  return async (path) => {
    const member = members.get(path);
    if (member === undefined) {
      throw new AppError('not-found', 'PATH_NOT_FOUND', `${path}: no such file in the archive. Check the archive.`);
    }
    return openMember(member);
  };
}

async function indexVolumeFiles(files: readonly InspectedFile[], refused: RefusedFinding[], signal?: AbortSignal) {
  const series: IndexedSeries[] = [];
  const openInArchive = archiveOpener(files);
  for (const { finding, member } of files) {
    if (finding.kind !== 'volume-file' && finding.kind !== 'picture') continue;
    signal?.throwIfAborted();
    try {
      if (finding.kind === 'picture') {
        const { indexPicture } = await import('../pictures/index-picture.ts');
        series.push(await indexPicture(finding.path, finding.format));
      } else {
        series.push(await indexVolumeFile(finding.path, signal, member === undefined ? openOnDisk : openInArchive));
      }
    } catch (thrown) {
      signal?.throwIfAborted();
      refused.push(refusedFile(finding.path, mapNodeError(thrown, `Reading ${finding.path}`)));
    }
  }
  return series;
}

const isUnused = ({ kind }: FileFinding): boolean => kind === 'foreign' || kind === 'unused' || kind === 'directory';
const isImage = (finding: FileFinding): finding is ImageFinding => finding.kind === 'image';
const isStructureSet = (finding: FileFinding): finding is StructureSetFinding => finding.kind === 'structure-set';
const isKeptObject = (finding: FileFinding): finding is KeptObjectFinding => finding.kind === 'kept-object';
const isRefused = (finding: FileFinding): finding is RefusedFinding => finding.kind === 'refused';

/** Two volume files or pictures with the same bytes are one series. */
function dropSameFiles(series: readonly IndexedSeries[]) {
  const kept = new Map(series.map((one) => [one.key, one]));
  return { kept: [...kept.values()], duplicates: series.length - kept.size };
}

/**
 * Indexes files and folders in any mixture, recursively. Voxels stay in their files until `load`.
 * Never throws for a bad file: it is refused with its reason, and the rest goes on. Throws the signal's reason when
 * cancelled. The result does not depend on the order or the names of the files of a series.
 */
export async function indexPaths(paths: readonly string[], options: ScanOptions = {}): Promise<ScanIndex> {
  const context = createScanContext(options);
  const inspection = await inspectTree(paths, context);
  const findings = inspection.files.map(({ finding }) => finding);
  const refusedFiles = findings.filter(isRefused);
  // Lists are joined, never spread into a call: there is one entry a file, and the stack holds some 120 000 arguments.
  const refused = [...inspection.unreadable.map(({ path, error }) => refusedFile(path, error)), ...refusedFiles];
  let ignored = inspection.skipped;
  for (const { finding, isExplicit } of inspection.files) {
    if (finding.kind === 'foreign' && isExplicit) refused.push(refusedFile(finding.path, foreignFile(finding.path)));
    else if (isUnused(finding)) ignored++;
  }
  const dicom = await seriesFromImages(findings.filter(isImage), refusedFiles, context);
  for (const finding of dicom.refused) refused.push(finding);
  const volumes = dropSameFiles(await indexVolumeFiles(inspection.files, refused, options.signal));
  const sets = uniqueStructureSets(findings.filter(isStructureSet), refused);
  const objects = uniqueObjects(findings.filter(isKeptObject), refused);
  ignored += dicom.duplicates + volumes.duplicates + sets.duplicates + objects.duplicates;
  const series = [...dicom.series, ...volumes.kept];
  const reasons = mergeRefusals([
    ...refused,
    ...emptyPaths(paths, inspection).map((path) => refusedFile(path, nothingFound(path))),
  ]);
  return {
    series,
    structureSets: sets.structureSets,
    objects: objects.objects,
    refused: reasons,
    ignored,
    warnings: inspection.warnings,
  };
}

/**
 * `indexPaths` with every volume loaded. A series whose voxels cannot be loaded moves to the refusals.
 * For many or large series call `indexPaths` and load one at a time.
 */
export async function scanPaths(paths: readonly string[], options: ScanOptions = {}): Promise<ScanResult> {
  const index = await indexPaths(paths, options);
  const series: ScannedSeries[] = [];
  const refused: Refusal[] = [...index.refused];
  for (const indexed of index.series) {
    const { load, ...record } = indexed;
    try {
      const { volume, slices } = await load(options.signal);
      series.push({ ...record, volume, slices });
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      const files = record.slices.length;
      refused.push({ path: record.sourcePath, files, code: thrown.code, kind: thrown.kind, reason: thrown.message });
    }
  }
  return { ...index, series, refused };
}
