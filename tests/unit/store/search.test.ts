import { join } from 'node:path';
import { expect, it } from 'vitest';
import { foldText, searchTerms } from '../../../main/store/fold-text.ts';
import { openLibrary } from '../../../main/store/index.ts';
import { testSeries } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';

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

it('finds one of 10 000 cases, and lists them all', async () => {
  const folder = join(testFolder(), 'library');
  const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0', isDurable: false });
  const session = library.beginImport();
  for (let n = 0; n < 10_000; n++) {
    const patientId = `PAT-${String(n).padStart(5, '0')}`;
    const series = testSeries({
      patientId,
      patientName: `NÄME${n % 977}^Given${n % 131}`,
      seriesUid: `1.2.8.${n}`,
      description: `Head and neck with contrast ${n % 13}`,
      planes: [0],
    });
    await session.addSeries(series, () => series.volume);
  }
  const startMs = performance.now();
  session.commit();
  const committedMs = performance.now();
  library.close();

  const reader = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
  const timed = (search: string | null) => {
    const beganMs = performance.now();
    const found = reader.listCases(search).length;
    return { found, ms: performance.now() - beganMs };
  };
  const first = timed('pat-07777');
  const rare = timed('name123 given7');
  const none = timed('nobody');
  const all = timed(null);
  reader.close();
  expect(first.found).toBe(1);
  expect(rare.found).toBe(
    Array.from({ length: 10_000 }, (_, n) => n).filter(
      (n) => /name123/.test(`name${n % 977}`) && `given${n % 131}`.startsWith('given7'),
    ).length,
  );
  expect(none.found).toBe(0);
  expect(all.found).toBe(10_000);
  const show = ({ found, ms }: { found: number; ms: number }) => `${found} found in ${ms.toFixed(1)} ms`;
  process.stdout.write(
    `10 000 cases: committed in ${(committedMs - startMs).toFixed(0)} ms; first search ${show(first)}; two words ${show(rare)}; none: ${show(none)}; all: ${show(all)}\n`,
  );
});
