import fs from 'node:fs';
import { join, resolve } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import { openLibrary } from '../../../main/store/index.ts';
import { checkMonotonic } from '../../../main/store/migrate.ts';
import { MIGRATIONS, type Migration } from '../../../main/store/migrations/index.ts';
import { testObject, testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';

const SNAPSHOT = resolve(import.meta.dirname, '../../fixtures/library-schema-0010/library');
const clock = { nowMs: () => Date.UTC(2026, 10, 22, 8, 5, 4, 321) };

/** A step after the released ones, as the next version might bring. */
const NEXT: Migration = {
  version: 9990,
  name: 'note',
  sql: "ALTER TABLE cases ADD COLUMN note TEXT NOT NULL DEFAULT ''",
  apply: (database) => void database.prepare('UPDATE cases SET note = upper(patient_id)').run(),
};

function snapshot(): string {
  const folder = join(testFolder(), 'library');
  fs.cpSync(SNAPSHOT, folder, { recursive: true });
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
