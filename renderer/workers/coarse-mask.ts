// A structure on larger cells: what a surface is made from when the full one would take longer than a person waits.

import { forEachRun, type SliceBits } from '../../core/edit/index.ts';
import { type ImageGeometry, iDirection, jDirection, planeOrigin, type Vec3 } from '../../core/geometry/index.ts';
import { type Mask, maskFromDense } from '../../core/volume/index.ts';

/** Voxels of a cell along i and j, and along k. */
export interface CellSize {
  readonly inPlane: number;
  readonly planes: number;
}

/** Voxels in the box of a structure above which it is first shown coarsely. Full surfaces take about 0.1 s for so many. */
const QUICK_BOX_VOXELS = 1_500_000;

/** Voxels in the box of a structure above which its last surface is made from larger cells too: the outside of a body in
 * voxels has more triangles than a view has pixels, and is drawn with every turn. */
const SHOWN_BOX_VOXELS = 6_000_000;

/** Cells of the surface that comes first; 1 and 1 where a structure is small anyway. */
export const quickCells = (slices: ReadonlyMap<number, SliceBits>, geometry: ImageGeometry): CellSize =>
  cellsWithin(slices, geometry, QUICK_BOX_VOXELS);

/** Cells of the surface that stays. */
export const shownCells = (slices: ReadonlyMap<number, SliceBits>, geometry: ImageGeometry): CellSize =>
  cellsWithin(slices, geometry, SHOWN_BOX_VOXELS);

function cellsWithin(slices: ReadonlyMap<number, SliceBits>, geometry: ImageGeometry, mostBoxVoxels: number): CellSize {
  let [columns, rows] = [0, 0];
  for (const { wordsPerRow, rows: height } of slices.values()) {
    columns = Math.max(columns, 32 * wordsPerRow);
    rows = Math.max(rows, height);
  }
  const boxVoxels = columns * rows * slices.size;
  let [inPlane, planes] = [1, 1];
  const [si, , sk] = geometry.spacingMm;
  while (boxVoxels / (inPlane * inPlane * planes) > mostBoxVoxels) {
    // The thinner side of a cell grows first: cells stay as cubic as the voxels let them be.
    if (inPlane * si <= planes * sk || planes >= slices.size / 8) inPlane++;
    else planes++;
  }
  return { inPlane, planes };
}

/** Geometry of the cells: the centre of each is the mean of its voxels' centres. */
export function coarseGeometry(g: ImageGeometry, { inPlane, planes }: CellSize): ImageGeometry {
  const [ni, nj, nk] = g.size;
  const depth = Math.ceil(nk / planes);
  const [di, dj] = [iDirection(g), jDirection(g)];
  const half = (inPlane - 1) / 2;
  const origins: number[] = [];
  for (let cell = 0; cell < depth; cell++) {
    const last = Math.min((cell + 1) * planes, nk) - 1;
    const [from, to] = [planeOrigin(g, cell * planes), planeOrigin(g, last)];
    for (const axis of [0, 1, 2] as const) {
      const middle = ((from[axis] as number) + (to[axis] as number)) / 2;
      origins.push(middle + half * (g.spacingMm[0] * di[axis] + g.spacingMm[1] * dj[axis]));
    }
  }
  return {
    ...g,
    size: [Math.ceil(ni / inPlane), Math.ceil(nj / inPlane), depth],
    spacingMm: [g.spacingMm[0] * inPlane, g.spacingMm[1] * inPlane, g.spacingMm[2] * planes] as Vec3,
    planeOriginsLps: origins,
  };
}

/** Cells of which at least half is set. */
export function coarseMask(slices: ReadonlyMap<number, SliceBits>, g: ImageGeometry, cells: CellSize): Mask {
  const { inPlane, planes } = cells;
  const { size } = coarseGeometry(g, cells);
  const [ni, nj, nk] = size;
  const counts = new Uint16Array(ni * nj * nk);
  for (const [k, bits] of slices) {
    const base = Math.floor(k / planes) * ni * nj;
    forEachRun(bits, (j, from, to) => {
      const row = base + Math.floor(j / inPlane) * ni;
      for (let i = from; i < to; ) {
        const cell = Math.floor(i / inPlane);
        const end = Math.min((cell + 1) * inPlane, to);
        counts[row + cell] = (counts[row + cell] as number) + end - i;
        i = end;
      }
    });
  }
  const dense = new Uint8Array(counts.length);
  // The last cells of a row, column or stack hold fewer voxels.
  const length = (cell: number, step: number, count: number) => Math.min((cell + 1) * step, count) - cell * step;
  for (let k = 0, at = 0; k < nk; k++) {
    const depth = length(k, planes, g.size[2]);
    for (let j = 0; j < nj; j++) {
      const rowHalf = (length(j, inPlane, g.size[1]) * depth) / 2;
      for (let i = 0; i < ni; i++, at++) {
        const count = counts[at] as number;
        if (count > 0 && count >= length(i, inPlane, g.size[0]) * rowHalf) dense[at] = 1;
      }
    }
  }
  return maskFromDense(dense, size);
}
