// Paths -> library: scan, take in series by series, say what became of every file.

import type { ImportSummary, Progress, Refusal, SetReport } from '../../../core/contract/index.ts';
import { decodeRtstruct, decodeSegmentation, fmaIdOf, isSegmentation, segmentName } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { interpretedTypeOf } from '../../../core/terminology/index.ts';
import type { ImageVolume } from '../../../core/volume/index.ts';
import type { FileWorkers } from '../../dicom/file-workers.ts';
import { indexPaths } from '../../dicom/scan-paths.ts';
import type { IndexedSeries, ScannedStructureSet } from '../../dicom/scan-result.ts';
import { createIntakePool } from '../../jobs/intake-pool.ts';
import type { ImportBatch, ImportItem, ImportOptions, Library } from '../../store/library.ts';
import type { CaseSummary, ImportOutcome, StructureInput, StructureSetInput } from '../../store/records.ts';
import { uidClash } from '../../store/uid-clash.ts';
import { toCaseRow } from './case-row.ts';
import { linkByGeometry, type ReportRunner, reportOf, runHere } from './set-reports.ts';

export interface ImportPorts {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** Called with the voxels of each series that had to be read, so that a job on them need not read them again. */
  readonly onVolume?: (series: IndexedSeries, volume: ImageVolume) => void;
  /** Makes every series visible as soon as it is in, then the structure sets and the rest, and is called with the cases
   * each time. A full disk or a cancel then keeps what is in. */
  readonly onCommit?: (caseIds: readonly string[]) => void;
  /** Computes what became of structure sets; without it this thread does. */
  readonly runReport?: ReportRunner;
  /** A person says that sets whose images have other names belong to the one series that they fit on. */
  readonly linksByGeometry?: boolean;
}

/** For structures whose file gives none: a light grey that no palette uses. */
const NO_COLOUR = [170, 177, 186] as const;

