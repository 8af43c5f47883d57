// The trainer (Python): its own tests, and that the engine finds in a case what the trainer's predictor finds in it.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { denseFromMask, emptyMask, type ImageVolume } from '../../core/volume/index.ts';
import { autoContour, createModelRegistry } from '../../main/inference/index.ts';
import { testFolder } from '../support/temp-folder.ts';

const TRAINER = resolve(import.meta.dirname, '../../native-models/trainer');
const SCRIPT = resolve(import.meta.dirname, '../support/train-toy.py');

/** Debian's interpreter has torch; one thread, since tests run beside each other. */
function python(...args: readonly string[]): string {
  const env = { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };
  const done = spawnSync('/usr/bin/python3', args, { cwd: TRAINER, encoding: 'utf8', env });
  if (done.status !== 0) throw new Error(`${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

describe('the trainer', () => {
  it('passes its own tests', { timeout: 600_000 }, () => {
    const report = python('-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests');
    expect(report).toMatch(/\d+ passed/);
    expect(report).not.toMatch(/failed|error/);
  });

  it.each([
    ['volumes, seen as they are and mirrored', '3', '1', '2'],
    ['slices with their neighbours', '2', '3', '1'],
  ])('releases a model of %s in which the engine finds the same voxels', async (...kind) => {
    const folder = testFolder();
    const [, dims, slices, views] = kind;
    const { size, structures } = JSON.parse(python(SCRIPT, TRAINER, folder, dims, slices, views)) as {
      readonly size: readonly [number, number, number];
      readonly structures: readonly string[];
    };
    const registry = createModelRegistry([join(folder, 'out')]);
    const { largestDifference } = await registry.verify('toy');
    expect(largestDifference).toBeLessThan(1e-3);

    const bytes = readFileSync(join(folder, 'image.i16'));
    const volume: ImageVolume = {
      geometry: regularGeometry({ size, spacingMm: [4, 4, 3], originLps: [-58, -46, -25.5] }),
      voxels: new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2),
    };
    const result = await autoContour({ volume, modality: 'CT', model: await registry.find('toy'), device: 'cpu' });
    for (const name of structures) {
      const expected = readFileSync(join(folder, `${name}.u8`));
      const found = denseFromMask(result.masks.find((m) => m.name === name)?.mask ?? emptyMask(size));
      const both = expected.reduce((n, v, at) => n + (v & (found[at] as number)), 0);
      const total = expected.reduce((n, v, at) => n + v + (found[at] as number), 0);
      expect((2 * both) / total, `Dice of ${name}`).toBeGreaterThan(0.99);
      const differing = expected.filter((v, at) => v !== found[at]).length;
      expect(differing / expected.length, `differing voxels of ${name}`).toBeLessThan(1e-3);
    }
  });
});
