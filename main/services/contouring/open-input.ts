// The image to contour, from a path or from a case, with the library that it lives in while the job runs.

import type { CaseRow, ContourInput, Progress } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageVolume } from '../../../core/volume/index.ts';
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
  /** Voxels that the import had in hand, by series UID: the last volume of each. */
  readonly volumes: ReadonlyMap<string, ImageVolume>;
}

async function importInput(library: Library, path: string, ports: InputPorts): Promise<Imported> {
  const volumes = new Map<string, ImageVolume>();
  const { cases, refused } = await importPaths(library, [path], {
    signal: ports.signal,
    report: ports.report,
    onVolume: (series, volume) => {
      // Only the latest: a tree of many series must not stay in memory for the one that is contoured.
      volumes.clear();
      volumes.set(series.seriesInstanceUid, volume);
    },
  });
  const [first] = refused;
  if (cases.length === 0 && first) {
    const reason = first.reason.includes(path) ? first.reason : `${path}: ${first.reason}`;
    throw new AppError(first.kind as AppError['kind'], first.code, reason);
  }
  const warnings = refused.map(({ files, code, reason }) => ({
    code,
    message: `${files} ${files === 1 ? 'file was' : 'files were'} not imported. ${reason}`,
  }));
  return { cases, warnings, volumes };
}

function readImage(library: Library, stored: StoredVolume, imported: Imported | null): ImageVolume {
  const inHand = imported?.volumes.get(stored.seriesInstanceUid);
  // A series that was known already may have more planes in the library than this path brought.
  const isSame =
    inHand !== undefined &&
    JSON.stringify(inHand.geometry.planeOriginsLps) === JSON.stringify(stored.geometry.planeOriginsLps);
  return isSame ? inHand : library.readVolume(stored.volumeId);
}

function openFor(input: ContourInput, { library, appVersion }: InputPorts): Library {
  const isTemporary = 'path' in input.source && !library.isGiven;
  return isTemporary
    ? createTemporaryLibrary({ appVersion })
    : openLibrary(library.folder, { mode: 'write', appVersion });
}

/**
 * Opens the library, imports a path into it, and chooses the series. A path goes into a temporary library unless one was
 * named. Throws as `importPaths` and `selectSeries` do.
 */
export async function openInput(input: ContourInput, ports: InputPorts): Promise<OpenedInput> {
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
