// Clean-up of a structure after thresholding: stray islands, cavities, and structures too small to be believed.

import { type ImageGeometry, voxelVolumeMm3 } from '../geometry/index.ts';
import { boxSize, countVoxels, emptyMask, type Mask } from '../volume/index.ts';
import type { ModelLabel } from './model-manifest.ts';
import { componentSizes, fillEnclosed, findRuns, joinRuns, largestRoot, maskFromRuns, runsOfRoot } from './runs.ts';

/** The largest component (contact over faces, edges or corners: 26 neighbours); of equals the first in memory order. */
export function largestComponent(mask: Mask): Mask {
  const runs = findRuns(mask.voxels, boxSize(mask.box), 1);
  const roots = joinRuns(runs, { along: 'jk', diagonal: true });
  const best = largestRoot(componentSizes(runs, roots));
  return maskFromRuns(runs, runsOfRoot(roots, best), mask.box, mask.size);
}

/** Holes filled: 'volume' = cavities closed on all sides, 'slice' = what is enclosed within one plane of the image. */
export function fillHoles(mask: Mask, mode: 'volume' | 'slice'): Mask {
  const voxels = mask.voxels.slice();
  fillEnclosed(voxels, boxSize(mask.box), mode === 'volume' ? 'jk' : 'j');
  return { ...mask, voxels };
}

/** The steps of a label, in their fixed order: largest component, holes, minimum volume (below it: an empty mask). */
export function postProcess(mask: Mask, steps: ModelLabel['postProcessing'], g: ImageGeometry): Mask {
  let out = mask;
  if (steps.largestComponent) out = largestComponent(out);
  if (steps.holeFilling !== 'none') out = fillHoles(out, steps.holeFilling);
  const volumeMl = (countVoxels(out) * voxelVolumeMm3(g)) / 1000;
  return volumeMl < steps.minimumVolumeMl ? emptyMask(mask.size) : out;
}
