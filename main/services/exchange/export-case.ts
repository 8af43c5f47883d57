// Structures of a case of the library to files: as they stand in its document, or as they came where nobody has opened it.

import type { CallContext, ExportInput, ExportResult } from '../../../core/contract/index.ts';
import { DEFAULT_PROFILE } from '../../../core/destination/index.ts';
import { type GroupRecord, supersededGroupIds } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { createComputePool } from '../../jobs/compute-pool.ts';
import type { DocumentContent, LibraryReader } from '../../store/index.ts';
import { openLibrary } from '../../store/open-library.ts';
import { exportContent } from '../documents/export-document.ts';
import { readContent } from '../documents/read-content.ts';
import { chooseProfile } from './export-profiles.ts';

export interface ExportCasePorts extends CallContext {
  readonly appVersion: string;
  readonly libraryFolder: string;
  readonly profileFolder: string;
  readonly fontFile: string | null;
}

/** Throws `not-found`, and `conflict` with the ids where several could be meant. */
export function chooseSeries(
  library: Pick<LibraryReader, 'getCase' | 'work'>,
  { caseId, series: wanted }: Pick<ExportInput, 'caseId' | 'series'>,
): string {
  const { series, structureSets } = library.getCase(caseId);
  // A series that was only looked at has a document without structures.
  const isDrawnOn = (seriesId: string) => {
    const document = library.work.findDocument(seriesId);
    return document !== null && library.work.readDocument(document.documentId).structures.length > 0;
  };
  const hasStructures = (seriesId: string) =>
    structureSets.some((set) => set.seriesId === seriesId && set.volumeId !== null) || isDrawnOn(seriesId);
  const named = series.filter(
    ({ seriesId, seriesInstanceUid }) => wanted === null || seriesId === wanted || seriesInstanceUid === wanted,
  );
  const found = named.filter(({ seriesId }) => hasStructures(seriesId));
  const [only, second] = found;
  if (only === undefined) {
    const unlaid = structureSets.filter((set) => set.volumeId === null);
    if (wanted === null && unlaid.length > 0) {
      const ids = unlaid.map(({ structureSetId }) => structureSetId).join(', ');
      const why = `The structures of the case ${caseId} (${ids}) lie on no images of the library, so there are none to export. Import the images that they were drawn on.`;
      throw new AppError('not-found', 'EXPORT_NO_IMAGES', why);
    }
    const what = wanted === null ? `The case ${caseId}` : `The series ${wanted}`;
    throw new AppError('not-found', 'EXPORT_NO_STRUCTURES', `${what} has no structures to export.`);
  }
  if (second !== undefined) {
    const ids = found.map(({ seriesId, modality }) => `${seriesId} (${modality})`).join(', ');
    throw new AppError(
      'conflict',
      'EXPORT_SEVERAL_SERIES',
      `Several series of the case have structures: ${ids}. Choose one with --series.`,
    );
  }
  return only.seriesId;
}

const idOf = ({ structureSetId, id }: GroupRecord): string => structureSetId ?? id;

/** Ids only: labels hold what a person typed. */
export function chooseSet({ groups, structures }: DocumentContent, wanted: string | null): GroupRecord {
  const drawn = groups.filter(({ id }) => structures.some(({ groupId }) => groupId === id));
  const old = supersededGroupIds(groups, structures);
  const found = drawn.filter((group) =>
    wanted === null ? !old.has(group.id) : group.id === wanted || group.structureSetId === wanted,
  );
  const [only, second] = found;
  const ids = drawn.map((group) => `${idOf(group)} (${group.kind}, version ${group.version})`).join(', ');
  if (only === undefined) {
    const what = wanted === null ? 'The series has no structures to export' : `There is no structure set ${wanted}`;
    throw new AppError('not-found', 'EXPORT_NO_STRUCTURES', `${what}. It has: ${ids || 'none'}.`);
  }
  if (second !== undefined) {
    throw new AppError('conflict', 'EXPORT_SEVERAL_SETS', `Several structure sets: ${ids}. Choose one with --set.`);
  }
  return only;
}

function chooseStructures({ structures }: DocumentContent, { id }: GroupRecord, wanted: ExportInput['structures']) {
  const own = structures.filter(({ groupId }) => groupId === id).sort((a, b) => a.order - b.order);
  const unknown = wanted?.find((name) => !own.some((one) => one.name === name));
  if (unknown !== undefined) {
    throw new AppError(
      'not-found',
      'EXPORT_STRUCTURE_UNKNOWN',
      `The set has no structure ${unknown}. It has: ${own.map(({ name }) => name).join(', ')}.`,
    );
  }
  return own.filter(({ name }) => wanted === null || wanted.includes(name)).map((one) => one.id);
}

/**
 * Throws `not-found` for a case, series, set, structure or profile that is not there, `conflict` where one has to be
 * chosen, and what `exportContent` throws; the folder is then as it was. The library is only read.
 */
export async function exportCase(input: ExportInput, ports: ExportCasePorts): Promise<ExportResult> {
  const profile = chooseProfile(input.profile, ports.profileFolder) ?? DEFAULT_PROFILE;
  const library = openLibrary(ports.libraryFolder, { mode: 'read', appVersion: ports.appVersion });
  const pool = createComputePool();
  try {
    const seriesId = chooseSeries(library, input);
    const content = await readContent({ reader: library, pool }, seriesId);
    const group = chooseSet(content, input.set);
    const { names, files, contours, warnings } = await exportContent(
      { reader: library, pool, fontFile: ports.fontFile },
      {
        content,
        structureIds: chooseStructures(content, group, input.structures),
        formats: input.formats ?? ['rtstruct', 'report'],
        folder: input.outputFolder,
        openPoints: [],
        profile,
      },
      ports,
    );
    const { id, title, holes } = profile;
    const said = content.warnings.map(({ code, message }) => ({ code, message }));
    return {
      seriesId,
      profile: { id, title, holes },
      structures: [...names],
      contours,
      files: [...files],
      warnings: [...said, ...warnings],
    };
  } finally {
    await pool.close();
    library.close();
  }
}
