// How unsure the edge of a structure is, slice by slice, as a length: the uncertainty is summed up over the slice and
// shared out over the length of the edge. For two answers of a model that is how far apart they lie on average (a voxel
// counts in full where one says yes and the other no); for one answer it is how wide the edge is blurred.

import {
  distanceField,
  forEachRun,
  hasVoxel,
  intersectSlices,
  type SliceBits,
  type StructureSlices,
  tightRect,
} from '../edit/index.ts';
import { type ImageGeometry, iDirection, jDirection, planeOrigin } from '../geometry/index.ts';
import type { MapSampler } from './map-sampler.ts';

/** What lies further outside than this belongs to other edges, mm. */
const REACH_MM = 5;

/** Steps along pixel edges are longer than the line that they follow: 4 / pi on average over all directions. */
const STAIRCASE = Math.PI / 4;

export interface EdgeWidth {
  readonly k: number;
  readonly widthMm: number;
  /** The least certain voxel there. */
  readonly ijk: readonly [number, number, number];
  /** Of the slice, mm. */
  readonly edgeMm: number;
}

export interface StructureWidths {
  /** Mean over the whole edge, mm. */
  readonly meanMm: number;
  /** Every slice, the least certain first. */
  readonly slices: readonly EdgeWidth[];
}

/** Length of the edge of a slice, mm. */
function edgeLength(bits: SliceBits, iStepMm: number, jStepMm: number): number {
  let mm = 0;
  forEachRun(bits, (j, from, to) => {
    mm += 2 * jStepMm;
    for (let i = from; i < to; i++) {
      if (!hasVoxel(bits, i, j - 1)) mm += iStepMm;
      if (!hasVoxel(bits, i, j + 1)) mm += iStepMm;
    }
  });
  return mm * STAIRCASE;
}

/** null for an empty slice. Voxels of `others` are left out, for their uncertainty is that of those structures; not of one that
 * shares voxels with this one, such as an organ around a target. */
export function edgeWidth(
  sampler: MapSampler,
  g: ImageGeometry,
  { k, bits, others }: { readonly k: number; readonly bits: SliceBits; readonly others: readonly SliceBits[] },
): EdgeWidth | null {
  const tight = tightRect(bits);
  if (tight === null) return null;
  const [iStepMm, jStepMm] = [g.spacingMm[0], g.spacingMm[1]];
  const [growI, growJ] = [Math.ceil(REACH_MM / iStepMm) + 1, Math.ceil(REACH_MM / jStepMm) + 1];
  const rect = { i0: tight.i0 - growI, i1: tight.i1 + growI, j0: tight.j0 - growJ, j1: tight.j1 + growJ };
  const apart = others.filter((other) => intersectSlices(bits, other) === null);
  const { values, width } = distanceField(bits, rect, iStepMm, jStepMm);
  const [along, down, origin] = [iDirection(g), jDirection(g), planeOrigin(g, k)];
  let sum = 0;
  let most = -1;
  let place: [number, number] = [tight.i0, tight.j0];
  for (let j = Math.max(0, rect.j0); j < Math.min(g.size[1], rect.j1); j++) {
    for (let i = Math.max(0, rect.i0); i < Math.min(g.size[0], rect.i1); i++) {
      if ((values[(j - rect.j0) * width + i - rect.i0] as number) > REACH_MM) continue;
      if (apart.some((other) => hasVoxel(other, i, j))) continue;
      const [x, y] = [i * iStepMm, j * jStepMm];
      const unsure = sampler.at(
        origin[0] + x * along[0] + y * down[0],
        origin[1] + x * along[1] + y * down[1],
        origin[2] + x * along[2] + y * down[2],
      );
      sum += unsure;
      if (unsure <= most) continue;
      most = unsure;
      place = [i, j];
    }
  }
  const edgeMm = edgeLength(bits, iStepMm, jStepMm);
  return { k, widthMm: (sum * iStepMm * jStepMm) / edgeMm, ijk: [place[0], place[1], k], edgeMm };
}

/** The figures of a structure; null where it is empty. Yields after every slice. */
export function* widthsOf(
  sampler: MapSampler,
  g: ImageGeometry,
  structure: StructureSlices,
  others: readonly StructureSlices[],
): Generator<void, StructureWidths | null, void> {
  const slices: EdgeWidth[] = [];
  for (const [k, bits] of structure) {
    const beside = others.flatMap((other) => other.get(k) ?? []);
    const width = edgeWidth(sampler, g, { k, bits, others: beside });
    if (width !== null) slices.push(width);
    yield;
  }
  if (slices.length === 0) return null;
  const edgeMm = slices.reduce((sum, slice) => sum + slice.edgeMm, 0);
  const meanMm = slices.reduce((sum, slice) => sum + slice.widthMm * slice.edgeMm, 0) / edgeMm;
  return { meanMm, slices: slices.sort((p, q) => q.widthMm - p.widthMm || p.k - q.k) };
}
