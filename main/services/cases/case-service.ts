// Cases as the window shows them.

import { statfs } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WindowImplementation } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
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
    rename: async ({ caseId, label }) => {
      const own = writable();
      const { label: before } = reader.getCase(caseId);
      own.labelCase(caseId, label);
      ports.onCasesChanged([caseId]);
      return { before };
    },
    empty: async ({ caseIds }, { signal, report }) => {
      const own = writable();
      const kept = new Set(reader.listDeleted().cases.map(({ caseId }) => caseId));
      for (const [done, caseId] of caseIds.entries()) {
        report({ phase: 'delete', done, total: caseIds.length });
        if (!kept.has(caseId)) {
          throw new AppError('not-found', 'CASE_NOT_DELETED', 'A case is not among the deleted ones any more.');
        }
        own.deleteCase(caseId);
        ports.onCasesChanged([caseId]);
        // Others draw meanwhile.
        await nextTurn();
        signal.throwIfAborted();
      }
      return { deleted: caseIds.length };
    },
    disk: async () => {
      const { bavail, bsize } = await statfs(reader.folder);
      return { libraryBytes: reader.work.sizeBytes(), freeBytes: bavail * bsize };
    },
  };
}
