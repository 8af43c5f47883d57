// A mask from values through the built command, on the sample head; scipy on the same files is the judge.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SegmentResult } from '../../core/contract/index.ts';
import { runLimner, temporaryFolder } from '../support/run-limner.ts';
import { runPython } from '../support/run-python.ts';

const MAKE = `
import sys, numpy as np, nibabel as nib
v = np.full((40, 30, 24), 40, np.int16)
i, j, k = np.meshgrid(*[np.arange(n) for n in v.shape], indexing='ij')
ball = lambda x: np.sqrt((i - x) ** 2 + (j - 15.) ** 2 + (2 * (k - 12.)) ** 2) < 9
v[ball(10) | ball(29)] = 900
v[(abs(j - 15) < 2) & (k == 12) & (i > 10) & (i < 29)] = 400
nib.save(nib.Nifti1Image(v, np.diag([-1, -1, 2, 1])), sys.argv[1])
print(0)`;

const JUDGE = `
import sys, json, numpy as np, nibabel as nib
v = np.asarray(nib.load(sys.argv[1]).dataobj); f = nib.load(sys.argv[2]); m = np.asarray(f.dataobj) > 0
print(json.dumps({'same': bool((m == eval(sys.argv[3])).all()), 'affine': np.diag(f.affine).tolist(), 'voxels': int(m.sum())}))`;

describe('limner segment', () => {
  let folder: string;
  let image: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    image = join(folder, 'head.nii.gz');
    runPython(MAKE, image);
  });
  const segment = async (name: string, ...args: string[]) => {
    const out = join(folder, name);
    const run = await runLimner(['segment', image, '--threshold=226..3071', ...args, '--out', out]);
    return { run, out };
  };
  const judge = (out: string, wanted: string) =>
    runPython<{ same: boolean; affine: number[]; voxels: number }>(JUDGE, image, out, wanted);

  it('writes all voxels of the range on the grid of the image', async () => {
    const { run, out } = await segment('all.nii.gz');
    const result = run.json<SegmentResult>();
    expect(judge(out, 'v >= 226')).toEqual({ same: true, affine: [-1, -1, 2, 1], voxels: result.voxels });
    expect(result.volumeMl).toBeCloseTo((result.voxels * 2) / 1000, 9);
    expect(run.exitCode).toBe(0);
  });

  it('closes a bridge by a disc, at a place in mm of the patient, to the last voxel', async () => {
    // Left is -x of the file: LPS x of voxel i is i.
    const { run, out } = await segment('near.nii.gz', '--seed=10,15,24', '--close=19.5,15,24/1,0,0/6');
    expect(run.json<SegmentResult>()).toMatchObject({ closures: [{ goneAround: false }], warnings: [] });
    expect(judge(out, '(v >= 226) & (np.arange(40)[:, None, None] < 19.5)').same).toBe(true);
  });

  it('splits at the dark bridge, and says how much was split off', async () => {
    const { run, out } = await segment('split.nii.gz', '--seed=10,15,24', '--split=29,15,24');
    const result = run.json<SegmentResult>();
    expect(judge(out, '(v == 900) & (np.arange(40)[:, None, None] < 20) | (v == 400) & m').same).toBe(true);
    expect(result.volumeMl + (result.splitOffMl ?? 0)).toBeCloseTo(
      judge(join(folder, 'all.nii.gz'), 'm').voxels / 500,
      6,
    );
  });

  it('lists the thin place between two balls and parts there by its number; what is said before is what is done', async () => {
    const listed = await runLimner(['segment', image, '--threshold=226..3071', '--seed=10,15,24', '--find-necks']);
    const { necks, volumeMl } = listed.json<SegmentResult>();
    expect(necks).toHaveLength(1);
    const [neck] = necks ?? [];
    const [x = 0, y, z] = neck?.atLps ?? [];
    expect([x > 17 && x < 22, y, z]).toEqual([true, 15, 24]);
    // One plane of 2 mm and three rows of 1 mm, to half a step.
    expect(Math.abs((neck?.thicknessMm ?? 0) - 2.5)).toBeLessThanOrEqual(0.5);
    expect(neck?.beyondLps).toHaveLength(1);
    expect((neck?.partMl ?? 0) + (neck?.splitOffMl ?? 0)).toBeCloseTo(volumeMl, 9);
    const { run, out } = await segment('parted.nii.gz', '--seed=10,15,24', '--split-at=1');
    expect(run.json()).toMatchObject({ volumeMl: neck?.partMl, splitOffMl: neck?.splitOffMl });
    expect(judge(out, '(v == 900) & (np.arange(40)[:, None, None] < 20) | (v == 400) & m').same).toBe(true);
    const beyond = await segment('beyond.nii.gz', '--seed=10,15,24', '--split-at=2');
    expect(beyond.run.json()).toMatchObject({ error: { kind: 'not-found', code: 'SEGMENT_NO_NECK' } });
    expect(existsSync(beyond.out)).toBe(false);
  });

  it('warns of a disc that is gone around', async () => {
    const { run } = await segment('around.nii.gz', '--seed=10,15,24', '--close=19.5,15,24/1,0,0/0.5');
    expect(run.json()).toMatchObject({ warnings: [{ code: 'SEGMENT_GONE_AROUND' }] });
  });

  it.each([
    ['a range that is none', ['--threshold=bone'], 'CLI_USAGE'],
    ['a place beside the image', ['--seed=10,15,500'], 'SEGMENT_OUTSIDE'],
    ['a place that is not in the range', ['--seed=0,0,0'], 'SEGMENT_SEED'],
    ['thin places without a seed', ['--find-necks'], 'SEGMENT_NO_SEED'],
    ['two ways to part at once', ['--seed=10,15,24', '--split-at=1', '--split=29,15,24'], 'CLI_USAGE'],
    ['a plane without a seed', ['--close=0,0,0/1,0,0'], 'SEGMENT_NO_SEED'],
    ['an empty box', ['--box=0,0,0,1,1,1'], 'SEGMENT_EMPTY'],
  ])('refuses %s and writes nothing', async (_what, args, code) => {
    const { run, out } = await segment('refused.nii.gz', ...args);
    expect(run.json()).toMatchObject({ error: { kind: 'invalid-input', code } });
    expect(existsSync(out)).toBe(false);
  });
});
