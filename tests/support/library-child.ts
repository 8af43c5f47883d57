// A process that uses a library and may be killed. `hold FOLDER`: opens it for writing and waits. `import FOLDER`: takes
// in the batch of `killBatch` and leaves. Says on stdout what it is about to do.

import { openLibrary } from '../../main/store/index.ts';
import { killBatch } from './kill-batch.ts';

const [verb, folder = ''] = process.argv.slice(2);
const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
process.stdout.write('open\n');
if (verb === 'hold') setInterval(() => {}, 1000);
if (verb === 'import') {
  await library.importSeries(killBatch());
  process.stdout.write('committed\n');
  library.close();
}
