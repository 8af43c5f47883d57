// Deleted cases are kept for 30 days, out of everybody's way, and come back as they were. No clock may shorten that.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { maskFromDense } from '../../../core/volume/index.ts';
import { type Library, openLibrary } from '../../../main/store/index.ts';
import { sha256, testObject, testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';

const START = Date.UTC(2026, 10, 21, 9, 30);
const DAY = 86_400_000;

interface Kept {
  readonly library: Library;
  readonly caseId: string;
  /** Sets the clock, in days after the start. */
  at(days: number): void;
}

async function withCase<T>(use: (kept: Kept) => Promise<T> | T): Promise<T> {
  let nowMs = START;
  const library = openLibrary(join(testFolder(), 'library'), {
    mode: 'write',
    appVersion: '0.1.0',
    clock: { nowMs: () => nowMs },
  });
  try {
    const { cases } = await library.importSeries({
      series: [testSeries(), testSeries({ seriesUid: '1.2.3.2', planes: [0, 1, 2], columns: 6 })],
      structureSets: [testStructureSet()],
      objects: [testObject()],
    });
    return await use({
      library,
      caseId: cases[0]?.caseId ?? '',
      at: (days) => {
        nowMs = START + days * DAY;
      },
    });
  } finally {
    expect(library.checkIntegrity()).toMatchObject({ ok: true, problems: [] });
    library.close();
  }
}

const page = (library: Library, search = '') =>
  library.work.pageCases({
    search,
    state: null,
    needsAttention: false,
    modality: null,
    sort: 'changed',
    isDescending: true,
    offset: 0,
    limit: 10,
  });

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing was thrown';
};

