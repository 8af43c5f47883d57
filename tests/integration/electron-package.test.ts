// What an installer would hold: the configuration by electron-builder's own schema, the archive as it is really packed
// around a stand-in for Electron's binary, and that what is packed runs from where it lies.

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import { startOnStandIn } from '../support/electron-stand-in/start.ts';
import { projectRoot } from '../support/run-limner.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
/** electron-builder's own packages, in the versions that it works with. */
const require = createRequire(createRequire(import.meta.url).resolve('app-builder-lib'));
const distFolder = resolve(projectRoot, process.env['LIMNER_DIST'] ?? 'dist');

interface Configuration {
  files: (string | { from: string; to: string; filter: string[] })[];
  [key: string]: unknown;
}

const readConfiguration = (): Configuration =>
  require('js-yaml').load(fs.readFileSync(join(projectRoot, 'electron-builder.yml'), 'utf8')) as Configuration;

const listFiles = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();

describe('the configuration', () => {
  const validate = async (change: Record<string, unknown>): Promise<void> => {
    const { validateConfiguration } = require('./util/config/config.js') as {
      validateConfiguration(configuration: unknown, log: { add(): void; isEnabled: boolean }): Promise<void>;
    };
    await validateConfiguration({ ...readConfiguration(), ...change }, { add: () => undefined, isEnabled: false });
  };
  it('fits the schema of electron-builder', () => expect(validate({})).resolves.toBeUndefined());
  it('which can tell that one does not', async () => {
    await expect(validate({ asarr: true })).rejects.toThrow(/asarr/);
    await expect(validate({ npmRebuild: 'no' })).rejects.toThrow(/npmRebuild/);
  });
  it('publishes nothing and compiles nothing', () => {
    expect(readConfiguration()).toMatchObject({ publish: null, npmRebuild: false, asar: true });
  });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the packed app', () => {
  const root = tempFolder();
  const resources = join(root, 'release/linux-unpacked/resources');
  let archived: string[];

  beforeAll(async () => {
    const fakeElectron = join(root, 'electron');
    fs.mkdirSync(fakeElectron);
    fs.writeFileSync(join(fakeElectron, 'electron'), '', { mode: 0o755 });
    const configuration = readConfiguration();
    const files = configuration.files.map((entry) =>
      typeof entry === 'string' ? entry : { ...entry, from: distFolder },
    );
    const configFile = join(root, 'config.json');
    const directories = { output: join(root, 'release'), buildResources: 'resources' };
    fs.writeFileSync(configFile, JSON.stringify({ ...configuration, files, directories, electronDist: fakeElectron }));
    const builder = join(projectRoot, 'node_modules/electron-builder/cli.js');
    await run(process.execPath, [builder, '--dir', '--linux', '--x64', '--config', configFile], { cwd: projectRoot });
    const { listPackage } = require('@electron/asar') as {
      listPackage(archive: string, options: { isPack: boolean }): string[];
    };
    archived = listPackage(join(resources, 'app.asar'), { isPack: false }).map((path) => path.slice(1));
  });

  it('holds the bundles of the window and its processes, and no other', () => {
    const bundles = archived.filter((path) => /^dist\/[^/]+\.c?js$/.test(path)).map((path) => path.slice(5));
    const workers = fs.readdirSync(distFolder).filter((name) => /-(child|worker)\.js$/.test(name));
    expect(bundles.sort()).toEqual(['electron.js', 'preload.cjs', ...workers].sort());
    for (const file of ['index.html', 'app.js', 'app.css']) expect(archived).toContain(`dist/renderer/${file}`);
    expect(archived.filter((path) => path.startsWith('dist/chunks/')).length).toBeGreaterThan(0);
    // The solid engine of the main process and its threads, and of the window.
    expect(archived).toEqual(expect.arrayContaining(['dist/manifold.wasm', 'dist/renderer/manifold.wasm']));
  });

  it('holds the packages that stay outside of the bundles, for this platform alone', () => {
    const packages = new Set(
      archived.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1] ?? []),
    );
    expect([...packages].sort()).toEqual([
      '@cornerstonejs/codec-openjpeg',
      'better-sqlite3',
      'onnxruntime-common',
      'onnxruntime-node',
    ]);
    expect(archived.filter((path) => path.endsWith('.node'))).toEqual([
      'node_modules/better-sqlite3/prebuilds/linux-x64.node',
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
    ]);
  });

  it('holds no source, test, map, shared data, script of development or file of a person', () => {
    const strange = archived.filter((path) => /\.(tsx?|map|md|py|dcm|sqlite|log)$/.test(path));
    expect(strange).toEqual([]);
    const tops = new Set(archived.map((path) => path.split('/')[0]));
    expect([...tops].sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json']);
    expect(listFiles(resources).filter((path) => /(^|\/)(tests?|shared|trainer|bench|\.work)\//.test(path))).toEqual(
      [],
    );
  });

  it('starts with the Electron entry', () => {
    const { extractFile } = require('@electron/asar') as { extractFile(archive: string, path: string): Buffer };
    const manifest = JSON.parse(extractFile(join(resources, 'app.asar'), 'package.json').toString()) as Record<
      string,
      unknown
    >;
    expect(manifest).toMatchObject({ name: 'limner', main: 'dist/electron.js', type: 'module' });
    expect(manifest['scripts']).toBeUndefined();
  });

  it('has models, fonts and the sample case beside the archive', () => {
    const beside = listFiles(resources);
    const models = fs
      .globSync('native-models/*/*/model.onnx', { cwd: projectRoot })
      .map((path) => path.split(sep).join('/'));
    expect(models.length).toBeGreaterThan(0);
    expect(beside).toEqual(expect.arrayContaining(models));
    expect(beside).toContain('resources/fonts/Inter.var.woff2');
    expect(
      beside.filter((path) => path.startsWith('resources/sample-cases/openkbp-pt_222/ct/')).length,
    ).toBeGreaterThan(50);
  });

  it('loads its database and its network runtime from where threads and processes find them', async () => {
    const unpacked = join(resources, 'app.asar.unpacked');
    const found = (name: string) => JSON.stringify(pathToFileURL(join(unpacked, 'dist', name)).href);
    const script = `
      const { createRequire } = require('node:module');
      const load = createRequire(${found('inference-child.js')});
      const Database = load('better-sqlite3');
      const { listSupportedBackends } = load('onnxruntime-node');
      process.stdout.write(new Database(':memory:').prepare('select 7 as x').get().x + ' ' + listSupportedBackends().map(({ name }) => name));`;
    const { stdout } = await run(process.execPath, ['-e', script], {
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    expect(stdout).toMatch(/^7 .*cpu/);
  });

  it('runs the child process that owns the network from there', async () => {
    const child = join(resources, 'app.asar.unpacked/dist/inference-child.js');
    const script = `
      const child = require('node:child_process').fork(${JSON.stringify(child)}, [], { serialization: 'advanced', execArgv: [] });
      child.on('message', ({ type, error }) => { process.stdout.write(type + ' ' + error.kind); child.disconnect(); });
      child.on('exit', (code) => process.stdout.write(' ' + code));
      child.send({ type: 'golden', id: 1 });`;
    const { stdout } = await run(process.execPath, ['-e', script], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    expect(stdout).toBe('failed internal 0');
  });

  describeWithChromium('once unpacked', (executablePath) => {
    it('opens the window and imports the sample case with nothing else of the project', async () => {
      const app = join(root, 'app');
      const { extractAll } = require('@electron/asar') as { extractAll(archive: string, target: string): void };
      extractAll(join(resources, 'app.asar'), app);
      const opened = await startOnStandIn({
        executablePath,
        entry: join(app, 'dist/electron.js'),
        args: ['--library', join(root, 'library')],
        env: { LIMNER_PACKAGE: resources },
      });
      await opened.page.getByText('Open the sample case').first().click();
      await opened.page.getByText('222').first().waitFor();
      expect(await opened.quit()).toBe(0);
    });
  });
});
