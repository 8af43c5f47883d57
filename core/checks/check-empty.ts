import { organName } from './anatomy.ts';
import { type Check, finding, middleOn, middlePlane } from './finding.ts';
import { ml } from './words.ts';

/** Smaller than any organ that is contoured but the very smallest. */
const TINY_ML = 0.05;
const SMALL_BY_NATURE = /^(Cochlea|Lens|Marker|OpticChiasm|Pituitary|Seed|Nrv_|Glnd_Lacrimal|VestibulCochlear)/i;

export const checkEmpty: Check = {
  id: 'empty',
  title: 'Every structure is drawn',
  formula: `Empty: no voxel. Tiny: under ${TINY_ML.toString()} ml, or on one slice only.`,
  run: ({ model, drawn }) => {
    const known = new Map(drawn.map((own) => [own.structure.id, own.facts]));
    return model.structures().flatMap(({ id, name }) => {
      const facts = known.get(id);
      if (facts === undefined) {
        return [
          finding('empty', id, null, { severity: 'warning', title: `${name} is empty`, text: 'Nothing is drawn.' }),
        ];
      }
      if (SMALL_BY_NATURE.test(organName(name))) return [];
      const k = middlePlane(facts);
      const at = { k, ijk: middleOn(model, id, k) };
      if (facts.volumeMl < TINY_ML) {
        return [
          finding('empty', id, 'tiny', {
            severity: 'warning',
            title: `${name} is tiny`,
            text: `${ml(facts.volumeMl)} in all.`,
            ...at,
          }),
        ];
      }
      if (facts.planes.length > 1 || model.frame.size[2] === 1) return [];
      return [
        finding('empty', id, 'tiny', {
          severity: 'warning',
          title: `${name} is on one slice only`,
          text: `${ml(facts.volumeMl)} on slice ${(k + 1).toString()}.`,
          ...at,
        }),
      ];
    });
  },
};
