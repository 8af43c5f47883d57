// `node import-in-process.ts TREE LIBRARY`: imports once and says how long the service took, as JSON.

import { importPaths } from '../main/services/library/index.ts';
import { openLibrary } from '../main/store/index.ts';

const [tree = '', folder = ''] = process.argv.slice(2);
const library = openLibrary(folder, { mode: 'write', appVersion: '0' });
const startMs = performance.now();
const { cases } = await importPaths(library, [tree], {
  signal: new AbortController().signal,
  report: () => undefined,
});
const seconds = (performance.now() - startMs) / 1000;
library.close();
process.stdout.write(`${JSON.stringify({ seconds, cases: cases.length })}\n`);