describe('a deleted case', () => {
  it('is in no list and no search, and says until when it is kept and what it takes', () =>
    withCase(({ library, caseId }) => {
      expect(library.discardCase(caseId)).toBe('2026-12-21T09:30:00.000Z');
      expect(library.listCases()).toEqual([]);
      expect(library.listPage('doe', { offset: 0, limit: 10 })).toEqual({ cases: [], total: 0 });
      expect(page(library)).toMatchObject({ rows: [], total: 0, counts: { all: 0, byModality: [] } });
      expect(page(library, 'doe').rows).toEqual([]);
      expect(codeOf(() => library.getCase(caseId))).toBe('CASE_DELETED');
      expect(codeOf(() => library.discardCase(caseId))).toBe('CASE_NOT_FOUND');
      // Two volumes of 7 x 5 x 5 and 6 x 5 x 3 voxels of 2 bytes, the RTSTRUCT, the dose.
      const sizeBytes = 350 + 180 + 'RTSTRUCT of 1.2.3.1'.length + 'dose'.length;
      expect(library.listDeleted()).toEqual({
        cases: [
          {
            caseId,
            patientId: 'P-1',
            patientName: 'DOE^JANE',
            label: null,
            modality: 'CT',
            description: 'Head and neck',
            series: 2,
            structures: 1,
            deletedAt: '2026-11-21T09:30:00.000Z',
            keptUntil: '2026-12-21T09:30:00.000Z',
            sizeBytes,
          },
        ],
        freedBytes: sizeBytes,
      });
    }));

  it('comes back with everything, at its old place in the list', () =>
    withCase(async ({ library, caseId, at }) => {
      await library.importSeries({ series: [testSeries({ patientId: 'P-2', seriesUid: '1.9' })], structureSets: [] });
      const before = { cases: library.listCases(), page: page(library) };
      at(3);
      library.discardCase(caseId);
      at(9);
      library.undeleteCase(caseId);
      expect({ cases: library.listCases(), page: page(library) }).toEqual(before);
      expect(library.listCases('parotid')).toHaveLength(1);
      expect(library.listDeleted()).toEqual({ cases: [], freedBytes: 0 });
      expect(codeOf(() => library.undeleteCase(caseId))).toBe('CASE_NOT_DELETED');
    }));

  it('takes what was drawn in it while it was deleted along, and stays out of the list', () =>
    withCase(({ library, caseId }) => {
      const { volumeId } = library.getCase(caseId).series[0] as { volumeId: string };
      library.discardCase(caseId);
      const mask = maskFromDense(new Uint8Array(175).fill(1, 60, 62), [7, 5, 5]);
      library.addAutoStructureSet({
        volumeId,
        label: 'Late',
        provenance: { model: null, deviceRequested: 'cpu', deviceUsed: 'cpu', parameters: {} },
        warnings: [],
        structures: [
          {
            number: 1,
            name: 'Larynx',
            color: '#ffffff',
            interpretedType: 'ORGAN',
            fmaCode: null,
            generationAlgorithm: 'AUTOMATIC',
            mask,
          },
        ],
      });
      expect(page(library).counts.all).toBe(0);
      expect(library.findDatabaseProblems()).toEqual([]);
      library.undeleteCase(caseId);
      expect(library.listCases('larynx')).toHaveLength(1);
    }));

  it('is in no import’s way: the same images make a case of their own', () =>
    withCase(async ({ library, caseId }) => {
      library.discardCase(caseId);
      const again = await library.importSeries({ series: [testSeries()], structureSets: [] });
      expect(again.series[0]?.status).toBe('added');
      expect(again.cases[0]?.caseId).not.toBe(caseId);
      // Also with other contents under the same UIDs: the way out that the message of a clash names.
      const corrected = testSeries({ seriesUid: '1.2.3.2', planes: [0, 1, 2], columns: 6 });
      const slices = corrected.slices.map((slice) => ({ ...slice, fileSha256: sha256(`new ${slice.sopInstanceUid}`) }));
      expect(
        (await library.importSeries({ series: [{ ...corrected, slices }], structureSets: [] })).series[0],
      ).toMatchObject({ status: 'added', clashes: [] });
      // Both at once cannot be: neither one patient twice nor an image twice.
      expect(codeOf(() => library.undeleteCase(caseId))).toBe('CASE_EXISTS');
      library.discardCase(again.cases[0]?.caseId ?? '');
      library.undeleteCase(caseId);
      expect(library.listCases().map((row) => row.caseId)).toEqual([caseId]);
    }));

  it('does not come back beside a case of another patient with its images', () =>
    withCase(async ({ library, caseId }) => {
      library.discardCase(caseId);
      await library.importSeries({ series: [testSeries({ patientId: 'P-7' })], structureSets: [] });
      expect(codeOf(() => library.undeleteCase(caseId))).toBe('CASE_EXISTS');
    }));

  it('ends an import that was adding to it', () =>
    withCase(async ({ library, caseId }) => {
      const session = library.beginImport();
      const more = testSeries({ seriesUid: '1.2.3.3' });
      await session.addSeries(more, () => more);
      library.discardCase(caseId);
      await expect(session.commit()).rejects.toMatchObject({ code: 'IMPORT_OVERTAKEN' });
    }));

  it('shares files with others: only what nobody else needs counts as freed', () =>
    withCase(async ({ library, caseId }) => {
      await library.importSeries({ series: [testSeries({ patientId: 'P-2', seriesUid: '1.9' })], structureSets: [] });
      library.discardCase(caseId);
      const { cases, freedBytes } = library.listDeleted();
      // The volume of 350 bytes is the other patient's too.
      expect(freedBytes).toBe((cases[0]?.sizeBytes ?? 0) - 350);
      library.deleteCase(caseId);
      expect(library.listDeleted().cases).toEqual([]);
      expect(library.checkIntegrity()).toMatchObject({ ok: true, cases: 1, blobs: 1 });
    }));
});

describe('what is deleted for good', () => {
  it('leaves no name behind: not in the database, nor in what finished imports say', async () => {
    const folder = join(testFolder(), 'library');
    const open = () => openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
    const library = open();
    const { cases } = await library.importSeries({
      series: [testSeries({ patientName: 'QUXBERG^ANN' }), testSeries({ patientId: 'P-2', seriesUid: '1.9' })],
      structureSets: [],
    });
    const gone = cases.find(({ patientName }) => patientName === 'QUXBERG^ANN')?.caseId ?? '';
    const stays = cases.find(({ caseId }) => caseId !== gone)?.caseId ?? '';
    const summary = { cases: cases.map(({ caseId, patientName }) => ({ caseId, patientName })), refused: [] };
    const row = { jobId: 'j-1', kind: 'import', state: 'done', caseId: stays, seriesId: null } as const;
    library.work.putQueueRow({ ...row, request: null, row: { ...row, summary } });
    library.labelCase(gone, 'Quxberg’s second plan');
    library.close();
    const read = () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        .join('\n');
    expect(read()).toMatch(/quxberg/i);
    const again = open();
    again.discardCase(gone);
    again.deleteCase(gone);
    expect(again.work.listQueue()).toMatchObject([{ row: { summary: { cases: [{ caseId: stays }], refused: [] } } }]);
    again.close();
    expect(read()).not.toMatch(/quxberg/i);
  });
});

