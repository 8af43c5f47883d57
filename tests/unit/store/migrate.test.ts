import fs from 'node:fs';
import { join, resolve } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import { type CaseSummary, openLibrary } from '../../../main/store/index.ts';
import { checkMonotonic } from '../../../main/store/migrate.ts';
import { MIGRATIONS, type Migration } from '../../../main/store/migrations/index.ts';
import { testObject, testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures');
const clock = { nowMs: () => Date.UTC(2026, 10, 22, 8, 5, 4, 321) };

/** A step after the released ones, as the next version might bring. */
const NEXT: Migration = {
  version: 9990,
  name: 'note',
  sql: "ALTER TABLE cases ADD COLUMN note TEXT NOT NULL DEFAULT ''",
  apply: (database) => void database.prepare('UPDATE cases SET note = upper(patient_id)').run(),
};

/** A copy of what an older Limner wrote. */
function snapshot(schema: '0010' | '0030' = '0010'): string {
  const folder = join(testFolder(), 'library');
  fs.cpSync(join(FIXTURES, `library-schema-${schema}`, 'library'), folder, { recursive: true });
  return folder;
}

const open = (folder: string, migrations: readonly Migration[] = MIGRATIONS) =>
  openLibrary(folder, { mode: 'write', appVersion: '0.2.0', clock, migrations });

const columnsOf = (path: string) => {
  const raw = new BetterSqlite3(path, { readonly: true });
  try {
    return {
      version: raw.pragma('user_version', { simple: true }),
      cases: raw.prepare('SELECT count(*) AS n FROM cases').get(),
      columns: raw.prepare("SELECT name FROM pragma_table_info('cases')").pluck().all(),
    };
  } finally {
    raw.close();
  }
};

function errorOf(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a library of schema 10', () => {
  it('opens with everything that was in it', () => {
    const folder = snapshot();
    const library = open(folder);
    expect(library.checkIntegrity()).toMatchObject({ ok: true, cases: 2, blobs: 2 });
    const [first, second] = library.listCases();
    expect(first).toMatchObject({
      patientId: 'P-1',
      createdAt: '2026-11-21T09:30:00.000Z',
      series: [{ seriesInstanceUid: '1.2.3.1', size: [7, 5, 5], files: 5 }],
      structureSets: [
        { label: 'Clinical', source: 'imported', structures: ['Parotid_L'] },
        { label: 'Limner HaN', source: 'auto', structures: ['Brainstem'] },
      ],
    });
    expect(library.listCases('muller')).toEqual([second]);
    expect(library.readVolume(first?.series[0]?.volumeId ?? '')).toEqual(testSeries().volume);
    expect(library.readOriginal(first?.structureSets[0]?.structureSetId ?? '')).toEqual(
      Uint8Array.from(testStructureSet().bytes),
    );
    const auto = library.getStructureSet(first?.structureSets[1]?.structureSetId ?? '');
    expect(auto.provenance).toMatchObject({ deviceUsed: 'cpu', appVersion: '0.1.0', parameters: { overlap: 0.5 } });
    const mask = library.readMask(auto.structures[0]?.structureId ?? 0);
    // Voxels 8 to 12 of a 7 x 5 x 5 grid lie in row 1, columns 1 to 5.
    expect(mask.box).toEqual({ i0: 1, i1: 6, j0: 1, j1: 2, k0: 0, k1: 1 });
    expect(library.listJobs()).toMatchObject([{ kind: 'contour', state: 'interrupted' }]);
    library.close();
  });

  it('takes the same images again as unchanged', async () => {
    const library = open(snapshot());
    const outcome = await library.importSeries({ series: [testSeries()], structureSets: [testStructureSet()] });
    expect(outcome.unchangedFiles).toBe(6);
    library.close();
  });

  it('keeps objects from then on', async () => {
    const library = open(snapshot());
    const { objects, cases } = await library.importSeries({ series: [], structureSets: [], objects: [testObject()] });
    expect(objects).toMatchObject([{ status: 'added' }]);
    expect(cases).toMatchObject([{ patientId: 'P-1', series: [], objects: [{ kind: 'RTDOSE' }] }]);
    expect(library.checkIntegrity()).toMatchObject({ ok: true, blobs: 3 });
    library.close();
  });
});

