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

/** The same where the processor draws: each triangle costs there what a hundred cost a graphics card. */
const LIGHT_BOX_VOXELS = 400_000;

/** Voxels in the box of a structure above which its last surface is made from larger cells too: the outside of a body in
 * voxels has more triangles than a view has pixels, and is drawn with every turn. */
const SHOWN_BOX_VOXELS = 6_000_000;

/** Cells of a surface that the processor draws. */
export const lightCells = (slices: ReadonlyMap<number, SliceBits>, geometry: ImageGeometry): CellSize =>
  cellsWithin(slices, geometry, LIGHT_BOX_VOXELS);

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

/** One layer of cells, 1 where at least half of a cell is set; null: it is empty. */
function cellLayer(
  slices: ReadonlyMap<number, SliceBits>,
  { size }: ImageGeometry,
  { inPlane, planes }: CellSize,
  layer: number,
): Uint8Array | null {
  const [columns, rows] = [Math.ceil(size[0] / inPlane), Math.ceil(size[1] / inPlane)];
  const end = Math.min((layer + 1) * planes, size[2]);
  let isEmpty = true;
  for (let k = layer * planes; k < end; k++) if (slices.has(k)) isEmpty = false;
  if (isEmpty) return null;
  const counts = new Uint16Array(columns * rows);
  for (let k = layer * planes; k < end; k++) {
    const bits = slices.get(k);
    if (bits === undefined) continue;
    forEachRun(bits, (j, from, to) => {
      const row = Math.floor(j / inPlane) * columns;
      for (let i = from; i < to; ) {
        const cell = Math.floor(i / inPlane);
        const stop = Math.min((cell + 1) * inPlane, to);
        counts[row + cell] = (counts[row + cell] as number) + stop - i;
        i = stop;
      }
    });
  }
  const dense = new Uint8Array(counts.length);
  // The last cells of a row, column or stack hold fewer voxels.
  const length = (cell: number, count: number) => Math.min((cell + 1) * inPlane, count) - cell * inPlane;
  for (let j = 0, at = 0; j < rows; j++) {
    const rowHalf = (length(j, size[1]) * (end - layer * planes)) / 2;
    for (let i = 0; i < columns; i++, at++) {
      const count = counts[at] as number;
      if (count > 0 && count >= length(i, size[0]) * rowHalf) dense[at] = 1;
    }
  }
  return dense;
}

/** Layers of cells of a structure that were counted before; one is taken out when a plane of it changes. */
export interface KeptLayers {
  readonly cells: CellSize;
  readonly layers: Map<number, Uint8Array | null>;
}

/** Cells of which at least half is set. `kept` are those of the same cells; what is missing there is counted and put in. */
export function coarseMask(
  slices: ReadonlyMap<number, SliceBits>,
  g: ImageGeometry,
  cells: CellSize,
  kept: KeptLayers['layers'] = new Map(),
): Mask {
  const { size } = coarseGeometry(g, cells);
  const [ni, nj, nk] = size;
  const dense = new Uint8Array(ni * nj * nk);
  for (let layer = 0; layer < nk; layer++) {
    if (!kept.has(layer)) kept.set(layer, cellLayer(slices, g, cells, layer));
    const values = kept.get(layer);
    if (values) dense.set(values, layer * ni * nj);
  }
  return maskFromDense(dense, size);
}