describe('30 days', () => {
  const isKept = (library: Library) => library.listDeleted().cases.length === 1;

  it('after them the second look that finds them over removes the case', () =>
    withCase(({ library, caseId, at }) => {
      library.discardCase(caseId);
      for (const day of [1, 29, 29.9, 30]) {
        at(day);
        expect(library.removeExpiredCases(), `day ${day.toString()}`).toEqual([]);
      }
      at(30.5);
      expect(library.removeExpiredCases()).toEqual([]);
      at(31);
      expect(library.removeExpiredCases()).toEqual([caseId]);
      expect(library.checkIntegrity()).toMatchObject({ cases: 0, blobs: 0 });
    }));

  it('begin anew for a case that came back in between', () =>
    withCase(({ library, caseId, at }) => {
      library.discardCase(caseId);
      at(31);
      library.removeExpiredCases();
      library.undeleteCase(caseId);
      library.discardCase(caseId);
      at(40);
      expect(library.removeExpiredCases()).toEqual([]);
    }));

  it('are not over sooner for a clock that goes backwards, before or after', () =>
    withCase(({ library, caseId, at }) => {
      library.removeExpiredCases();
      // A dead battery: the day of the deletion is in 2000.
      at(-9800);
      library.discardCase(caseId);
      expect(library.listDeleted().cases[0]?.deletedAt).toBe('2026-11-21T09:30:00.000Z');
      for (const day of [-9799, 1, 2, -9798, 10, 28]) {
        at(day);
        expect(library.removeExpiredCases()).toEqual([]);
        expect(isKept(library)).toBe(true);
      }
    }));

  it('are not over for one run with a clock in the future', () =>
    withCase(({ library, caseId, at }) => {
      library.discardCase(caseId);
      at(3650);
      expect(library.removeExpiredCases()).toEqual([]);
      at(3650.5);
      expect(library.removeExpiredCases()).toEqual([]);
      at(2);
      expect(library.removeExpiredCases()).toEqual([]);
      // What the wrong run noted does not count: the time is over for the first time on day 30.
      at(30);
      expect(library.removeExpiredCases()).toEqual([]);
      at(31);
      expect(library.removeExpiredCases()).toEqual([caseId]);
    }));
});

describe('a name that a person gives to a case', () => {
  it('stands beside the patient’s, is found, and goes again; the identity stays', () =>
    withCase(async ({ library, caseId }) => {
      const volume = () => library.getVolume(library.getCase(caseId).series[0]?.volumeId ?? '');
      const before = volume();
      library.labelCase(caseId, 'Übungsfall 7');
      expect(library.listCases('ubungsfall')).toMatchObject([{ patientName: 'DOE^JANE', label: 'Übungsfall 7' }]);
      expect(page(library, 'übungsfall 7').rows).toMatchObject([{ patientName: 'DOE^JANE', label: 'Übungsfall 7' }]);
      expect(volume()).toEqual(before);
      // Images that come later still find their patient, and their case its name.
      const more = await library.importSeries({ series: [testSeries({ seriesUid: '1.2.3.3' })], structureSets: [] });
      expect(more.cases).toMatchObject([{ caseId, label: 'Übungsfall 7' }]);
      library.labelCase(caseId, null);
      expect(library.listCases('ubungsfall')).toEqual([]);
      expect(library.getCase(caseId).label).toBeNull();
      expect(codeOf(() => library.labelCase('c-000000', 'x'))).toBe('CASE_NOT_FOUND');
    }));
});
