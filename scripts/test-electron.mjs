// `npm run test:electron`: the window in Electron itself, on a machine that has its program and a display.
import { spawnSync } from 'node:child_process';
import { findElectron } from './electron-binary.mjs';

const binary = findElectron();
if (binary === null) {
  process.stdout.write('not run: no Electron binary (npx install-electron --no fetches it)\n');
  process.exit(0);
}
const run = (...args) =>
  spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, LIMNER_ELECTRON: binary } }).status ?? 1;
process.exitCode = run('scripts/build.mjs') || run('node_modules/vitest/vitest.mjs', 'run', 'tests/electron');
