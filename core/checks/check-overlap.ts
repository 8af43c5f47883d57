import { overlapRule } from './anatomy.ts';
import { type Check, type Finding, finding, middleOn } from './finding.ts';
import { ml, percent } from './words.ts';

/** What rounding to voxels may share. */
const FREE_ML = 0.1;
/** Of organs that go over into one another, of the smaller one. */
const BORDERING_SHARE = 0.15;

export const checkOverlap: Check = {
  id: 'overlap',
  title: 'No organs overlap that cannot',
  formula: `Volume that two organs of one set share, over ${FREE_ML.toString()} ml; organs that go over into one another may share ${percent(BORDERING_SHARE)} of the smaller.`,
  run: ({ model, drawn }) => {
    const found: Finding[] = [];
    drawn.forEach((a, at) => {
      for (const b of drawn.slice(at + 1)) {
        if (a.structure.groupId !== b.structure.groupId) continue;
        const rule = overlapRule(a.structure.name, b.structure.name);
        if (rule === 'allowed') continue;
        const shared = model.sharedOf(a.structure.id, b.structure.id);
        const share = shared.volumeMl / Math.min(a.facts.volumeMl, b.facts.volumeMl);
        if (shared.k === null || shared.volumeMl <= FREE_ML) continue;
        found.push(
          finding('overlap', a.structure.id, b.structure.id, {
            severity: rule === 'forbidden' || share > BORDERING_SHARE ? 'warning' : 'note',
            title: `${a.structure.name} overlaps ${b.structure.name}`,
            text: `${ml(shared.volumeMl)} shared, most on slice ${(shared.k + 1).toString()}.`,
            k: shared.k,
            ijk: middleOn(model, (a.facts.volumeMl < b.facts.volumeMl ? a : b).structure.id, shared.k),
          }),
        );
      }
    });
    return found;
  },
};
