// A structure on larger cells: what a surface is made from when the full one would take longer than a person waits.

import { forEachRun, type SliceBits } from '../../core/edit/index.ts';
import { type ImageGeometry, iDirection, jDirection, planeOrigin, type Vec3 } from '../../core/geometry/index.ts';
import { boxSize, emptyMask, type Mask, shrinkMask } from '../../core/volume/index.ts';

/** Voxels of a cell along i and j, and along k. */
export interface CellSize {
  readonly inPlane: number;
  readonly planes: number;
}

/** Voxels in the box of a structure above which it is first shown coarsely. Full surfaces take about 0.1 s for so many. */
const QUICK_BOX_VOXELS = 1_500_000;

/** The same where the processor draws: each triangle costs there what a hundred cost a graphics card. */
const LIGHT_BOX_VOXELS = 400_000;

/** A box of so many voxels is that of a body, whose outside is drawn as a pane of glass around the organs: it can do with
 * fewer triangles than they. */
const BODY_BOX_VOXELS = 20_000_000;
const LIGHT_BODY_BOX_VOXELS = 250_000;

/** Voxels in the box of a structure above which its last surface is made from larger cells too: the outside of a body in
 * voxels has more triangles than a view has pixels, and is drawn with every turn. */
const SHOWN_BOX_VOXELS = 6_000_000;

/** Cells of a surface that the processor draws. */
export const lightCells = (slices: ReadonlyMap<number, SliceBits>, geometry: ImageGeometry): CellSize =>
  cellsWithin(slices, geometry, boxVoxelsOf(slices) > BODY_BOX_VOXELS ? LIGHT_BODY_BOX_VOXELS : LIGHT_BOX_VOXELS);

/** Cells of the surface that comes first; 1 and 1 where a structure is small anyway. */
export const quickCells = (slices: ReadonlyMap<number, SliceBits>, geometry: ImageGeometry): CellSize =>
  cellsWithin(slices, geometry, QUICK_BOX_VOXELS);

/** Cells of the surface that stays. */
export const shownCells = (slices: ReadonlyMap<number, SliceBits>, geometry: ImageGeometry): CellSize =>
  cellsWithin(slices, geometry, SHOWN_BOX_VOXELS);

function boxVoxelsOf(slices: ReadonlyMap<number, SliceBits>): number {
  let [columns, rows] = [0, 0];
  for (const { wordsPerRow, rows: height } of slices.values()) {
    columns = Math.max(columns, 32 * wordsPerRow);
    rows = Math.max(rows, height);
  }
  return columns * rows * slices.size;
}

