// Making structures from values beside scipy and scikit-image, on the same voxels: growing against labelling, splitting
// against their watershed, necks against the Euclidean distance transform.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  computeSegmentation,
  createStackFrame,
  maskFromSlices,
  plainRange,
  type Segmentation,
  type SegmentResult,
  type StructureSlices,
} from '../../core/edit/index.ts';
import { regularGeometry, type Size3 } from '../../core/geometry/index.ts';
import { denseFromMask } from '../../core/volume/index.ts';
import { runPython } from '../support/run-python.ts';
import { seededRandom } from '../support/seeded-random.ts';

const size: Size3 = [60, 52, 26];
const frame = createStackFrame(regularGeometry({ size, spacingMm: [0.9, 1.3, 2.5], originLps: [0, 0, 0] }));

/** Lumps that touch, with noise on them. */
const random = seededRandom(5);
const voxels = Int16Array.from({ length: size[0] * size[1] * size[2] }, (_, at) => {
  const [i, j, k] = [at % 60, Math.floor(at / 60) % 52, Math.floor(at / 3120)];
  const wave = Math.sin(i / 4.1) + Math.sin(j / 3.1 + 1) + Math.sin(k / 1.9);
  return Math.round(300 * wave + 250 * random());
});
const range = { low: 330, high: 1500 };
const highest = voxels.indexOf(Math.max(...voxels));
const placeOf = (at: number) => [at % 60, Math.floor(at / 60) % 52, Math.floor(at / 3120)] as const;
const seed = placeOf(highest);

const make = (more: Partial<Segmentation>): SegmentResult =>
  computeSegmentation({ ...plainRange(range), seeds: [seed], ...more }, frame, { voxels, own: null, within: null });

const folder = mkdtempSync(join(tmpdir(), 'limner-segment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, slices: StructureSlices): string => {
  const path = join(folder, name);
  writeFileSync(path, denseFromMask(maskFromSlices(slices, size)));
  return path;
};

const JUDGE = `
import sys, json, numpy as np
from scipy import ndimage as nd
from skimage.segmentation import watershed
n = (26, 52, 60); s = (2.5, 1.3, 0.9)
v = np.fromfile(sys.argv[1], np.int16).reshape(n)
read = lambda p: np.fromfile(p, np.uint8).reshape(n) > 0
all_, grown, bright, dark, thick, thin, necked = [read(p) for p in sys.argv[2:9]]
seed, other = [tuple(int(x) for x in p.split(',')) for p in sys.argv[9:11]]
mask = (v >= 330) & (v <= 1500)
lab = nd.label(mask)[0]; own = lab == lab[seed]
edt = nd.distance_transform_edt(np.pad(mask, 1), sampling=s)[1:-1, 1:-1, 1:-1]
markers = np.zeros(n, int)
for part, place in ((1, seed), (2, other)):
    away = sum(((x - p) * step) ** 2 for x, p, step in zip(np.indices(n), place, s))
    markers[(away <= 16) & mask] = part
sums = v.astype(float)
for axis in range(3): sums = nd.convolve1d(sums, [1, 2, 1], axis=axis, mode='nearest')
by_value = watershed(np.clip(np.floor(1500 - sums / 64 + 0.5), 0, 4095).astype(int), markers, mask=mask)
by_depth = watershed(4095 - np.round(edt.astype(np.float32) * 32).astype(int), markers, mask=mask)
core = (edt >= (2.0 + 0.45) * (1 - 1e-6)) & mask
cl = nd.label(core)[0]; near = np.argwhere(cl > 0)
kept = np.unique(cl[necked & core])
print(json.dumps({
  'range': int((all_ != mask).sum()), 'grown': int((grown != own).sum()), 'parts': int(lab.max()),
  'bright': int((bright != (by_value == 1)).sum()), 'dark': int((dark != (by_value == 2)).sum()),
  'thick': int((thick != (by_depth == 1)).sum()), 'thin': int((thin != (by_depth == 2)).sum()),
  'sizes': [int(x.sum()) for x in (own, bright, dark, thick, thin, necked)],
  'cores': len(kept), 'coreMissed': int((np.isin(cl, kept) & core & ~necked).sum()), 'allCores': int(cl.max()),
  'outside': int((necked & ~own).sum()) }))`;

describe('beside scipy and scikit-image', () => {
  it('ranges, growing and both ways of splitting are the same voxel by voxel', () => {
    // The brightest place that is far from the first.
    const others = [...voxels.keys()].filter((at) => Math.abs(placeOf(at)[0] - seed[0]) > 22);
    const other = placeOf(others.reduce((best, at) => ((voxels[at] as number) > (voxels[best] as number) ? at : best)));
    const raw = join(folder, 'values');
    writeFileSync(raw, voxels);
    const [bright, thick] = [make({ others: [other] }), make({ others: [other], splitBy: 'thickness' })];
    const found = runPython<Record<string, number> & { sizes: number[] }>(
      JUDGE,
      raw,
      file('all', make({ seeds: [] }).slices),
      file('grown', make({}).slices),
      file('bright', bright.slices),
      file('dark', bright.rest),
      file('thick', thick.slices),
      file('thin', thick.rest),
      file('necked', make({ neckMm: 2 }).slices),
      [...seed].reverse().join(','),
      [...other].reverse().join(','),
    );
    expect(found).toMatchObject({ range: 0, grown: 0, bright: 0, dark: 0, thick: 0, thin: 0 });
    // Necks: one core alone, the whole of it, and nothing that does not hang together with it.
    expect(found).toMatchObject({ cores: 1, coreMissed: 0, outside: 0 });
    expect(found['allCores']).toBeGreaterThan(3);
    expect(Math.min(...found.sizes)).toBeGreaterThan(100);
  });
});
