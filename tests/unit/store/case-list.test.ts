// The table of cases in the window reads finished rows. They must say what the cases hold, and call for attention only
// where a person should look.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { type Library, openLibrary, type SeriesInput } from '../../../main/store/index.ts';
import { testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';

const open = (folder: string): Library => openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });

const EVERY_CASE = {
  search: '',
  state: null,
  needsAttention: false,
  modality: null,
  sort: 'changed',
  isDescending: true,
  offset: 0,
  limit: 10,
} as const;
const rows = (library: Library) => library.work.pageCases(EVERY_CASE).rows;

const single = { code: 'DICOM_SINGLE_SLICE', message: 'The series has one image only.' };
const scout = () => ({ ...testSeries({ seriesUid: '1.2.3.9', planes: [0] }), warnings: [single] });

function change(folder: string, sql: string): void {
  const database = new BetterSqlite3(join(folder, 'library.db'));
  database.exec(sql);
  database.close();
  rmSync(join(folder, 'library.sums'), { force: true });
}

describe('the attention of a case', () => {
  const attention = async (...series: (SeriesInput & ReturnType<typeof testSeries>)[]) => {
    const library = open(join(testFolder(), 'library'));
    await library.importSeries({ series, structureSets: [] });
    const [row] = rows(library);
    library.close();
    return row?.attention;
  };

  it('is not called for by a scout beside the images', async () => {
    expect(await attention(scout(), testSeries())).toBeNull();
  });

  it('is called for where one image is all there is', async () => {
    expect(await attention(scout())).toBe('The series has one image only.');
  });

  it('is called for by what is wrong with the images themselves', async () => {
    expect(await attention(scout(), { ...testSeries(), missingSlices: 2 })).toBe('Slices are missing in 2 places.');
  });
});

describe('what a case holds and what was done with it', () => {
  it('tells contours that came with the images from drafts', async () => {
    const library = open(join(testFolder(), 'library'));
    await library.importSeries({ series: [testSeries()], structureSets: [testStructureSet()] });
    const [row] = rows(library);
    library.close();
    expect(row?.structures.length).toBeGreaterThan(0);
    expect(row?.structures.every(({ isImported, isReviewed }) => isImported && !isReviewed)).toBe(true);
  });

  it('tells of a model once, though its structures came one by one', async () => {
    const library = open(join(testFolder(), 'library'));
    await library.importSeries({ series: [testSeries()], structureSets: [] });
    const [row] = rows(library);
    const { documentId } = library.work.ensureDocument(row?.seriesId ?? '');
    const step = (id: string, label: string, minute: number) => ({
      ...{ id, label, at: `2026-11-21T09:0${minute}:00.000Z`, structureId: null, k: null },
      ops: [
        {
          type: 'measurement' as const,
          id: `m-${minute}`,
          before: null,
          after: {
            id: `m-${minute}`,
            kind: 'distance' as const,
            view: 'axial' as const,
            pointsLps: [0, 0, 0, 1, 1, 1],
            label: '',
          },
        },
      ],
    });
    library.work.append({ documentId, baseRev: null, edit: step('e-model', 'Auto-contour', 1) });
    library.work.append({ documentId, baseRev: null, edit: step('e-model', 'Auto-contour', 2), joinsStep: true });
    library.work.append({ documentId, baseRev: null, edit: step('e-brush', 'Brush', 3) });
    const changes = library.work.lastChanges(row?.caseId ?? '', 12);
    library.close();
    expect(changes.map(({ text }) => text)).toEqual(['Brush', 'Auto-contour']);
  });
});