describe('a library of schema 30', () => {
  const jorg = { patientId: 'P-2', patientName: 'MÜLLER^JÖRG', seriesUid: '1.2.4.1' };
  const byPatient = (cases: readonly CaseSummary[], patientId: string): CaseSummary => {
    const found = cases.find((one) => one.patientId === patientId);
    if (found === undefined) throw new Error(`no ${patientId}`);
    return found;
  };

  it('opens with everything that was in it', () => {
    const library = open(snapshot('0030'));
    expect(library.schemaVersion).toBe(MIGRATIONS.at(-1)?.version);
    expect(library.checkIntegrity()).toEqual({ ok: true, cases: 3, blobs: 4, problems: [] });
    const cases = library.listCases();
    // The last changed first: a set was made for Jane's first image before Jörg's image grew.
    expect(cases.map(({ patientName }) => patientName)).toEqual(['MÜLLER^JÖRG', 'DOE^JANE', '山田^太郎']);
    expect(cases).toEqual(cases.map(({ caseId }) => library.getCase(caseId)));
    expect(byPatient(cases, 'P-1')).toMatchObject({
      createdAt: '2026-11-21T09:30:00.000Z',
      series: [
        { seriesInstanceUid: '1.2.3.1', size: [7, 5, 5], spacingMm: [0.9, 1.1, 2.5], files: 5 },
        { seriesInstanceUid: '1.2.3.2', description: 'Head, tilted' },
      ],
      structureSets: [
        { label: 'Clinical', source: 'imported', reviewed: false, structures: ['Parotid_L'] },
        { label: 'Limner HaN', source: 'auto', reviewed: true, structures: ['Brainstem'] },
      ],
      objects: [{ kind: 'RTDOSE', description: 'Plan sum' }],
    });
    expect(library.listCases('muller')).toEqual([byPatient(cases, 'P-2')]);
    expect(
      library
        .listJobs()
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['failed', 'interrupted', 'succeeded']);
    library.close();
  });

  it('still reads voxels, originals, objects and masks', () => {
    const library = open(snapshot('0030'));
    const jane = byPatient(library.listCases(), 'P-1');
    expect(library.readVolume(jane.series[0]?.volumeId ?? '')).toEqual(testSeries().volume);
    expect(library.readOriginal(jane.structureSets[0]?.structureSetId ?? '')).toEqual(
      Uint8Array.from(testStructureSet().bytes),
    );
    expect(new TextDecoder().decode(library.readObject(jane.objects[0]?.objectId ?? ''))).toBe('dose');
    const auto = library.getStructureSet(jane.structureSets[1]?.structureSetId ?? '');
    expect(auto.provenance).toMatchObject({ deviceUsed: 'cpu', parameters: { overlap: 0.5 } });
    const mask = library.readMask(auto.structures[0]?.structureId ?? 0);
    expect(mask.box).toEqual({ i0: 1, i1: 6, j0: 1, j1: 2, k0: 0, k1: 1 });
    library.close();
  });

  it('keeps a set on the planes that it was made on, and frames by their numbers', () => {
    const library = open(snapshot('0030'));
    const cases = library.listCases();
    const grown = byPatient(cases, 'P-2');
    expect(grown.series).toMatchObject([{ size: [7, 5, 5] }]);
    const replaced = library.getVolume(grown.structureSets[0]?.volumeId ?? '');
    expect(replaced).toMatchObject({ isCurrent: false, geometry: { size: [7, 5, 3] } });
    const [frames] = byPatient(cases, 'P-3').series;
    expect(frames?.files).toBe(1);
    const { slices } = library.getVolume(frames?.volumeId ?? '');
    expect(slices.map(({ sopInstanceUid, frameNumber }) => [sopInstanceUid, frameNumber])).toEqual(
      [1, 2, 3, 4, 5].map((frame) => ['1.2.5.1.0', frame]),
    );
    library.close();
  });

  it('takes the same images again as unchanged', async () => {
    const library = open(snapshot('0030'));
    const { unchangedFiles } = await library.importSeries({
      series: [testSeries(), testSeries(jorg)],
      structureSets: [testStructureSet()],
      objects: [testObject()],
    });
    expect(unchangedFiles).toBe(12);
    expect(library.checkIntegrity().ok).toBe(true);
    library.close();
  });

  it('shows its cases to a reader that comes first', () => {
    const folder = snapshot('0030');
    const reader = openLibrary(folder, { mode: 'read', appVersion: '0.2.0', clock });
    expect(reader.listCases()).toHaveLength(3);
    reader.close();
    expect(fs.readdirSync(join(folder, 'backups'))).toEqual(['library-v0030-20261122T080504321Z.db']);
  });
});

