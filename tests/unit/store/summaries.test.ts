// The list reads a copy of what cases hold. It must be the same after every change, and be said when it is not.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { maskFromDense } from '../../../core/volume/index.ts';
import { type Library, openLibrary } from '../../../main/store/index.ts';
import { testObject, testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';

const open = (folder = join(testFolder(), 'library')): Library =>
  openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });

/** What the list shows, which must be what the tables say of each case. */
function listed(library: Library) {
  const cases = library.listCases();
  expect(cases).toEqual(cases.map(({ caseId }) => library.getCase(caseId)));
  expect(library.findDatabaseProblems()).toEqual([]);
  return cases;
}

const autoSet = (volumeId: string) => ({
  volumeId,
  label: 'Limner HaN',
  provenance: { model: null, deviceRequested: 'cpu', deviceUsed: 'cpu', parameters: {} },
  warnings: [],
  structures: [
    {
      number: 1,
      name: 'Brainstem',
      color: '#00ff88',
      interpretedType: 'ORGAN',
      fmaCode: null,
      generationAlgorithm: 'AUTOMATIC',
      mask: maskFromDense(new Uint8Array(7 * 5 * 3).fill(1, 8, 13), [7, 5, 3]),
    },
  ],
});

describe('the list after a change', () => {
  it('shows what came, grew, was made, was reviewed and was deleted', async () => {
    const library = open();
    const bare = { series: [], structureSets: [] };
    await library.importSeries({ ...bare, structureSets: [testStructureSet()] });
    expect(listed(library)).toMatchObject([{ series: [], structureSets: [{ seriesId: null }] }]);
    const { cases } = await library.importSeries({ ...bare, series: [testSeries({ planes: [0, 1, 2] })] });
    const [first] = listed(library);
    expect(first).toMatchObject({
      series: [{ files: 3 }],
      structureSets: [{ seriesId: cases[0]?.series[0]?.seriesId }],
    });
    const setId = library.addAutoStructureSet(autoSet(first?.series[0]?.volumeId ?? ''));
    expect(listed(library)[0]?.structureSets[1]).toMatchObject({ structures: ['Brainstem'], reviewed: false });
    library.setReviewed(setId, true);
    expect(listed(library)[0]?.structureSets[1]?.reviewed).toBe(true);
    await library.importSeries({ ...bare, series: [testSeries()], objects: [testObject()] });
    expect(listed(library)).toMatchObject([{ series: [{ files: 5 }], objects: [{ kind: 'RTDOSE' }] }]);
    await library.importSeries({ ...bare, series: [testSeries({ patientId: 'P-2', seriesUid: '1.2.4.1' })] });
    expect(listed(library).map(({ patientId }) => patientId)).toEqual(['P-2', 'P-1']);
    library.deleteCase(first?.caseId ?? '');
    expect(listed(library).map(({ patientId }) => patientId)).toEqual(['P-2']);
    library.close();
  });

  it('comes in parts', async () => {
    const library = open();
    const ids = ['P-1', 'P-2', 'P-3', 'P-4'];
    const series = ids.map((patientId, n) =>
      testSeries({ patientId, patientName: `DOE${n}`, seriesUid: `1.2.${n}.1` }),
    );
    await library.importSeries({ series, structureSets: [] });
    const page = (search: string | null, offset: number, limit: number | null) => {
      const { cases, total } = library.listPage(search, { offset, limit });
      return [cases.map(({ patientId }) => patientId), total];
    };
    expect(page(null, 0, null)).toEqual([['P-4', 'P-3', 'P-2', 'P-1'], 4]);
    expect(page(null, 0, 2)).toEqual([['P-4', 'P-3'], 4]);
    expect(page(null, 3, 2)).toEqual([['P-1'], 4]);
    expect(page(null, 9, 2)).toEqual([[], 4]);
    expect(page('doe', 1, 2)).toEqual([['P-3', 'P-2'], 4]);
    expect(page('doe3', 0, 2)).toEqual([['P-4'], 1]);
    library.close();
  });
});

describe('a list that does not show what cases hold', () => {
  async function spoiled(sql: string) {
    const folder = join(testFolder(), 'library');
    const library = open(folder);
    const { cases } = await library.importSeries({ series: [testSeries()], structureSets: [] });
    library.close();
    const raw = new BetterSqlite3(join(folder, 'library.db'));
    raw.exec(sql);
    raw.close();
    rmSync(join(folder, 'library.sums'));
    return { folder, caseId: cases[0]?.caseId ?? '', volumeId: cases[0]?.series[0]?.volumeId ?? '' };
  }

  it('is said by the check, and put right by the next change', async () => {
    const { folder, caseId, volumeId } = await spoiled(
      `UPDATE case_summaries SET contents_json = replace(contents_json, 'Head and neck', 'Other')`,
    );
    const library = open(folder);
    expect(library.checkIntegrity()).toMatchObject({
      ok: false,
      problems: [{ code: 'LIST_ENTRY_WRONG', message: expect.stringContaining(caseId) }],
    });
    const structures: never[] = [];
    library.addAutoStructureSet({ ...autoSet(volumeId), structures });
    expect(listed(library)).toHaveLength(1);
    library.close();
  });

  it('is gathered for a reader where entries are missing, and made anew by a writer', async () => {
    const { folder } = await spoiled('DELETE FROM case_summaries');
    const reader = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
    expect(reader.listCases()).toMatchObject([{ patientId: 'P-1', series: [{ files: 5 }] }]);
    expect(reader.findDatabaseProblems()).toMatchObject([{ code: 'LIST_ENTRY_WRONG' }]);
    reader.close();
    const library = open(folder);
    expect(listed(library)).toHaveLength(1);
    library.close();
  });

  it('is damage where an entry cannot be read', async () => {
    const { folder } = await spoiled(`UPDATE case_summaries SET contents_json = 'x'`);
    const reader = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
    expect(() => reader.listCases()).toThrowError(expect.objectContaining({ code: 'LIBRARY_DAMAGED' }));
    reader.close();
  });
});
