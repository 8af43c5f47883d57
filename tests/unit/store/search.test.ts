import { rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, it } from 'vitest';
import { foldText, searchTerms } from '../../../main/store/fold-text.ts';
import { openLibrary } from '../../../main/store/index.ts';
import { testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';
import { openTestLibrary, withLibrary } from '../../support/test-library.ts';

it.each([
  ['MÜLLER^Jörg', 'muller jorg'],
  ['Straße', 'strasse'],
  ['İSTANBUL', 'istanbul'],
  ['ΓΙΏΡΓΟΣ γιώργος', 'γιωργοσ γιωργοσ'],
  ['ﬁbula', 'fibula'],
  ['Yamada^Tarou=山田^太郎', 'yamada tarou 山田 太郎'],
  ['  a  ', 'a'],
])('folds %s to %s', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

it('takes a search apart into words', () => {
  expect(searchTerms(' DOE^Jane  doe ')).toEqual(['doe', 'jane']);
  expect(searchTerms('^')).toEqual([]);
});

it('finds a case by name, id, descriptions and structure names without regard to case and accents', () =>
  withLibrary(async (library) => {
    await library.importSeries({
      series: [
        testSeries({ patientId: 'Köln-7', patientName: 'MÜLLER^Jörg', seriesUid: '1.1', description: 'Schädel' }),
        testSeries({ patientId: 'A-2', patientName: 'Παπαδόπουλος^Γιώργος', seriesUid: '1.2' }),
        testSeries({ patientId: 'A-3', patientName: 'Yamada^Tarou=山田^太郎', seriesUid: '1.3' }),
      ],
      structureSets: [testStructureSet({ patientId: 'A-2', seriesUid: '1.2' })],
    });
    const found = (text: string) => library.listCases(text).map(({ patientId }) => patientId);
    expect(found('muller')).toEqual(['Köln-7']);
    expect(found('jörg MÜLLER')).toEqual(['Köln-7']);
    expect(found('koln')).toEqual(['Köln-7']);
    expect(found('schadel')).toEqual(['Köln-7']);
    expect(found('ΓΙΩΡΓΟΣ')).toEqual(['A-2']);
    expect(found('parotid_l')).toEqual(['A-2']);
    expect(found('太郎')).toEqual(['A-3']);
    expect(found('tarou muller')).toEqual([]);
    expect(found('100%')).toEqual([]);
    expect(found('  ')).toHaveLength(3);
  }));

it('lists the last changed case first although the clock goes backwards', async () => {
  let now = Date.UTC(2026, 0, 1);
  const library = openTestLibrary(join(testFolder(), 'library'), () => now);
  for (const patientId of ['first', 'second', 'third']) {
    await library.importSeries({
      series: [testSeries({ patientId, seriesUid: `1.${patientId.length}${now}` })],
      structureSets: [],
    });
    now -= 86_400_000;
  }
  expect(library.listCases().map(({ patientId }) => patientId)).toEqual(['third', 'second', 'first']);
  await library.importSeries({ series: [testSeries({ patientId: 'first', seriesUid: '9' })], structureSets: [] });
  expect(library.listCases()[0]?.patientId).toBe('first');
  library.close();
});

const CASES = 10_000;

/** Copies the rows of the one case in the library: importing 10 000 would take most of the time of all tests. */
function multiplyCase(folder: string): void {
  const raw = new BetterSqlite3(join(folder, 'library.db'));
  const copyCase = raw.prepare(
    `INSERT INTO cases SELECT ?, ?, ?, issuer, ?, birth_date, sex, created_at, ?, ? FROM cases WHERE patient_id = 'P-1'`,
  );
  const copyStudy = raw.prepare(
    'INSERT INTO studies SELECT ?, ?, study_instance_uid, description FROM studies WHERE id = 1',
  );
  const copySeries = raw.prepare(
    `INSERT INTO series SELECT ?, ?, series_instance_uid, modality, description, source, header_json, created_at
     FROM series WHERE study_id = 1`,
  );
  const copyVolume = raw.prepare(
    `INSERT INTO volumes SELECT ?, ?, is_current, dtype, grid_json, plane_origins, blob_sha256, blob_bytes, input_sha256,
       detail_json, created_at FROM volumes WHERE series_id IN (SELECT id FROM series WHERE study_id = 1)`,
  );
  raw.transaction(() => {
    for (let n = 1; n < CASES; n++) {
      const patientId = `PAT-${String(n).padStart(5, '0')}`;
      const name = `NÄME${n % 977}^Given${n % 131}`;
      const texts = [patientId, name, 'Planning', `Head and neck with contrast ${n % 13}`, 'Parotid_L', 'SpinalCord'];
      copyCase.run(`c-${n}`, `key ${n}`, patientId, name, 1000 + n, texts.map(foldText).join('\n'));
      copyStudy.run(1 + n, `c-${n}`);
      copySeries.run(`s-${n}`, 1 + n);
      copyVolume.run(`v-${n}`, `s-${n}`);
    }
  })();
  raw.close();
  rmSync(join(folder, 'library.sums'));
}

it(`finds one of ${CASES} cases, and lists them all`, async () => {
  const folder = join(testFolder(), 'library');
  const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
  await library.importSeries({ series: [testSeries()], structureSets: [] });
  library.close();
  multiplyCase(folder);

  const reader = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
  const timed = (search: string | null) => {
    const beganMs = performance.now();
    const found = reader.listCases(search);
    return { found, ms: performance.now() - beganMs };
  };
  const one = timed('pat-07777');
  const words = timed('name123 given7');
  const none = timed('nobody');
  const all = timed(null);
  reader.close();
  expect(one.found).toMatchObject([{ patientId: 'PAT-07777', series: [{ size: [7, 5, 5] }] }]);
  const expected = Array.from({ length: CASES }, (_, n) => n).filter((n) => n % 977 === 123 && /^7/.test(`${n % 131}`));
  expect(words.found.map(({ caseId }) => caseId)).toEqual(expected.map((n) => `c-${n}`).reverse());
  expect(none.found).toEqual([]);
  expect(all.found).toHaveLength(CASES);
  const show = ({ found, ms }: { found: unknown[]; ms: number }) => `${found.length} found in ${ms.toFixed(1)} ms`;
  process.stdout.write(
    `${CASES} cases: first search ${show(one)}; two words ${show(words)}; none: ${show(none)}; all: ${show(all)}\n`,
  );
});
