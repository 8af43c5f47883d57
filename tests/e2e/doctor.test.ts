// `doctor` on installations and libraries that are really broken: every finding that is not sound says what to do.

import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DoctorReport } from '../../core/contract/index.ts';
import { openLibrary } from '../../main/store/open-library.ts';
import { TINY_MODELS } from '../support/inference-phantom.ts';
import { type LimnerRunOptions, runLimner, temporaryFolder } from '../support/run-limner.ts';

let root: string;
beforeAll(async () => {
  root = await temporaryFolder();
});

async function examine(library: string, options: LimnerRunOptions = {}): Promise<DoctorReport> {
  const run = await runLimner(['doctor', '--library', library], options);
  expect(run.exitCode, run.stderr).toBe(0);
  const report = run.json<DoctorReport>();
  for (const { name, ok, advice } of report.findings) if (!ok) expect(advice, name).not.toBe('');
  expect(report.ok).toBe(report.findings.every(({ ok }) => ok));
  return report;
}

const finding = (report: DoctorReport, name: string) => report.findings.find((one) => one.name.startsWith(name));

function newLibrary(name: string): string {
  const folder = join(root, name);
  openLibrary(folder, { mode: 'write', appVersion: 'test' }).close();
  return folder;
}

/** Looking at devices takes seconds with the real model: a package folder with the one-layer network instead. */
function tinyPackage(name: string, damage: (modelFolder: string) => void = () => undefined): LimnerRunOptions {
  const folder = join(root, name);
  cpSync(TINY_MODELS, join(folder, 'native-models'), { recursive: true });
  damage(join(folder, 'native-models', 'tiny', '1.0.0'));
  return { env: { LIMNER_PACKAGE: folder } };
}

describe('doctor', () => {
  it('finds nothing wrong where nothing is, and changes nothing', async () => {
    const missing = join(root, 'none-yet');
    const report = await examine(missing, tinyPackage('sound'));
    expect(finding(report, 'model tiny')).toMatchObject({ ok: true, advice: '' });
    expect(finding(report, 'case library')).toMatchObject({ ok: true, detail: expect.stringContaining('none yet') });
    expect(() => readFileSync(missing)).toThrow();
  });

  it('no model', async () => {
    const report = await examine(join(root, 'none-yet'), { env: { LIMNER_PACKAGE: join(root, 'nothing') } });
    expect(finding(report, 'models')).toMatchObject({ ok: false, advice: expect.stringContaining('Install') });
    expect(report.providers).toEqual([]);
  });

  it('a model file with one other byte', async () => {
    const options = tinyPackage('damaged', (folder) => {
      const path = join(folder, 'model.onnx');
      const bytes = readFileSync(path);
      bytes[20] = (bytes[20] as number) ^ 1;
      writeFileSync(path, bytes);
    });
    const report = await examine(join(root, 'none-yet'), options);
    expect(finding(report, 'model tiny')).toMatchObject({ ok: false, advice: expect.stringContaining('again') });
  });

  it('a manifest that is no JSON', async () => {
    const options = tinyPackage('no-json', (folder) => writeFileSync(join(folder, 'manifest.json'), '{'));
    const report = await examine(join(root, 'none-yet'), options);
    expect(finding(report, 'model')).toMatchObject({ ok: false, advice: expect.stringContaining('remove its folder') });
  });

  it('a damaged database', async () => {
    const folder = newLibrary('damaged-library');
    const path = join(folder, 'library.db');
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096, 12_288);
    writeFileSync(path, bytes);
    const report = await examine(folder, tinyPackage('p1'));
    expect(finding(report, 'case library')).toMatchObject({ ok: false, advice: expect.stringContaining('restore') });
  });

  it('a library that another process writes to', async () => {
    const folder = newLibrary('locked-library');
    const other = openLibrary(folder, { mode: 'write', appVersion: 'test' });
    try {
      const report = await examine(folder, tinyPackage('p2'));
      expect(finding(report, 'case library')).toMatchObject({ ok: true });
      expect(finding(report, 'case library, writing')).toMatchObject({ advice: expect.stringContaining('wait') });
    } finally {
      other.close();
    }
  });

  it.runIf(process.platform === 'linux')('a library that may only be read', async () => {
    const folder = newLibrary('read-only-library');
    chmodSync(folder, 0o555);
    try {
      const report = await examine(folder, { ...tinyPackage('p3'), obeysPermissions: true });
      expect(finding(report, 'case library, writing')).toMatchObject({
        ok: false,
        advice: expect.stringContaining('rights'),
      });
    } finally {
      chmodSync(folder, 0o755);
    }
  });

  it('a file where the library should be', async () => {
    mkdirSync(join(root, 'odd'));
    const path = join(root, 'odd', 'library');
    writeFileSync(path, 'not a folder');
    const report = await examine(path, tinyPackage('p4'));
    expect(finding(report, 'case library')).toMatchObject({ ok: false, advice: expect.stringContaining('--library') });
  });
});
