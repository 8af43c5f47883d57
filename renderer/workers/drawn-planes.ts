// A structure of the open case as its histogram takes it: the points that were imported where nobody has changed them, the
// outline of the voxels everywhere else.

import { traceMask } from '../../core/contour/index.ts';
import { type ContourPlanes, type GridLoop, planesOfContours, planesOfGrid } from '../../core/dose/index.ts';
import { maskFromSlices, type SliceContent } from '../../core/edit/index.ts';
import { type ImageGeometry, indexFromLps, type Vec3 } from '../../core/geometry/index.ts';

/** Points of LPS mm on plane k, as indices of the grid. */
function onGrid(geometry: ImageGeometry, k: number, xyz: Float64Array): GridLoop {
  const ij = new Float64Array((xyz.length / 3) * 2);
  for (let at = 0, out = 0; at < xyz.length; at += 3) {
    const point = xyz.subarray(at, at + 3) as unknown as Vec3;
    const [i, j] = indexFromLps(geometry, point);
    ij[out++] = i;
    ij[out++] = j;
  }
  return { k, ij };
}

/** An untouched imported structure is taken as `limner dvh` takes its file; one that was drawn on, plane by plane. */
export function drawnPlanes(slices: ReadonlyMap<number, SliceContent>, geometry: ImageGeometry): ContourPlanes {
  const contents = [...slices];
  if (contents.length > 0 && contents.every(([, { importedLoops }]) => importedLoops !== null)) {
    const contours = contents.flatMap(([, { importedLoops }]) =>
      (importedLoops ?? []).map((xyz) => ({ geometricType: 'CLOSED_PLANAR', xyz })),
    );
    return planesOfContours(contours, geometry);
  }
  const drawn = contents.filter(([, { importedLoops }]) => importedLoops === null);
  const mask = maskFromSlices(new Map(drawn.map(([k, { bits }]) => [k, bits])), geometry.size);
  const imported = contents.flatMap(([k, { importedLoops }]) =>
    (importedLoops ?? []).map((xyz) => onGrid(geometry, k, xyz)),
  );
  return { planes: planesOfGrid(geometry, [...traceMask(mask), ...imported]), warnings: [] };
}
