// Cases as the window shows them.

import { statfs } from 'node:fs/promises';
import type { WindowImplementation } from '../../../core/contract/index.ts';
import type { Library, LibraryReader, StoredVolume } from '../../store/index.ts';
import { toCaseRow } from '../library/index.ts';
import { type SeriesVolume, sentFormat } from './sent-voxels.ts';

export interface CasePorts {
  readonly reader: LibraryReader;
  /** Throws `conflict` LIBRARY_READ_ONLY where the library may not be written. */
  readonly writable: () => Library;
  readonly onCasesChanged: (caseIds: readonly string[]) => void;
}

/** What is listed of the latest changes. */
const CHANGES = 12;

function toVolume(reader: LibraryReader, stored: StoredVolume): SeriesVolume {
  const { geometry, window } = stored;
  const { dtype, byteLength } = sentFormat(reader.work.voxelFormat(stored.volumeId));
  return {
    seriesId: stored.seriesId,
    volumeId: stored.volumeId,
    dtype,
    byteLength,
    size: [...geometry.size],
    spacingMm: [...geometry.spacingMm],
    direction: [...geometry.direction],
    planeOriginsLps: [...geometry.planeOriginsLps],
    frameOfReferenceUid: geometry.frameOfReferenceUid,
    modality: stored.modality,
    description: stored.description,
    unit: stored.modality === 'CT' ? 'HU' : '',
    window: window === null ? null : { center: window.centre, width: window.width },
  };
}

export function createCaseService(ports: CasePorts): WindowImplementation['cases'] {
  const { reader, writable } = ports;
  return {
    page: async (filter) => {
      const { rows, total, counts } = reader.work.pageCases(filter);
      return {
        rows: rows.map((row) => ({ ...row, structures: [...row.structures] })),
        total,
        counts: { ...counts, byModality: [...counts.byModality] },
      };
    },
    get: async ({ caseId }) => {
      const summary = reader.getCase(caseId);
      const stored = summary.series.map(({ volumeId }) => reader.getVolume(volumeId));
      const [first] = stored;
      return {
        row: toCaseRow(summary),
        state: reader.work.caseState(caseId),
        birthDate: first?.patient.birthDate ?? '',
        sex: first?.patient.sex ?? '',
        studyDate: first?.header['StudyDate'] ?? '',
        volumes: stored.map((volume) => toVolume(reader, volume)),
        lastChanges: reader.work.lastChanges(caseId, CHANGES),
      };
    },
    setDone: async ({ caseId, isDone }) => {
      writable().work.setDone(caseId, isDone);
      ports.onCasesChanged([caseId]);
      return {};
    },
    disk: async () => {
      const { bavail, bsize } = await statfs(reader.folder);
      return { libraryBytes: reader.work.sizeBytes(), freeBytes: bavail * bsize };
    },
  };
}
