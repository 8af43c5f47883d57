// What the services need of the machine, made once a process and lazily: a call that opens no library pays for none.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultLibraryFolder, userModelFolder, userProfileFolder } from '../platform/app-paths.ts';
import { APP_VERSION } from '../platform/app-version.ts';
import { createLog, type Log } from '../platform/log.ts';

export interface AppOptions {
  /** null: the user's own. */
  readonly libraryFolder: string | null;
}

export interface Environment {
  readonly appVersion: string;
  readonly library: { readonly folder: string; readonly isGiven: boolean };
  /** Folders with models, ID/VERSION/manifest.json, in order of preference. */
  readonly modelFolders: readonly string[];
  /** The one of them into which `models install` puts a model. */
  readonly userModelFolder: string;
  /** Profiles of destinations that the user has made. */
  readonly profileFolder: string;
  /** Unix time at which the user's command started, ms; with an old Node that of the launcher. */
  readonly startedAtMs: number;
  /** Typeface of reports; a missing file only changes their look. */
  readonly fontFile: string;
  readonly log: Log;
}

/** The project's or the installed package's own folder: one above dist/ when bundled, two above main/app/ in sources;
 * LIMNER_PACKAGE names it for a bundle that was built elsewhere. */
export function packageFolder(): string {
  const given = process.env['LIMNER_PACKAGE'];
  if (given) return given;
  const here = dirname(fileURLToPath(import.meta.url));
  const steps = here.endsWith(join('main', 'app')) ? ['..', '..'] : here.endsWith('chunks') ? ['..', '..'] : ['..'];
  return join(here, ...steps);
}

export function createEnvironment(options: AppOptions): Environment {
  const extraModels = process.env['LIMNER_MODELS'];
  const launchedAt = Number(process.env['LIMNER_STARTED_AT_MS']);
  return {
    appVersion: APP_VERSION,
    library: { folder: options.libraryFolder ?? defaultLibraryFolder(), isGiven: options.libraryFolder !== null },
    modelFolders: [...(extraModels ? [extraModels] : []), userModelFolder(), join(packageFolder(), 'native-models')],
    userModelFolder: userModelFolder(),
    profileFolder: userProfileFolder(),
    startedAtMs: launchedAt > 0 ? launchedAt : performance.timeOrigin,
    fontFile: join(packageFolder(), 'resources', 'fonts', 'Inter.var.woff2'),
    log: createLog((line) => void (process.env['LIMNER_DEBUG'] === '1' && process.stderr.write(line)), {
      level: 'info',
      nowMs: Date.now,
    }),
  };
}
