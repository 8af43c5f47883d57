import { isOrgan } from './anatomy.ts';
import { type Check, finding, middleOn } from './finding.ts';
import { mm, slices } from './words.ts';

export const checkGap: Check = {
  id: 'gap',
  title: 'No slice is missing',
  formula: 'Planes without voxels between the first and the last plane of a structure.',
  run: ({ model, drawn }) =>
    drawn.flatMap(({ structure, facts }) => {
      const { planes } = facts;
      const { heightMm } = model.frame;
      return planes.slice(1).flatMap((next, at) => {
        const before = planes[at] as number;
        if (next === before + 1) return [];
        const [from, to] = [before + 1, next - 1];
        const lengthMm = (heightMm[next] as number) - (heightMm[before] as number);
        const middle = middleOn(model, structure.id, before) ?? [0, 0, 0];
        return [
          finding('gap', structure.id, from.toString(), {
            severity: isOrgan(structure) || from === to ? 'warning' : 'note',
            title: `${structure.name} is missing ${slices(from, to)}`,
            text: `A gap of ${mm(lengthMm)} between what is drawn.`,
            k: from,
            ijk: [middle[0], middle[1], from],
            act: { label: 'Fill', commandId: 'operation.fillBetween', args: structure.id },
          }),
        ];
      });
    }),
};
