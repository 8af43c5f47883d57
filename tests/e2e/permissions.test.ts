// Paths without permission, as anybody but root meets them.

import { chmodSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type LimnerRunOptions, runLimner, sampleCase, temporaryFolder } from '../support/run-limner.ts';

const asAnybody: LimnerRunOptions = { obeysPermissions: true };
const DENIED = 5;

describe('without permission', () => {
  let root: string;
  let ct: string;

  beforeAll(async () => {
    root = await temporaryFolder();
    ct = join(root, 'ct');
    cpSync(join(sampleCase, 'ct'), ct, { recursive: true });
  });

  it('an unreadable file among readable ones is refused and named, the rest goes in', async () => {
    const locked = join(root, 'partly');
    cpSync(ct, locked, { recursive: true });
    chmodSync(join(locked, 'CT.060.dcm'), 0);
    const run = await runLimner(['import', locked, '--library', join(root, 'partly-library')], asAnybody);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      cases: [{ series: [{ files: 122, missingSlices: 1 }] }],
      refused: [{ path: join(locked, 'CT.060.dcm'), files: 1, code: 'PATH_DENIED' }],
    });
  });

  it('an unreadable folder', async () => {
    const closed = join(root, 'closed');
    mkdirSync(closed, { mode: 0 });
    expect((await runLimner(['import', closed, '--library', join(root, 'l1')], asAnybody)).exitCode).toBe(DENIED);
    expect((await runLimner(['compare', closed, join(sampleCase, 'clinical')], asAnybody)).exitCode).toBe(DENIED);
  });

  it('an output folder that may not be written', async () => {
    const out = join(root, 'read-only-out');
    mkdirSync(out, { mode: 0o500 });
    const mask = join(sampleCase, 'clinical/Brainstem.nii.gz');
    const mesh = await runLimner(['mesh', mask, '--out', join(out, 'brainstem.stl')], asAnybody);
    const contour = await runLimner(['contour', ct, '--out', out, '--structures', 'External'], asAnybody);
    expect([mesh.exitCode, contour.exitCode]).toEqual([DENIED, DENIED]);
    expect(readdirSync(out)).toEqual([]);
  });

  it('a library that may be read only: listed, but not written to', async () => {
    const library = join(root, 'library');
    expect((await runLimner(['import', ct, '--library', library])).exitCode).toBe(0);
    const folders = readdirSync(library, { recursive: true, withFileTypes: true });
    for (const entry of folders) chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o500 : 0o400);
    chmodSync(library, 0o500);
    const listed = await runLimner(['list', '--library', library], asAnybody);
    const imported = await runLimner(['import', ct, '--library', library], asAnybody);
    chmodSync(library, 0o700);
    for (const entry of folders) if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o700);
    expect(listed.exitCode, listed.stderr).toBe(0);
    expect(listed.json()).toMatchObject({ cases: [{ series: [{ files: 123 }] }] });
    expect(imported.exitCode).toBe(DENIED);
  });
});
