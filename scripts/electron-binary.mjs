// Where Electron's program is on this machine. Never loads the package `electron`, which would fetch it.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Path of the binary, or null where it was never fetched, or development packages were left out. */
export const findElectron = () => {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  let folder = null;
  try {
    folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    if (!given) return null;
  }
  const byPlatform = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
  const named = folder === null ? null : join(folder, 'path.txt');
  const name =
    named !== null && existsSync(named) ? readFileSync(named, 'utf8') : (byPlatform[process.platform] ?? 'electron');
  const binary = join(given ?? join(folder, 'dist'), name);
  return existsSync(binary) ? binary : null;
};
