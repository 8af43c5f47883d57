import { type Check, finding, middleOn } from './finding.ts';
import { count, listed } from './words.ts';

/** Names of more structures than this are counted. */
const NAMED = 3;

export const checkUnseen: Check = {
  id: 'unseen',
  title: 'Every slice has been shown',
  formula: 'Slices of structures that are neither reviewed nor imported untouched, shown for 300 ms or edited.',
  run: ({ model, drawn }) => {
    const open = drawn.flatMap(({ structure, facts, isBody }) => {
      const { review, origin, editedSlices, seen, derivedFrom } = structure;
      if (review.isReviewed || isBody || derivedFrom !== null) return [];
      if (origin === 'imported' && editedSlices.length === 0) return [];
      const known = new Set([...seen, ...editedSlices, ...review.slices]);
      const unseen = facts.planes.filter((k) => !known.has(k));
      return unseen.length === 0 ? [] : [{ structure, unseen }];
    });
    const [first] = open;
    if (first === undefined) return [];
    const slices = open.reduce((sum, { unseen }) => sum + unseen.length, 0);
    const names = open.map(({ structure }) => structure.name);
    const k = first.unseen[0] as number;
    return [
      finding('unseen', open.length === 1 ? first.structure.id : null, null, {
        severity: 'note',
        title: `${count(slices, 'slice')} ${slices === 1 ? 'has' : 'have'} not been shown`,
        text: names.length <= NAMED ? `Of ${listed(names)}.` : `Of ${count(names.length, 'structure')}.`,
        k,
        ijk: middleOn(model, first.structure.id, k),
      }),
    ];
  },
};
