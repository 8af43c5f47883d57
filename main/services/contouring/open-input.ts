// The image to contour, from a path or from a case, with the library that it lives in while the job runs.

import type { CaseRow, ContourInput, Progress } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageVolume } from '../../../core/volume/index.ts';
import type { IndexedSeries } from '../../dicom/scan-result.ts';
import { tellRefusal } from '../../platform/told-refusal.ts';
import type { Library } from '../../store/library.ts';
import { openLibrary } from '../../store/open-library.ts';
import type { StoredVolume } from '../../store/records.ts';
import { createTemporaryLibrary } from '../../store/temporary-library.ts';
import { importPaths, toCaseRow } from '../library/index.ts';
import type { WarningRow } from './export-formats.ts';
import { selectSeries } from './select-series.ts';

export interface InputPorts {
  readonly appVersion: string;
  readonly library: { readonly folder: string; readonly isGiven: boolean };
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

export interface OpenedInput {
  /** The caller closes it. */
  readonly library: Library;
  readonly stored: StoredVolume;
  readonly image: ImageVolume;
  readonly warnings: readonly WarningRow[];
}

interface Imported {
  readonly cases: readonly CaseRow[];
  readonly warnings: readonly WarningRow[];
  /** The last volume that the import had in hand. */
  readonly last: { readonly images: string; readonly volume: ImageVolume } | null;
}

/** Names a volume: one series splits into several (echoes at the same places, for one), and a series that was known
 * already may have more planes in the library than the path brought. */
const imagesOf = ({ slices }: Pick<IndexedSeries | StoredVolume, 'slices'>): string =>
  slices.map(({ sopInstanceUid, frameNumber }) => `${sopInstanceUid} ${frameNumber ?? ''}`).join('\n');

async function importInput(library: Library, path: string, ports: InputPorts): Promise<Imported> {
  let last: Imported['last'] = null;
  const { cases, refused } = await importPaths(library, [path], {
    signal: ports.signal,
    report: ports.report,
    onVolume: (series, volume) => {
      // Only the latest: a tree of many series must not stay in memory for the one that is contoured.
      last = { images: imagesOf(series), volume };
    },
  });
  const [first] = refused;
  if (cases.length === 0 && first) {
    throw new AppError(first.kind as AppError['kind'], first.code, tellRefusal(first, [path]));
  }
  const warnings = refused.map((one) => ({ code: one.code, message: `Not imported: ${tellRefusal(one, [path])}` }));
  return { cases, warnings, last };
}

function readImage(library: Library, stored: StoredVolume, imported: Imported | null): ImageVolume {
  const inHand = imported?.last ?? null;
  return inHand?.images === imagesOf(stored) ? inHand.volume : library.readVolume(stored.volumeId);
}

function openFor(input: Pick<ContourInput, 'source' | 'series'>, { library, appVersion }: InputPorts): Library {
  const isTemporary = 'path' in input.source && !library.isGiven;
  return isTemporary
    ? createTemporaryLibrary({ appVersion })
    : openLibrary(library.folder, { mode: 'write', appVersion });
}

/**
 * Opens the library, imports a path into it, and chooses the series. A path goes into a temporary library unless one was
 * named. Throws as `importPaths` and `selectSeries` do.
 */
export async function openInput(
  input: Pick<ContourInput, 'source' | 'series'>,
  ports: InputPorts,
): Promise<OpenedInput> {
  const library = openFor(input, ports);
  try {
    const { source } = input;
    const imported = 'path' in source ? await importInput(library, source.path, ports) : null;
    const cases = imported?.cases ?? [toCaseRow(library.getCase((source as { caseId: string }).caseId))];
    const { caseRow, series } = selectSeries(cases, input.series);
    const summary = library.getCase(caseRow.caseId).series.find(({ seriesId }) => seriesId === series.seriesId);
    const stored = library.getVolume(summary?.volumeId ?? '');
    return {
      library,
      stored,
      image: readImage(library, stored, imported),
      warnings: [...(imported?.warnings ?? []), ...stored.warnings],
    };
  } catch (error) {
    library.close();
    throw error;
  }
}
