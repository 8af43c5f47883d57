// `npm start`: the window in Electron. Its program is not part of the npm package: it is fetched once from Electron's own
// site, and not every machine may do that.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findElectron } from './electron-binary.mjs';

const MISSING = `Limner's window needs Electron, whose program is not on this machine.

  why  the npm package holds no program; it is fetched once from github.com/electron/electron/releases
  do   npx install-electron --no                        fetches it (about 110 MB); ELECTRON_MIRROR names a mirror
       ELECTRON_OVERRIDE_DIST_PATH=DIR npm start        takes one that is unpacked in DIR
  or   npm run serve                                    the same window in a browser of this computer; nothing to fetch
`;

/** As when a file cannot be used here (docs/cli.md). */
const EXIT_UNSUPPORTED = 6;

const end = (message) => {
  process.stderr.write(message);
  process.exit(EXIT_UNSUPPORTED);
};

const entry = resolve(import.meta.dirname, '..', process.env.LIMNER_DIST ?? 'dist', 'electron.js');
if (!existsSync(entry)) end("Limner is not built. Run 'npm run build' and start it again.\n");
const binary = findElectron();
if (binary === null) end(MISSING);

const child = spawn(binary, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 70));
