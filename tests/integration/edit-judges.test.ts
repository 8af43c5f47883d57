// The work on structures against scipy, on the same voxels: margins against the Euclidean distance transform, parts
// against labelling, holes against binary_fill_holes; and planes between drawn ones on organs that an oncologist drew,
// against plain linear interpolation of signed distances.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createStackFrame,
  equalMargin,
  expandStructure,
  fillHoles,
  interpolateMissing,
  maskFromSlices,
  type SliceBits,
  type StructureSlices,
  shrinkStructure,
  slicesFromMask,
  splitIntoParts,
  withChanges,
} from '../../core/edit/index.ts';
import { regularGeometry, type Size3 } from '../../core/geometry/index.ts';
import { denseFromMask, maskFromDense } from '../../core/volume/index.ts';
import { slicesWhere } from '../support/edit-stacks.ts';
import { readTestNrrd } from '../support/nrrd-for-tests.ts';
import { runPython } from '../support/run-python.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';

const size: Size3 = [40, 36, 14];
const spacingMm = [0.9, 1.3, 2.5] as const;
const g = regularGeometry({ size, spacingMm, originLps: [0, 0, 0] });
const frame = createStackFrame(g);
// A shell with a cavity, a bar with a gap, and two crumbs.
const slices = slicesWhere(g, (i, j, k) => {
  const shell = Math.hypot(i - 18, j - 17, 2 * (k - 6));
  return (
    (shell < 9 && shell > 5) || (j === 30 && k === 6 && i > 4 && i < 34 && i !== 20) || (i === 36 && j === 4 && k > 10)
  );
});

const bytes = (of: StructureSlices) => Buffer.from(denseFromMask(maskFromSlices(of, size))).toString('base64');

const JUDGE = `
import sys, json, base64, numpy as np
from scipy import ndimage as nd
n = [14, 36, 40]; s = (2.5, 1.3, 0.9)
read = lambda t: np.frombuffer(base64.b64decode(t), np.uint8).reshape(n) > 0
src, grown, shrunk, filled2, filled3 = [read(t) for t in sys.argv[1:6]]
out = nd.distance_transform_edt(~src, sampling=s)
pad = np.pad(src, 3)
inn = nd.distance_transform_edt(pad, sampling=s)[3:-3, 3:-3, 3:-3]
plane = np.stack([nd.binary_fill_holes(p) for p in src])
print(json.dumps({
  'grown': int((grown != (out <= 4 + 1e-6)).sum()), 'shrunk': int((shrunk != (inn > 1.8 + 1e-6)).sum()),
  'count': int(grown.sum()), 'left': int(shrunk.sum()),
  'plane': int((filled2 != plane).sum()), 'volume': int((filled3 != nd.binary_fill_holes(src)).sum()),
  'parts': nd.label(src, np.ones((3, 3, 3)))[1],
}))`;

describe('beside scipy', () => {
  it('margins, parts and holes are the same voxel by voxel', () => {
    const found = runPython<Record<string, number>>(
      JUDGE,
      bytes(slices),
      bytes(expandStructure(slices, frame, equalMargin(4))),
      bytes(shrinkStructure(slices, frame, equalMargin(1.8))),
      bytes(fillHoles(slices, 'planes')),
      bytes(fillHoles(slices, 'volume')),
    );
    expect(found).toMatchObject({ grown: 0, shrunk: 0, plane: 0, volume: 0, parts: splitIntoParts(slices).length });
    expect(found['count']).toBeGreaterThan(3000);
    expect(found['left']).toBeGreaterThan(50);
  });
});

const LINEAR = `
import sys, json, numpy as np
from scipy.ndimage import distance_transform_edt as edt
n = json.loads(sys.argv[1]); d = np.fromfile(sys.argv[2], np.uint8).reshape(n) > 0
d = np.pad(d, ((0, 0), (3, 3), (3, 3))); last = len(d) - 1
keys = [k for k in range(last + 1) if k % 5 == 0 or k == last]
sd = lambda m: np.where(m, .5 - edt(m), edt(~m) - .5)
out = np.zeros_like(d)
for a, b in zip(keys, keys[1:]):
    A, B = sd(d[a]), sd(d[b])
    for k in range(a, b + 1): out[k] = ((b - k) * A + (k - a) * B) / (b - a) < 0
print(json.dumps(2 * float((out & d).sum()) / float(out.sum() + d.sum())))`;

function diceOf(a: Uint8Array, b: Uint8Array): number {
  let [n, both] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    n += (a[at] as number) + (b[at] as number);
    both += (a[at] as number) & (b[at] as number);
  }
  return (2 * both) / n;
}

describeWithShared('planes between drawn ones, on organs of tcia-hn-oar with every fifth plane kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'limner-planes-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['Parotid-Lt', 0.86],
    ['Brainstem', 0.94],
    ['Spinal-Cord', 0.89],
    ['Lung-Rt', 0.985],
  ])('%s', (name, least) => {
    const image = readTestNrrd(sharedPath('datasets', 'tcia-hn-oar', '0522c0017', 'oncologist', `${name}.nrrd`));
    const mask = maskFromDense(image.voxels, image.geometry.size);
    const full = slicesFromMask(mask);
    const { k0, k1, i0, i1, j0, j1 } = mask.box;
    const kept = new Map<number, SliceBits>([...full].filter(([k]) => (k - k0) % 5 === 0 || k === k1 - 1));
    const filled = withChanges(kept, interpolateMissing(kept, createStackFrame(image.geometry)));
    const found = diceOf(denseFromMask(maskFromSlices(filled, mask.size)), denseFromMask(mask));
    const path = join(folder, `${name}.raw`);
    writeFileSync(path, mask.voxels);
    const linear = runPython<number>(LINEAR, JSON.stringify([k1 - k0, j1 - j0, i1 - i0]), path);
    expect(found).toBeGreaterThan(linear);
    expect(found).toBeGreaterThan(least);
  });
});