describe('migrating', () => {
  it('runs the missing steps after a backup of what was there', () => {
    const folder = snapshot();
    const library = open(folder, [...MIGRATIONS, NEXT]);
    expect(library.listCases()).toHaveLength(2);
    library.close();
    expect(columnsOf(join(folder, 'library.db'))).toMatchObject({
      version: 9990,
      cases: { n: 2 },
      columns: expect.arrayContaining(['note']),
    });
    const backup = join(folder, 'backups', 'library-v0010-20261122T080504321Z.db');
    expect(fs.readdirSync(join(folder, 'backups'))).toEqual(['library-v0010-20261122T080504321Z.db']);
    expect(columnsOf(backup)).toMatchObject({ version: 10, cases: { n: 2 } });
    expect(columnsOf(backup).columns).not.toContain('note');
  });

  it('makes no backup of a new library', () => {
    const folder = join(testFolder(), 'library');
    open(folder).close();
    expect(fs.existsSync(join(folder, 'backups'))).toBe(false);
  });

  it('leaves a library as it was when a step fails', () => {
    const folder = snapshot();
    const failing: Migration = { version: 9995, name: 'failing', sql: 'CREATE TABLE half (a); SELECT * FROM nowhere;' };
    expect(errorOf(() => open(folder, [...MIGRATIONS, failing])).kind).toBe('internal');
    // Each step is a transaction of its own: those before the failing one stand.
    expect(columnsOf(join(folder, 'library.db')).version).toBe(MIGRATIONS.at(-1)?.version);
    const orphaning: Migration = { version: 9995, name: 'orphaning', sql: 'DELETE FROM studies' };
    expect(errorOf(() => open(folder, [...MIGRATIONS, orphaning])).code).toBe('LIBRARY_DAMAGED');
    const library = open(folder);
    expect(library.listCases()).toHaveLength(2);
    expect(library.checkIntegrity().ok).toBe(true);
    library.close();
  });

  it('is done for a reader too', () => {
    const folder = snapshot();
    const reader = openLibrary(folder, { mode: 'read', appVersion: '0.2.0', clock, migrations: [...MIGRATIONS, NEXT] });
    expect(reader.listCases()).toHaveLength(2);
    reader.close();
    expect(columnsOf(join(folder, 'library.db')).version).toBe(9990);
  });

  it('refuses a library of a newer Limner and does not touch it', () => {
    const folder = snapshot();
    open(folder, [...MIGRATIONS, NEXT]).close();
    const before = fs.readFileSync(join(folder, 'library.db'));
    expect(errorOf(() => open(folder))).toMatchObject({ kind: 'unsupported', code: 'LIBRARY_NEWER' });
    expect(errorOf(() => openLibrary(folder, { mode: 'read', appVersion: '0.1.0' })).code).toBe('LIBRARY_NEWER');
    expect(fs.readFileSync(join(folder, 'library.db')).equals(before)).toBe(true);
  });

  it('wants its steps in order', () => {
    expect(() => checkMonotonic(MIGRATIONS)).not.toThrow();
    expect(errorOf(() => checkMonotonic([NEXT, ...MIGRATIONS])).code).toBe('MIGRATION_ORDER');
    expect(errorOf(() => checkMonotonic([...MIGRATIONS, ...MIGRATIONS])).code).toBe('MIGRATION_ORDER');
  });
});