const hexColour = (rgb: readonly number[]): string =>
  `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** What a segmentation says of its structures and images. Its frames are looked at when they are shown. */
function segmentsOf(bytes: Uint8Array): Pick<StructureSetInput, 'structures' | 'referencedImageUids'> {
  const { segments, referencedImageUids } = decodeSegmentation(bytes);
  const structures = segments.map((segment): StructureInput => {
    const name = segmentName(segment);
    return {
      number: segment.number,
      name,
      color: hexColour(segment.colourRgb ?? NO_COLOUR),
      interpretedType: interpretedTypeOf(name),
      fmaCode: fmaIdOf(segment),
      generationAlgorithm: segment.algorithmType,
      mask: null,
    };
  });
  return { structures, referencedImageUids };
}

/** What an imported set says of its structures and images; the contours stay in the original file, point for point. */
function contentOf({ bytes }: ScannedStructureSet): Pick<StructureSetInput, 'structures' | 'referencedImageUids'> {
  if (isSegmentation(bytes)) return segmentsOf(bytes);
  const { rois, referencedImageUids } = decodeRtstruct(bytes);
  const structures = rois.map((roi) => ({
    number: roi.number,
    name: roi.name,
    color: hexColour(roi.colourRgb ?? NO_COLOUR),
    interpretedType: roi.interpretedType,
    fmaCode: null,
    generationAlgorithm: roi.generationAlgorithm,
    mask: null,
  }));
  return { structures, referencedImageUids };
}

const refusalOf = (path: string, files: number, error: AppError): Refusal => ({
  path,
  files,
  kind: error.kind,
  code: error.code,
  reason: error.message,
});

/** Structure sets whose contours can be read; the others become refusals. */
function readableSets(
  sets: readonly ScannedStructureSet[],
  refused: Refusal[],
): (StructureSetInput & { path: string })[] {
  return sets.flatMap((set) => {
    try {
      return [{ ...set, ...contentOf(set) }];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push(refusalOf(set.path, 1, error));
      return [];
    }
  });
}

/**
 * Takes everything under `paths` into the library: all at once or, on a full disk or a cancel, nothing. What cannot be
 * taken in is listed under `refused`.
 */
export async function importPaths(
  library: Library,
  paths: readonly string[],
  ports: ImportPorts,
): Promise<ImportSummary> {
  const workers = createIntakePool();
  try {
    return await importWith(workers, library, paths, ports);
  } finally {
    await workers.close();
  }
}

async function importWith(
  workers: FileWorkers,
  library: Library,
  paths: readonly string[],
  ports: ImportPorts,
): Promise<ImportSummary> {
  const { signal, report, onVolume, onCommit } = ports;
  const index = await indexPaths(paths, { signal, report, workers });
  const refused: Refusal[] = [...index.refused];
  const sets = readableSets(index.structureSets, refused);
  const series = index.series.map((one) => ({
    ...one,
    load: async (cancel?: AbortSignal) => {
      const loaded = await one.load(cancel);
      if (onVolume === undefined) return loaded;
      onVolume(one, loaded.volume);
      // Whoever was given the voxels keeps them.
      return { volume: loaded.volume, slices: loaded.slices };
    },
  }));
  const whole: ImportBatch = { series, structureSets: sets, objects: index.objects };
  const options: ImportOptions = {
    signal,
    report: ({ done, total }) => {
      // Before that, what is read says more: voxels go to the disk meanwhile.
      if (done === total && total === series.length) report({ phase: 'store', done, total });
    },
    refuse: (item, error) => {
      const { path, files } = placeOf(item, index.series, [...sets, ...index.objects]);
      refused.push(refusalOf(path, files, error));
    },
  };
  const outcome =
    onCommit === undefined
      ? await library.importSeries(whole, options)
      : await importOneByOne(library, whole, options, onCommit);
  refused.push(...clashRefusals(outcome, index.series));
  const structureSets = await reportSets(library, outcome, sets, refused, ports);
  // Links are made after the cases were gathered.
  const isLinked = structureSets.some(({ link }) => link === 'confirmed');
  return {
    cases: outcome.cases.map((row) => toCaseRow(isLinked ? withLinks(row, structureSets) : row)),
    structureSets,
    refused,
    ignored: index.ignored,
    unchanged: outcome.unchangedFiles,
    warnings: [...index.warnings],
  };
}

async function importOneByOne(
  library: Library,
  { series, structureSets, objects = [] }: ImportBatch,
  options: ImportOptions,
  onCommit: (caseIds: readonly string[]) => void,
): Promise<ImportOutcome> {
  const outcomes: ImportOutcome[] = [];
  const take = async (batch: ImportBatch) => {
    const outcome = await library.importSeries(batch, options);
    outcomes.push(outcome);
    if (outcome.cases.length > 0) onCommit(outcome.cases.map(({ caseId }) => caseId));
  };
  for (const one of series) await take({ series: [one], structureSets: [] });
  if (structureSets.length + objects.length > 0) await take({ series: [], structureSets, objects });
  const caseIds = new Set(outcomes.flatMap(({ cases }) => cases.map(({ caseId }) => caseId)));
  return {
    cases: [...caseIds].map((caseId) => library.getCase(caseId)),
    series: outcomes.flatMap((outcome) => outcome.series),
    structureSets: outcomes.flatMap((outcome) => outcome.structureSets),
    objects: outcomes.flatMap((outcome) => outcome.objects),
    unchangedFiles: outcomes.reduce((sum, { unchangedFiles }) => sum + unchangedFiles, 0),
  };
}

/** What became of every set of an import; with the word of a person, first laid on the one series that it fits on. */
async function reportSets(
  library: Library,
  { structureSets }: ImportOutcome,
  sets: readonly (StructureSetInput & { readonly path: string })[],
  refused: Refusal[],
  { signal, runReport = runHere, linksByGeometry = false }: ImportPorts,
): Promise<SetReport[]> {
  const reports: SetReport[] = [];
  for (const id of new Set(structureSets.map(({ structureSetId }) => structureSetId))) {
    signal.throwIfAborted();
    const known = await reportOf(library, id, runReport);
    try {
      reports.push(linksByGeometry ? await linkByGeometry(library, known, runReport) : known);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { sopInstanceUid } = library.getStructureSet(id);
      const path = sets.find((set) => set.sopInstanceUid === sopInstanceUid)?.path ?? '';
      refused.push(refusalOf(path, 1, error));
      reports.push(known);
    }
  }
  return reports;
}

const withLinks = (row: CaseSummary, reports: readonly SetReport[]): CaseSummary => ({
  ...row,
  structureSets: row.structureSets.map((set) => {
    const report = reports.find(({ structureSetId }) => structureSetId === set.structureSetId);
    return report === undefined ? set : { ...set, seriesId: report.seriesId, link: report.link };
  }),
});

/** Single images that were left out of series that went in. */
function clashRefusals(outcome: ImportOutcome, series: readonly IndexedSeries[]): Refusal[] {
  const clashes = new Set(outcome.series.flatMap((one) => one.clashes));
  const [first, ...rest] = series
    .flatMap(({ slices }) => slices)
    .filter(({ sopInstanceUid }) => clashes.has(sopInstanceUid))
    .map(({ path }) => path)
    .sort();
  return first === undefined ? [] : [refusalOf(first, 1 + rest.length, uidClash())];
}

function placeOf(
  item: ImportItem,
  series: readonly IndexedSeries[],
  others: readonly { readonly path: string; readonly fileSha256: string }[],
): { path: string; files: number } {
  if ('slices' in item) {
    const found = series.find((one) => one.slices === item.slices);
    return { path: found?.sourcePath ?? '', files: item.slices.length };
  }
  return { path: others.find((one) => one.fileSha256 === item.fileSha256)?.path ?? '', files: 1 };
}
