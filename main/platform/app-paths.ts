// Where the user's data lie on each system.

import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

export interface PathEnvironment {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

const here = (): PathEnvironment => ({ platform: process.platform, env: process.env, home: homedir() });

/**
 * The folder of this user's Limner data: `$XDG_DATA_HOME/limner` (default `~/.local/share/limner`) on Linux,
 * `~/Library/Application Support/Limner` on macOS, `%LOCALAPPDATA%\Limner` on Windows (local, not roaming: patient data
 * must not be copied to a profile server).
 */
export function userDataFolder({ platform, env, home }: PathEnvironment = here()): string {
  if (platform === 'win32') {
    return win32.join(env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'Limner');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Limner');
  const base = env['XDG_DATA_HOME'];
  // The XDG base directory specification: a relative path is invalid and must be ignored.
  const isUsable = base !== undefined && posix.isAbsolute(base);
  return posix.join(isUsable ? base : posix.join(home, '.local', 'share'), 'limner');
}

/** The case library that is used when no `--library` is given. */
export function defaultLibraryFolder(environment: PathEnvironment = here()): string {
  const join = environment.platform === 'win32' ? win32.join : posix.join;
  return join(userDataFolder(environment), 'library');
}

/** Models that this user has installed. */
export function userModelFolder(environment: PathEnvironment = here()): string {
  const join = environment.platform === 'win32' ? win32.join : posix.join;
  return join(userDataFolder(environment), 'models');
}

/** Profiles of destinations that this user has made, one JSON file each. */
export function userProfileFolder(environment: PathEnvironment = here()): string {
  const join = environment.platform === 'win32' ? win32.join : posix.join;
  return join(userDataFolder(environment), 'export-profiles');
}