function cellsWithin(slices: ReadonlyMap<number, SliceBits>, geometry: ImageGeometry, mostBoxVoxels: number): CellSize {
  const boxVoxels = boxVoxelsOf(slices);
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

/** One layer of cells: the box of its planes in cells, and 1 where at least half of a cell is set. */
interface CellLayer {
  readonly i0: number;
  readonly j0: number;
  readonly columns: number;
  readonly rows: number;
  readonly values: Uint8Array;
  /** Voxels in its planes, and those of them that lie in a cell that counts. */
  readonly voxels: number;
  readonly shownVoxels: number;
}

/** Layers of cells of a structure that were counted before, null where one is empty; one is taken out when a plane of it
 * changes. */
export interface KeptLayers {
  readonly cells: CellSize;
  readonly layers: Map<number, CellLayer | null>;
}

/** Voxels of each cell on the planes, row by row of `box`. */
function countCells(
  planes: readonly SliceBits[],
  inPlane: number,
  box: Pick<CellLayer, 'i0' | 'j0' | 'columns'>,
  rows: number,
) {
  const counts = new Uint16Array(box.columns * rows);
  for (const bits of planes) {
    forEachRun(bits, (j, from, to) => {
      const row = (Math.floor(j / inPlane) - box.j0) * box.columns - box.i0;
      for (let i = from; i < to; ) {
        const cell = Math.floor(i / inPlane);
        const stop = Math.min((cell + 1) * inPlane, to);
        counts[row + cell] = (counts[row + cell] as number) + stop - i;
        i = stop;
      }
    });
  }
  return counts;
}

function cellLayer(
  slices: ReadonlyMap<number, SliceBits>,
  { size }: ImageGeometry,
  { inPlane, planes }: CellSize,
  layer: number,
): CellLayer | null {
  const end = Math.min((layer + 1) * planes, size[2]);
  const own: SliceBits[] = [];
  for (let k = layer * planes; k < end; k++) {
    const bits = slices.get(k);
    if (bits !== undefined && bits.rows > 0) own.push(bits);
  }
  if (own.length === 0) return null;
  const i0 = Math.floor(Math.min(...own.map((bits) => bits.i0)) / inPlane);
  const j0 = Math.floor(Math.min(...own.map((bits) => bits.j0)) / inPlane);
  const last = Math.max(...own.map((bits) => Math.min(bits.i0 + 32 * bits.wordsPerRow, size[0])));
  const columns = Math.ceil(last / inPlane) - i0;
  const rows = Math.ceil(Math.max(...own.map((bits) => bits.j0 + bits.rows)) / inPlane) - j0;
  const counts = countCells(own, inPlane, { i0, j0, columns }, rows);
  const values = new Uint8Array(counts.length);
  // The last cells of a row, column or stack hold fewer voxels.
  const length = (cell: number, count: number) => Math.min((cell + 1) * inPlane, count) - cell * inPlane;
  let [voxels, shownVoxels] = [0, 0];
  for (let j = 0, at = 0; j < rows; j++) {
    const rowHalf = (length(j0 + j, size[1]) * (end - layer * planes)) / 2;
    for (let i = 0; i < columns; i++, at++) {
      const count = counts[at] as number;
      voxels += count;
      if (count === 0 || count < length(i0 + i, size[0]) * rowHalf) continue;
      values[at] = 1;
      shownVoxels += count;
    }
  }
  return { i0, j0, columns, rows, values, voxels, shownVoxels };
}

/** Cells of which at least half is set. `kept` are those of the same cells; what is missing there is counted and put in. */
export function coarseMask(
  slices: ReadonlyMap<number, SliceBits>,
  g: ImageGeometry,
  cells: CellSize,
  kept: KeptLayers['layers'] = new Map(),
): Mask {
  const { size } = coarseGeometry(g, cells);
  const layers: [number, CellLayer][] = [];
  for (let k = 0; k < size[2]; k++) {
    if (!kept.has(k)) kept.set(k, cellLayer(slices, g, cells, k));
    const layer = kept.get(k);
    if (layer) layers.push([k, layer]);
  }
  const [first, last] = [layers[0], layers.at(-1)];
  if (first === undefined || last === undefined) return emptyMask(size);
  const box = {
    i0: Math.min(...layers.map(([, { i0 }]) => i0)),
    i1: Math.max(...layers.map(([, { i0, columns }]) => i0 + columns)),
    j0: Math.min(...layers.map(([, { j0 }]) => j0)),
    j1: Math.max(...layers.map(([, { j0, rows }]) => j0 + rows)),
    k0: first[0],
    k1: last[0] + 1,
  };
  const [width, height, depth] = boxSize(box);
  const voxels = new Uint8Array(width * height * depth);
  for (const [k, { i0, j0, columns, rows, values }] of layers) {
    const corner = ((k - box.k0) * height + j0 - box.j0) * width + i0 - box.i0;
    for (let j = 0; j < rows; j++) voxels.set(values.subarray(j * columns, (j + 1) * columns), corner + j * width);
  }
  return shrinkMask({ size, box, voxels });
}

/** Part of a structure's voxels that lie in cells that count: what is thinner than they are would be lost. */
export function shownShare(layers: KeptLayers['layers']): number {
  let [voxels, shownVoxels] = [0, 0];
  for (const layer of layers.values()) {
    voxels += layer?.voxels ?? 0;
    shownVoxels += layer?.shownVoxels ?? 0;
  }
  return voxels === 0 ? 1 : shownVoxels / voxels;
}
