// A library that an import made and put nothing into.
import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLibrary } from '../../../main/store/index.ts';
import { testSeries } from '../../support/library-inputs.ts';
import { startChild, waitForEnd, waitForLine } from '../../support/run-child.ts';
import { testFolder } from '../../support/temp-folder.ts';

const open = (folder: string) => openLibrary(folder, { mode: 'write', appVersion: '0.1.0', forgetsEmpty: true });

it('goes away with every folder that was made for it', () => {
  const root = testFolder();
  open(join(root, 'some', 'where', 'library')).close();
  expect(fs.readdirSync(root)).toEqual([]);
});

it('goes away from an empty folder that was there, which stays', () => {
  const root = testFolder();
  open(root).close();
  expect(fs.readdirSync(root)).toEqual([]);
});

it('stays when something was put into it, and when it was there before', async () => {
  const folder = join(testFolder(), 'library');
  const library = open(folder);
  const { cases } = await library.importSeries({ series: [testSeries()], structureSets: [] });
  library.close();
  const again = open(folder);
  again.deleteCase(cases[0]?.caseId ?? '');
  again.close();
  expect(fs.existsSync(join(folder, 'library.db'))).toBe(true);
});

it('is made anew, with a lock that holds, by one who waited while it went away', async () => {
  const folder = join(testFolder(), 'library');
  const other = startChild('library-child.ts', ['forget', folder]);
  await waitForLine(other, 'open');
  const library = open(folder);
  await waitForEnd(other);
  expect(() => open(folder)).toThrow('another Limner is using it');
  library.close();
  expect(fs.existsSync(folder)).toBe(false);
});
