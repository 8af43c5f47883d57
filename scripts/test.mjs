// `npm test` (and `npm run test:long`): gets or names what the tests need, builds, runs them, and closes with a line of
// counts. Further arguments go to vitest, for example a part of a file name.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureTestTools } from './test-tools.mjs';

const args = process.argv.slice(2);
const isLong = args.includes('--long');
const filters = args.filter((arg) => arg !== '--long');

const missing = ensureTestTools();
if (missing.length > 0) {
  process.stdout.write(
    `The tests need these Debian or Ubuntu packages: ${missing.join(' ')}\n` +
      `Install them and run npm test again:  sudo apt-get install --no-install-recommends ${missing.join(' ')}\n` +
      'On other systems: run the tests in a Debian 12 container or WSL.\n',
  );
  process.exit(1);
}

const run = (script, ...rest) => spawnSync(process.execPath, [script, ...rest], { stdio: 'inherit' }).status ?? 1;

if (run('scripts/build.mjs') !== 0) process.exit(1);

const resultsFile = '.work/test-results.json';
mkdirSync('.work', { recursive: true });
rmSync(resultsFile, { force: true });
const config = isLong ? ['--config', 'vitest.long.config.ts'] : [];
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`];
const status = run('node_modules/vitest/vitest.mjs', 'run', ...config, ...reporters, ...filters);

let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
try {
  counts = JSON.parse(readFileSync(resultsFile, 'utf8'));
} catch {
  process.stdout.write('vitest wrote no results\n');
}
process.stdout.write(
  `${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests} skipped\n`,
);
process.exitCode = status;
