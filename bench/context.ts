import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';
import { runCommand } from './run-command.ts';
import type { BenchContext } from './section.ts';

const projectRoot = resolve(import.meta.dirname, '..');
/** A build that was made elsewhere, as scripts/build.mjs can. */
const otherDist = process.env['LIMNER_DIST'];
export const distFolder = resolve(projectRoot, otherDist ?? 'dist');
const sharedRoot = resolve(process.env['LIMNER_SHARED'] ?? join(projectRoot, '../shared'));

function sharedPath(...parts: readonly string[]): string {
  const path = join(sharedRoot, ...parts);
  if (!existsSync(path)) throw new Error(`no ${parts.join('/')} in the shared data (LIMNER_SHARED, default ../shared)`);
  return path;
}

async function unzipInto(zip: string, folder: string): Promise<void> {
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(zip)))) {
    if (name.endsWith('/')) continue;
    const path = resolve(folder, name);
    if (!path.startsWith(folder + sep)) throw new Error(`${zip} holds a path outside itself`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}

/** What sections run with; `close` removes every temporary folder that was handed out. */
export function createContext(runs: number): { readonly context: BenchContext; readonly close: () => Promise<void> } {
  const folders: string[] = [];
  const temporaryFolder = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'limner-bench-'));
    folders.push(folder);
    return folder;
  };
  const context: BenchContext = {
    runs,
    projectRoot,
    cacheFolder: join(projectRoot, 'node_modules', '.cache', 'limner-bench'),
    runCommand,
    runLimner: (args, options = {}) =>
      otherDist === undefined
        ? runCommand([process.execPath, join(projectRoot, 'bin', 'limner.mjs'), ...args], options)
        : runCommand([process.execPath, join(distFolder, 'cli.js'), ...args], {
            ...options,
            env: { LIMNER_PACKAGE: projectRoot, ...options.env },
          }),
    temporaryFolder,
    sharedPath,
    unpackShared: async (name) => {
      const folder = join(await temporaryFolder(), basename(name));
      await mkdir(folder);
      await unzipInto(sharedPath(`${name}.zip`), folder);
      return folder;
    },
    log: (line) => process.stderr.write(`${line}\n`),
  };
  const close = async () => {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  };
  return { context, close };
}
