// Models through the window's contract: a path only as the grant of what a person picked.

import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ModelInstallInput } from '../../core/contract/index.ts';
import { TINY_MODELS } from '../support/inference-phantom.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openTestWindow, type TestWindow } from '../support/window-client.ts';

const folder = tempFolder();
const before = process.env['XDG_DATA_HOME'];
let window: TestWindow;
beforeAll(() => {
  process.env['XDG_DATA_HOME'] = join(folder, 'data');
  window = openTestWindow(join(folder, 'library'));
});
afterAll(async () => {
  if (before === undefined) delete process.env['XDG_DATA_HOME'];
  else process.env['XDG_DATA_HOME'] = before;
  await window.app.close();
});

const CHOICES: ModelInstallInput['choices'] = {
  id: null,
  version: null,
  title: null,
  modality: null,
  bodyRegion: null,
  orientation: null,
  configuration: null,
  hasMirroring: null,
  names: [],
};

it.runIf(process.platform === 'linux')(
  'installs what a person picked, lists what it is for, and removes it',
  async () => {
    const { models } = window.client;
    const path = join(folder, 'brought');
    cpSync(join(TINY_MODELS, 'tiny', '1.0.0'), path, { recursive: true });
    const manifest = readFileSync(join(path, 'manifest.json'), 'utf8');
    writeFileSync(join(path, 'manifest.json'), manifest.replace('"id": "tiny"', '"id": "brought"'));
    const install = (grant: string) => models.install({ path: grant, isConfirmed: false, choices: CHOICES });
    await expect(install(path)).rejects.toMatchObject({ code: 'PATH_NOT_GRANTED' });

    await expect(install(window.app.grantPath(path))).resolves.toMatchObject({ isInstalled: true, id: 'brought' });
    const row = (await models.list({})).models.find(({ id }) => id === 'brought');
    expect(row).toMatchObject({ isInstalled: true, modality: 'CT', kind: '3D' });
    expect(row?.bodyRegion).not.toBe('');
    expect(row?.intendedUse).not.toBe('');
    expect(readdirSync(join(folder, 'data', 'limner', 'models'))).toEqual(['brought']);

    await models.remove({ id: 'brought', version: '1.0.0' });
    expect((await models.list({})).models.some(({ id }) => id === 'brought')).toBe(false);
  },
);

it.runIf(process.platform === 'linux')(
  'installs in a process of its own, which a cancel ends without a trace',
  async () => {
    const { models } = window.client;
    const path = join(folder, 'large');
    cpSync(join(TINY_MODELS, 'tiny', '1.0.0'), path, { recursive: true });
    // So large that reading it has not ended when the first part of it is told.
    writeFileSync(join(path, 'CARD.md'), 'x');
    writeFileSync(join(path, 'model.onnx'), Buffer.alloc(64 * 2 ** 20));
    const controller = new AbortController();
    const told: string[] = [];
    const children = () =>
      readFileSync(`/proc/${process.pid.toString()}/task/${process.pid.toString()}/children`, 'utf8').trim();
    const seen: string[] = [];
    const work = models.install(
      { path: window.app.grantPath(path), isConfirmed: true, choices: CHOICES },
      {
        signal: controller.signal,
        report: ({ phase }) => {
          told.push(phase);
          seen.push(children());
          controller.abort();
        },
      },
    );
    await expect(work).rejects.toMatchObject({ kind: 'cancelled' });
    expect(told[0]).toBe('read');
    expect(seen[0]).not.toBe('');
    await expect.poll(children).toBe('');
    expect(readdirSync(join(folder, 'data', 'limner', 'models'))).toEqual([]);
  },
);
