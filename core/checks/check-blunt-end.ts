import { goesThrough, isOrgan } from './anatomy.ts';
import { type Check, type CheckScope, type DrawnStructure, type Finding, finding, middleOn } from './finding.ts';
import { type MeasureRange, rangesFor } from './structure-ranges.ts';
import { cm2 } from './words.ts';

const BLUNT_CM2 = 1.5;
/** Of the slice before the last. */
const BLUNT_SHARE = 0.5;

/** Over the largest end of a hundred patients: the next hundred has a larger one. */
const BEYOND_USUAL = 1.2;

/** Ends of this organ are as large as this in one of a hundred patients; null: not learnt. */
function usualEnd(scope: CheckScope, own: DrawnStructure, atStart: boolean): MeasureRange | null {
  const measures = rangesFor(scope.ranges, own.structure.name)?.measures;
  const { centresLps } = own.facts;
  const first = centresLps[0] as readonly [number, number, number];
  const last = centresLps.at(-1) as readonly [number, number, number];
  const isTop = first[2] > last[2] === atStart;
  return measures?.[isTop ? 'topAreaCm2' : 'bottomAreaCm2'] ?? null;
}

function endFinding(scope: CheckScope, own: DrawnStructure, atStart: boolean): Finding[] {
  const { structure, facts } = own;
  const { planes, areasCm2 } = facts;
  const k = (atStart ? planes[0] : planes.at(-1)) as number;
  const nk = scope.model.frame.size[2];
  if (planes.length < 2 || k === 0 || k === nk - 1) return [];
  const area = (atStart ? areasCm2[0] : areasCm2.at(-1)) as number;
  const next = (atStart ? areasCm2[1] : areasCm2.at(-2)) as number;
  if (area <= BLUNT_CM2 || area <= BLUNT_SHARE * next) return [];
  const usual = usualEnd(scope, own, atStart);
  if (usual !== null && area <= BEYOND_USUAL * usual.p99) return [];
  return [
    finding('bluntEnd', structure.id, atStart ? 'first' : 'last', {
      severity: goesThrough(structure.name) ? 'note' : 'warning',
      title: `${structure.name} ends bluntly`,
      text: `${cm2(area)} on its ${atStart ? 'first' : 'last'} slice, ${(k + 1).toString()}.`,
      k,
      ijk: middleOn(scope.model, structure.id, k),
    }),
  ];
}

export const checkBluntEnd: Check = {
  id: 'bluntEnd',
  title: 'No organ ends bluntly',
  formula: `First or last slice over ${BLUNT_CM2.toString()} cm² and over half of the slice beside it, and a fifth larger than in 99 of 100 patients where that is known.`,
  run: (scope) =>
    scope.drawn.flatMap((own) =>
      isOrgan(own.structure) ? [...endFinding(scope, own, true), ...endFinding(scope, own, false)] : [],
    ),
};
