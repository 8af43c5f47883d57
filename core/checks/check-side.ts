import type { CheckScope, DrawnStructure } from './finding.ts';
import { type Check, finding, middleOn, middlePlane } from './finding.ts';
import { bodyAround } from './measures.ts';
import { laterality, type Side, sidelessName } from './names.ts';
import { mm } from './words.ts';

/** Nearer to the midline than this no side is read out of a place, mm. */
const CLEAR_MM = 4;
const MIDLINE =
  /^(Brainstem|SpinalCord|Larynx|Bone_Mandible|Trachea|Esophagus|Brain|Spine|OpticChiasm|Pituitary|Pharynx)$/;

/** x of the patient's midline, LPS mm: between both of a pair, else of organs that lie on it, else of the body. */
function midlineOf(scope: CheckScope, own: DrawnStructure, partner: DrawnStructure | null): number | null {
  const ofBody = scope.bodyFor(own.structure);
  const centres = scope.drawn
    .filter(({ structure }) => structure.groupId === own.structure.groupId && MIDLINE.test(structure.name))
    .map(({ facts }) => facts.centroidLps[0])
    .sort((a, b) => a - b);
  if (centres.length > 0) return centres[centres.length >> 1] as number;
  const body = ofBody === null ? null : bodyAround(scope.model, ofBody.structure.id, own.facts.planes);
  if (body !== null) return (body.x0 + body.x1) / 2;
  return partner === null ? null : (own.facts.centroidLps[0] + partner.facts.centroidLps[0]) / 2;
}

const partnerOf = (scope: CheckScope, { structure }: DrawnStructure, side: Side): DrawnStructure | null =>
  scope.drawn.find(
    ({ structure: other }) =>
      other.groupId === structure.groupId &&
      sidelessName(other.name) === sidelessName(structure.name) &&
      laterality(other.name) === (side === 'left' ? 'right' : 'left'),
  ) ?? null;

export const checkSide: Check = {
  id: 'side',
  title: 'Left and right are as named',
  formula: 'x of the centroid from the midline of midline organs, else of the body; and that of its partner.',
  run: (scope) =>
    scope.drawn.flatMap((own) => {
      const { structure, facts } = own;
      const side = laterality(structure.name);
      if (side === null || structure.derivedFrom !== null) return [];
      const partner = partnerOf(scope, own, side);
      const midline = midlineOf(scope, own, partner);
      if (midline === null) return [];
      // LPS: x grows to the patient's left.
      const offset = facts.centroidLps[0] - midline;
      const wrong = side === 'left' ? -offset : offset;
      if (wrong <= CLEAR_MM) return [];
      const found: Side = side === 'left' ? 'right' : 'left';
      const k = middlePlane(facts);
      const partnerOffset = partner === null ? 0 : partner.facts.centroidLps[0] - midline;
      const isSwapped = partner !== null && (side === 'left' ? partnerOffset > CLEAR_MM : partnerOffset < -CLEAR_MM);
      return [
        finding('side', structure.id, null, {
          severity: 'warning',
          title: isSwapped
            ? `${structure.name} and ${partner.structure.name} are swapped`
            : `${structure.name} lies on the ${found}`,
          text: `${mm(wrong)} to the patient's ${found} of the midline.`,
          k,
          ijk: middleOn(scope.model, structure.id, k),
        }),
      ];
    }),
};
