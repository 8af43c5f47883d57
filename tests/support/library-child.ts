// A process that uses a library and may be killed. `hold FOLDER`: opens it for writing and waits. `forget FOLDER`: opens
// it as an import does, puts nothing into it and leaves. `write-and-hold FOLDER`:
// deletes a case first. `import FOLDER`: takes in the batch of `killBatch` and leaves. `list FOLDER`: reads it. Says on
// stdout what it is about to do.

import { openLibrary } from '../../main/store/index.ts';
import { killBatch } from './kill-batch.ts';

const [verb, folder = ''] = process.argv.slice(2);
if (verb === 'list') {
  const reader = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
  reader.listCases();
  reader.close();
  process.exit(0);
}
const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0', forgetsEmpty: verb === 'forget' });
process.stdout.write('open\n');
if (verb === 'write-and-hold') {
  library.deleteCase(library.listCases()[0]?.caseId ?? '');
  process.stdout.write('written\n');
}
// Touching it keeps it: a library that nobody can reach any more is collected, and its lock goes with it.
if (verb === 'forget') setTimeout(() => library.close(), 300);
else if (verb !== 'import') setInterval(() => library.folder, 1000);
if (verb === 'import') {
  await library.importSeries(killBatch());
  process.stdout.write('committed\n');
  library.close();
}
