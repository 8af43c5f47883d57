import { isOrgan } from './anatomy.ts';
import type { CaseModel } from './case-model.ts';
import { type Check, type DrawnStructure, type Finding, finding } from './finding.ts';
import { islandsMl } from './measures.ts';
import { rangesFor } from './structure-ranges.ts';
import { count, ml } from './words.ts';

/** Pieces and holes up to this are said, but as a note. */
const SMALL_ML = 0.1;

/** Slices with holes, and a voxel of the largest one. */
function holesOf(model: CaseModel, { structure, facts }: DrawnStructure) {
  let [planes, most] = [0, 0];
  let at: readonly [number, number, number] | null = null;
  for (const k of facts.planes) {
    const holes = model.planeOf(structure.id, k)?.holes ?? [];
    if (holes.length > 0) planes++;
    for (const { voxels, i, j } of holes) {
      if (voxels <= most) continue;
      most = voxels;
      at = [i, j, k];
    }
  }
  return { planes, at };
}

export const checkIslands: Check = {
  id: 'islands',
  title: 'No islands and holes',
  formula:
    'Pieces beside the largest one (26 neighbours, gaps between slices bridged), and background shut in on a slice.',
  run: ({ model, drawn, ranges }) =>
    drawn.flatMap((own) => {
      const { structure, facts, isBody } = own;
      if (isBody || !isOrgan(structure)) return [];
      const found: Finding[] = [];
      const usual = rangesFor(ranges, structure.name)?.measures;
      const [, second] = facts.parts;
      const volumeMl = islandsMl(facts);
      if (second !== undefined) {
        found.push(
          finding('islands', structure.id, 'islands', {
            severity: volumeMl > Math.max(SMALL_ML, usual?.['islandsMl']?.p99 ?? 0) ? 'warning' : 'note',
            title: `${structure.name} has ${count(facts.parts.length - 1, 'island')}`,
            text: `${ml(volumeMl)} apart from the largest piece.`,
            k: second.ijk[2],
            ijk: second.ijk,
          }),
        );
      }
      const holes = holesOf(model, own);
      if (holes.at !== null) {
        found.push(
          finding('islands', structure.id, 'holes', {
            severity: facts.holesMl > Math.max(SMALL_ML, usual?.['holesMl']?.p99 ?? 0) ? 'warning' : 'note',
            title: `${structure.name} has holes`,
            text: `${ml(facts.holesMl)} on ${count(holes.planes, 'slice')}.`,
            k: holes.at[2],
            ijk: holes.at,
            act: { label: 'Fill', commandId: 'operation.fillHoles', args: structure.id },
          }),
        );
      }
      return found;
    }),
};
