import { type Check, finding, middleOn } from './finding.ts';
import { ml, percent } from './words.ts';

/** What is drawn to the skin, and an outline of the body that follows the airway, leave that much of a good contour
 * outside. */
const FREE_ML = 1;
const FREE_SHARE = 0.05;
/** Of whatever is smaller than that. */
const SMALL_SHARE = 0.2;

export const checkOutside: Check = {
  id: 'outside',
  title: 'All lies inside the body',
  formula: `Volume outside of Body or External: over ${FREE_ML.toString()} ml and ${percent(FREE_SHARE)}, or over ${percent(SMALL_SHARE)} of the structure.`,
  run: ({ model, drawn, bodyFor }) =>
    drawn.flatMap(({ structure, facts, isBody }) => {
      const body = isBody || structure.interpretedType === 'SUPPORT' ? null : bodyFor(structure);
      if (body === null || /^(couch|table|bolus|mask)/i.test(structure.name)) return [];
      const outside = model.outsideOf(structure.id, body.structure.id);
      const share = outside.volumeMl / facts.volumeMl;
      const isMuch = share > SMALL_SHARE || (outside.volumeMl > FREE_ML && share > FREE_SHARE);
      if (outside.k === null || !isMuch) return [];
      return [
        finding('outside', structure.id, null, {
          severity: 'warning',
          title: `${structure.name} leaves ${body.structure.name}`,
          text: `${ml(outside.volumeMl)} outside (${percent(share)}), most on slice ${(outside.k + 1).toString()}.`,
          k: outside.k,
          ijk: middleOn(model, structure.id, outside.k),
        }),
      ];
    }),
};