describe('a page of the table', () => {
  it('follows every change, by this program and by another one', async () => {
    const folder = join(testFolder(), 'library');
    const library = open(folder);
    const named = (id: string, name: string, uid: string) => {
      const series = testSeries({ patientId: id, seriesUid: uid });
      return { ...series, patient: { ...(series.patient as NonNullable<typeof series.patient>), name } };
    };
    const first = [named('P-1', 'Zapata^Ana', '1.2.3.1'), named('P-2', 'ÅBERG^Bo', '1.2.3.2')];
    await library.importSeries({ series: first, structureSets: [] });
    const reader = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
    const names = (search: string, sort: 'name' | 'changed' = 'name', isDescending = false) =>
      [library, reader].map(({ work }) =>
        work.pageCases({ ...EVERY_CASE, search, sort, isDescending }).rows.map(({ patientName }) => patientName),
      );
    const both = (...expected: string[]) => [expected, expected];
    expect(names('')).toEqual(both('ÅBERG^Bo', 'Zapata^Ana'));
    expect(names('', 'name', true)).toEqual(both('Zapata^Ana', 'ÅBERG^Bo'));
    expect(names('aberg')).toEqual(both('ÅBERG^Bo'));
    await library.importSeries({ series: [named('P-3', 'Moll^Cy', '1.2.3.3')], structureSets: [] });
    expect(names('')).toEqual(both('ÅBERG^Bo', 'Moll^Cy', 'Zapata^Ana'));
    expect(names('moll cy')).toEqual(both('Moll^Cy'));
    const [newest] = library.work.pageCases(EVERY_CASE).rows;
    library.work.setDone(newest?.caseId ?? '', true);
    const pages = [library, reader].map(({ work }) => work.pageCases({ ...EVERY_CASE, state: 'done' }));
    expect(pages.map(({ total, counts }) => [total, counts.all, counts.byState.done])).toEqual([
      [1, 3, 1],
      [1, 3, 1],
    ]);
    library.deleteCase(newest?.caseId ?? '');
    expect(names('')).toEqual(both('ÅBERG^Bo', 'Zapata^Ana'));
    reader.close();
    library.close();
  });
});

describe('a row of the table', () => {
  it('that says something else than the case is told by the check, and put right by the next change', async () => {
    for (const wrong of ["state = 'done'", 'attention = NULL', "row_json = json_set(row_json, '$.slices', 3)"]) {
      const folder = join(testFolder(), 'library');
      const filled = open(folder);
      const warned = { ...testSeries(), warnings: [{ code: 'DICOM_LOSSY', message: 'Lossy.' }] };
      await filled.importSeries({ series: [warned], structureSets: [] });
      expect(filled.findDatabaseProblems()).toEqual([]);
      filled.close();
      change(folder, `UPDATE case_list SET ${wrong}`);
      const library = open(folder);
      expect(library.findDatabaseProblems(), wrong).toMatchObject([{ code: 'LIST_ENTRY_WRONG' }]);
      await library.importSeries({ series: [], structureSets: [testStructureSet()] });
      expect(library.findDatabaseProblems()).toEqual([]);
      library.close();
    }
  });

  it('that older rules made is made anew, and the case keeps the time of its last change', async () => {
    const folder = join(testFolder(), 'library');
    const older = open(folder);
    await older.importSeries({ series: [scout(), testSeries()], structureSets: [] });
    older.close();
    // As a Limner of schema 50 left it.
    change(
      folder,
      `DROP VIEW blob_uses; CREATE VIEW blob_uses AS SELECT blob_sha256 AS sha256, blob_bytes AS bytes, case_id FROM objects;
       DROP TABLE dose_words; DROP TABLE dose_sums; DROP TABLE print_meshes; DROP TABLE print_versions; DROP TABLE print_models; DROP TABLE case_labels;
       DROP TABLE deleted_cases; DELETE FROM counters WHERE name = 'clock';
       ALTER TABLE structure_sets DROP COLUMN references_json; ALTER TABLE structure_sets DROP COLUMN link;
       ALTER TABLE document_sets DROP COLUMN is_laid; PRAGMA user_version = 50;`,
    );
    change(folder, "UPDATE case_list SET attention = 'Old.', changed_at = '2026-01-02T03:04:05.000Z'");
    const library = open(folder);
    expect(rows(library)).toMatchObject([{ attention: null, slices: 5, changedAt: '2026-01-02T03:04:05.000Z' }]);
    expect(library.findDatabaseProblems()).toEqual([]);
    library.close();
  });
});
