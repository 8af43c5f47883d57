// A database with a flipped byte: said, not served. SQLite itself would serve most of them.

import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { maskFromDense } from '../../../core/volume/index.ts';
import { openLibrary } from '../../../main/store/index.ts';
import { testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { startChild, waitForEnd, waitForLine } from '../../support/run-child.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { testFolder } from '../../support/temp-folder.ts';

const FLIPS = Number(process.env['LIMNER_FLIPS'] ?? 300);

const write = (folder: string) => openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
const read = (folder: string) => openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });

/** Two patients, an imported structure set, and one made here with a mask. */
async function filledLibrary(): Promise<string> {
  const folder = join(testFolder(), 'library');
  const library = write(folder);
  const { cases } = await library.importSeries({
    series: [testSeries(), testSeries({ patientId: 'P-2', patientName: 'ROE^RICHARD', seriesUid: '1.2.4.1' })],
    structureSets: [testStructureSet()],
  });
  const dense = new Uint8Array(175).fill(1, 8, 90);
  library.addAutoStructureSet({
    volumeId: cases[0]?.series[0]?.volumeId ?? '',
    label: 'Limner',
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
        mask: maskFromDense(dense, [7, 5, 5]),
      },
    ],
  });
  library.close();
  return folder;
}

const damaged = expect.objectContaining({ kind: 'corrupt-data', code: 'LIBRARY_DAMAGED' });

describe('a flipped byte', () => {
  it(`of the database is refused by readers and writers, at each of ${FLIPS} random places`, async () => {
    const folder = await filledLibrary();
    const path = join(folder, 'library.db');
    const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
    const random = seededRandom(seed);
    const whole = fs.readFileSync(path);
    for (let flip = 0; flip < FLIPS; flip++) {
      const at = Math.floor(random() * whole.length);
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(random() * 8));
      fs.writeFileSync(path, bytes);
      const open = flip % 2 === 0 ? read : write;
      expect(() => open(folder), `byte ${at} of seed ${seed}`).toThrow(damaged);
      expect(fs.readFileSync(path).equals(bytes)).toBe(true);
    }
    fs.writeFileSync(path, whole);
    const library = write(folder);
    expect(library.checkIntegrity()).toMatchObject({ ok: true, cases: 2 });
    library.close();
    process.stdout.write(`${FLIPS} flipped bytes of a database refused, seed ${seed}\n`);
  });

  it('of a cut or grown database is refused too', async () => {
    const folder = await filledLibrary();
    const path = join(folder, 'library.db');
    const whole = fs.readFileSync(path);
    for (const bytes of [whole.subarray(0, -4096), Buffer.concat([whole, Buffer.alloc(4096)]), Buffer.alloc(0)]) {
      fs.writeFileSync(path, bytes);
      expect(() => read(folder)).toThrow(damaged);
      expect(() => write(folder)).toThrow(damaged);
    }
  });

  it('of the checksums does not keep the data from their owner; the next writer renews them', async () => {
    const folder = await filledLibrary();
    const path = join(folder, 'library.sums');
    const whole = fs.readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 0x10;
      fs.writeFileSync(path, bytes);
      const reader = read(folder);
      expect(reader.listCases()).toHaveLength(2);
      reader.close();
    }
    const library = write(folder);
    library.deleteCase(library.listCases()[0]?.caseId ?? '');
    library.close();
    expect(fs.readFileSync(path).length).toBe(whole.length);
    expect(fs.readFileSync(path).equals(whole)).toBe(false);
    read(folder).close();
  });
});

describe('the checksums', () => {
  it('are true whenever they are there: while a writer works, and after it was killed', async () => {
    const folder = await filledLibrary();
    const sums = fs.readFileSync(join(folder, 'library.sums'));
    const database = fs.readFileSync(join(folder, 'library.db'));
    const child = startChild('library-child.ts', ['write-and-hold', folder]);
    await waitForLine(child, 'written');
    expect(fs.statSync(join(folder, 'library.db-wal')).size).toBeGreaterThan(0);
    const beside = read(folder);
    expect(beside.listCases()).toHaveLength(1);
    beside.close();
    child.kill('SIGKILL');
    await waitForEnd(child);
    expect(fs.readFileSync(join(folder, 'library.sums')).equals(sums)).toBe(true);
    expect(fs.readFileSync(join(folder, 'library.db')).equals(database)).toBe(true);
    // A reader that comes first and leaves last does not move the log either.
    const after = read(folder);
    expect(after.listCases()).toHaveLength(1);
    after.close();
    expect(fs.readFileSync(join(folder, 'library.db')).equals(database)).toBe(true);
    write(folder).close();
    expect(fs.existsSync(join(folder, 'library.db-wal'))).toBe(false);
    expect(fs.readFileSync(join(folder, 'library.sums')).equals(sums)).toBe(false);
    read(folder).close();
  });

  it('that are missing cost a check of the structure, and come back', async () => {
    const folder = await filledLibrary();
    fs.rmSync(join(folder, 'library.sums'));
    write(folder).close();
    expect(fs.existsSync(join(folder, 'library.sums'))).toBe(true);
  });

  it('keep the locks of this process: SQLite would lose them with a handle that is closed', async () => {
    const folder = await filledLibrary();
    const library = write(folder);
    read(folder).close();
    read(folder).close();
    const child = startChild('library-child.ts', ['list', folder]);
    await waitForEnd(child);
    // Without its locks the child, the last to leave as far as it can see, would have removed the log.
    expect(fs.existsSync(join(folder, 'library.db-wal'))).toBe(true);
    library.deleteCase(library.listCases()[0]?.caseId ?? '');
    library.close();
    const reader = read(folder);
    expect(reader.listCases()).toHaveLength(1);
    expect(reader.checkIntegrity().ok).toBe(true);
    reader.close();
  });
});
