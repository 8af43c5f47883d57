// Thirty classes on a CT of 512 x 512 x 300 at its own resolution. bench/sections/engine.ts runs it as a process of its own and
// watches its memory and that of the network's process. Argument: the folder in which peers/make_native_classes.py put
// the model, a U-Net whose answer is known: class n where the intensity is nearest to n hundred HU.

import { regularGeometry } from '../core/geometry/index.ts';
import { countVoxels } from '../core/volume/index.ts';
import { autoContour, type ContourProgress, createModelRegistry } from '../main/inference/index.ts';

const SIZE = [512, 512, 300] as const;
const CLASSES = 29;
const RADIUS = 40;

const [root = ''] = process.argv.slice(2);

/** A ball a class, on a lattice of 6 x 5: as many voxels as large organs have, spread over the whole CT. */
function phantom(): { readonly voxels: Int16Array; readonly counts: readonly number[] } {
  const [ni, nj, nk] = SIZE;
  const voxels = new Int16Array(ni * nj * nk);
  const counts: number[] = [];
  for (let n = 1; n <= CLASSES; n++) {
    const [ci, cj, ck] = [45 + 84 * ((n - 1) % 6), 50 + 100 * Math.floor((n - 1) / 6), 60 + ((n * 37) % 180)];
    let count = 0;
    for (let k = Math.max(0, ck - RADIUS); k <= Math.min(nk - 1, ck + RADIUS); k++) {
      for (let j = cj - RADIUS; j <= cj + RADIUS; j++) {
        for (let i = ci - RADIUS; i <= ci + RADIUS; i++) {
          if ((i - ci) ** 2 + (j - cj) ** 2 + (k - ck) ** 2 > RADIUS ** 2) continue;
          voxels[(k * nj + j) * ni + i] = 100 * n;
          count++;
        }
      }
    }
    counts.push(count);
  }
  return { voxels, counts };
}

/** Says how far the work is, about twenty times. */
function sayProgress({ phase, done, total }: ContourProgress): void {
  if (done % Math.ceil(total / 20) !== 0 && done !== total) return;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  process.stderr.write(`${phase} ${done} of ${total}, ${seconds} s\n`);
}

const { voxels, counts } = phantom();
const geometry = regularGeometry({ size: SIZE, spacingMm: [0.9, 0.9, 1.5], originLps: [-230, -230, -225] });
const model = await createModelRegistry([root]).find('native-classes');
const startedMs = performance.now();
let firstMs: number | null = null;
const result = await autoContour({
  volume: { geometry, voxels },
  modality: 'CT',
  model,
  device: 'cpu',
  report: sayProgress,
  onStructure: () => {
    firstMs ??= performance.now() - startedMs;
  },
});
const totalMs = performance.now() - startedMs;
const found = result.masks.map(({ mask }) => countVoxels(mask));
const wrong = found.reduce((sum, count, n) => sum + Math.abs(count - (counts[n] as number)), 0);
const { inferenceMs } = result.timings;
process.stdout.write(
  JSON.stringify({
    classes: CLASSES + 1,
    size: SIZE.join(' x '),
    patches: result.patches.run,
    seconds: totalMs / 1000,
    networkSeconds: inferenceMs / 1000,
    outsideNetworkSeconds: (totalMs - inferenceMs) / 1000,
    firstStructureSeconds: (firstMs ?? totalMs) / 1000,
    ownPeakBytes: process.resourceUsage().maxRSS * 1024,
    wrongVoxels: wrong,
  }),
);
