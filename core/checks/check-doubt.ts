// What a model itself was unsure of, more than it usually is of that organ.

import { doubtOf } from './doubt.ts';
import { limitFor } from './doubt-limits.ts';
import { type Check, type CheckScope, type DrawnStructure, type Finding, finding } from './finding.ts';
import { ml, slice } from './words.ts';

function doubtFindings(scope: CheckScope, { structure, facts, isBody }: DrawnStructure): Finding[] {
  const { id, name, groupId, modelGroupId, editedSlices, review } = structure;
  const map = modelGroupId === null ? null : scope.model.mapOf(modelGroupId);
  const usual = map === null || isBody ? null : limitFor(scope.limits, map.model, name);
  if (map === null || usual === null || review.isReviewed) return [];
  const others = scope.drawn
    .filter((other) => !other.isBody && other.structure.groupId === groupId && other.structure.id !== id)
    .map((other) => other.structure.id);
  const settled = new Set([...editedSlices, ...review.slices]);
  const doubt = doubtOf(scope.model, id, { others, settled, sampler: map.sampler });
  if (doubt === null || doubt.share <= usual.limit) return [];
  const { k, ijk } = doubt.worst;
  return [
    finding('doubt', id, null, {
      severity: 'warning',
      title: `The network is unsure of ${name}`,
      text: `${ml(doubt.share * facts.volumeMl)} along its edge are in doubt; up to ${ml(usual.limit * facts.volumeMl)} are usual for its size. Least certain on slice ${slice(k)}.`,
      k,
      ijk,
    }),
  ];
}

export const checkDoubt: Check = {
  id: 'doubt',
  title: 'No network was unsure more than usual',
  formula:
    'Uncertainty within 5 mm of the edge, summed up to a volume, over the volume of the structure; the limit was learnt from the same model on many patients. Slices that were edited or reviewed do not count.',
  run: (scope) => scope.drawn.flatMap((drawn) => doubtFindings(scope, drawn)),
};
