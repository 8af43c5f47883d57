import { goesThrough } from './anatomy.ts';
import { type Check, finding, middleOn } from './finding.ts';
import { count } from './words.ts';

export const checkBorder: Check = {
  id: 'border',
  title: 'Nothing is cut by the image',
  formula:
    'Voxels in the outermost row, column or slice of the image; long organs may leave through the first and last slice.',
  run: ({ model, drawn }) => {
    const [ni, nj, nk] = model.frame.size;
    return drawn.flatMap(({ structure, facts, isBody }) => {
      if (isBody) return [];
      const cut = facts.planes.filter((k) => {
        const rect = model.planeOf(structure.id, k)?.rect;
        return rect !== undefined && (rect.i0 === 0 || rect.j0 === 0 || rect.i1 === ni || rect.j1 === nj);
      });
      const ends = goesThrough(structure.name) || nk === 1 ? [] : facts.planes.filter((k) => k === 0 || k === nk - 1);
      const k = cut[cut.length >> 1] ?? ends[0];
      if (k === undefined) return [];
      return [
        finding('border', structure.id, null, {
          severity: 'warning',
          title: `${structure.name} is cut by the image`,
          text:
            cut.length > 0
              ? `It reaches the edge of the picture on ${count(cut.length, 'slice')}.`
              : `It is still there on the ${k === 0 ? 'first' : 'last'} slice of the image.`,
          k,
          ijk: middleOn(model, structure.id, k),
        }),
      ];
    });
  },
};
