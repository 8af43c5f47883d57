// How small the patches of a network may become where memory is short.

import type { ModelManifestJson } from '../inference/index.ts';
import { type DerivedFact, isFreeSize } from './derivation.ts';

type Axis = Pick<ModelManifestJson['input']['axes'][number], 'patch' | 'multipleOf'>;

/**
 * Voxels of a side that is not made smaller: networks that normalise by what is in their patch, as nnU-Net does, and see
 * less of the patient get worse. Measured with han-oar-fast on the sample case, against the clinical contours: patches of
 * 32 x 64 x 64 in place of 64 cost no structure more than 0.04 of Dice, patches of 32 cost the brainstem 0.11 and the
 * larynx 0.18. Better slow on the CPU than that.
 */
const LEAST_SIDE = 64;

/**
 * Half the patch by axis, a multiple of what the network asks, and two voxels of its coarsest level at least. null: the
 * network takes no other size, or there is no smaller one.
 */
export function smallestPatch(
  axes: readonly [Axis, Axis, Axis],
  inputShape: readonly (number | null)[] | null,
): [number, number, number] | null {
  if (!isFreeSize(inputShape)) return null;
  const found = axes.map(({ patch, multipleOf }) => {
    const side = Math.max(patch / 2, LEAST_SIDE);
    return Math.min(patch, multipleOf * Math.max(2, Math.ceil(side / multipleOf)));
  });
  return found.every((size, a) => size === axes[a]?.patch) ? null : (found as [number, number, number]);
}

/** What a person is told of it. */
export const smallestPatchFact = (patch: readonly number[] | null): DerivedFact => ({
  what: 'smallest patch where memory is short',
  value: patch === null ? 'the patch alone' : patch.join(' x '),
  from: patch === null ? 'the network' : 'assumed (half of it, which the network takes)',
});

/** What networks ask for that halve their input five times; few do so more often. */
const DEEPEST = 32;

/** What a network whose files do not say it may ask sizes to be a multiple of: a power of two that its own patch is. */
export function likelyMultiple(patch: number): number {
  let multiple = 1;
  while (multiple < DEEPEST && patch % (2 * multiple) === 0) multiple *= 2;
  return multiple;
}
