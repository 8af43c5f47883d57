import { type Check, finding, middleOn } from './finding.ts';
import { ml, percent } from './words.ts';

/** Skin and voxels at the surface of the body are drawn to within this. */
const FREE_ML = 0.3;
const FREE_SHARE = 0.02;

export const checkOutside: Check = {
  id: 'outside',
  title: 'All lies inside the body',
  formula: `Volume outside of Body or External, over ${FREE_ML.toString()} ml and ${percent(FREE_SHARE)} of the structure.`,
  run: ({ model, drawn, bodyFor }) =>
    drawn.flatMap(({ structure, facts, isBody }) => {
      const body = isBody || structure.interpretedType === 'SUPPORT' ? null : bodyFor(structure);
      if (body === null || /^(couch|table|bolus|mask)/i.test(structure.name)) return [];
      const outside = model.outsideOf(structure.id, body.structure.id);
      const share = outside.volumeMl / facts.volumeMl;
      if (outside.k === null || outside.volumeMl <= FREE_ML || share <= FREE_SHARE) return [];
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
