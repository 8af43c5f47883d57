// How sure a result is, voxel by voxel on the model grid, 8 bits: from the disagreement of several views where there are
// any, else from the entropy of the probability.

import { type ImageGeometry, type Size3, voxelCount } from '../geometry/index.ts';
import { type BlendedRow, planeOf } from './blend.ts';
import type { ModelGrid } from './model-grid.ts';
import type { Steps } from './steps.ts';
import { classOnImage } from './to-image.ts';

/** 0: sure. 255: as unsure as can be (views that contradict each other; one bit of entropy). */
export interface UncertaintyMap {
  /** 'disagreement' of networks or mirrored views, or 'entropy' of one answer. */
  readonly kind: 'disagreement' | 'entropy';
  /** The box of the model grid outside which everything is 0; size 0 when there is nothing else. */
  readonly start: Size3;
  readonly size: Size3;
  /** Array order. */
  readonly values: Uint8Array;
}

const STEPS = 4096;

/** Entropy in bits of one of two events, and the share -p log2 p of one of many, by probability in STEPS. */
function entropyTables(): { readonly binary: Float32Array; readonly share: Float32Array } {
  const share = Float32Array.from({ length: STEPS + 1 }, (_, n) => {
    const p = n / STEPS;
    return p === 0 ? 0 : -p * Math.log2(p);
  });
  const binary = Float32Array.from(share, (s, n) => s + (share[STEPS - n] as number));
  return { binary, share };
}

export interface UncertaintyRows {
  /** Takes a row of a part of the grid, with its probabilities. */
  add(row: Pick<BlendedRow, 'row' | 'spread'>, probabilities: Float32Array, part: GridPart): void;
  finish(): UncertaintyMap;
}

/** A box of the grid, array order. */
export interface GridPart {
  readonly start: Size3;
  readonly size: Size3;
}

export interface UncertaintyPlan {
  readonly size: Size3;
  readonly axis: 0 | 1 | 2;
  /** Fields of a row; with `competes` all of them share one probability. */
  readonly fields: number;
  readonly competes: boolean;
  readonly hasSpread: boolean;
}

/** Starts with a sure map. */
export function createUncertaintyRows(plan: UncertaintyPlan): UncertaintyRows {
  const { size, axis } = plan;
  const dense = new Uint8Array(size[0] * size[1] * size[2]);
  const strides = [size[1] * size[2], size[2], 1];
  const [outer, inner] = [0, 1, 2].filter((a) => a !== axis) as [number, number];
  const [stepRow, stepO, stepI] = [strides[axis], strides[outer], strides[inner]] as [number, number, number];
  const tables = entropyTables();
  let entropy = new Float32Array(0);
  return {
    add: ({ row, spread }, probabilities, part) => {
      const [nOuter, nInner] = planeOf(part.size, axis);
      const [oStart, iStart] = planeOf(part.start, axis);
      if (spread === null && entropy.length !== nOuter * nInner) entropy = new Float32Array(nOuter * nInner);
      const values = spread ?? entropy;
      if (spread === null) entropyOf(plan, probabilities, tables, entropy);
      let at = 0;
      for (let o = 0; o < nOuter; o++) {
        const line = (row + part.start[axis]) * stepRow + (o + oStart) * stepO + iStart * stepI;
        for (let i = 0; i < nInner; i++) {
          dense[line + i * stepI] = Math.min(255, Math.round(255 * (values[at++] as number)));
        }
      }
    },
    finish: () => ({ kind: plan.hasSpread ? 'disagreement' : 'entropy', ...cropToContent(dense, size) }),
  };
}

/** Entropy in bits, at most 1: of the class at a voxel, or of the least sure of independent structures. */
function entropyOf(
  { fields, competes }: UncertaintyPlan,
  probabilities: Float32Array,
  { binary, share }: ReturnType<typeof entropyTables>,
  out: Float32Array,
): void {
  out.fill(0);
  const plane = out.length;
  for (let c = 0; c < fields; c++) {
    const at = c * plane;
    for (let v = 0; v < plane; v++) {
      const step = ((probabilities[at + v] as number) * STEPS + 0.5) | 0;
      if (step === 0 || step === STEPS) continue;
      if (competes) out[v] = (out[v] as number) + (share[step] as number);
      else if ((binary[step] as number) > (out[v] as number)) out[v] = binary[step] as number;
    }
  }
  if (competes) for (let v = 0; v < plane; v++) if ((out[v] as number) > 1) out[v] = 1;
}

function cropToContent(dense: Uint8Array, size: Size3): Pick<UncertaintyMap, 'start' | 'size' | 'values'> {
  const [na, nb, nc] = size;
  let [a0, a1, b0, b1, c0, c1] = [na, 0, nb, 0, nc, 0];
  for (let a = 0; a < na; a++) {
    for (let b = 0; b < nb; b++) {
      const row = (a * nb + b) * nc;
      let first = 0;
      while (first < nc && dense[row + first] === 0) first++;
      if (first === nc) continue;
      let last = nc - 1;
      while (dense[row + last] === 0) last--;
      if (a < a0) a0 = a;
      a1 = a + 1;
      if (b < b0) b0 = b;
      if (b >= b1) b1 = b + 1;
      if (first < c0) c0 = first;
      if (last >= c1) c1 = last + 1;
    }
  }
  if (a1 === 0) return { start: [0, 0, 0], size: [0, 0, 0], values: new Uint8Array(0) };
  const cut: Size3 = [a1 - a0, b1 - b0, c1 - c0];
  const values = new Uint8Array(cut[0] * cut[1] * cut[2]);
  let at = 0;
  for (let a = a0; a < a1; a++) {
    for (let b = b0; b < b1; b++) {
      const row = (a * nb + b) * nc;
      values.set(dense.subarray(row + c0, row + c1), at);
      at += cut[2];
    }
  }
  return { start: [a0, b0, c0], size: cut, values };
}

/** An uncertainty at the voxels of an image, 0 to 255, i fastest. Yields after every plane. */
export function* uncertaintyOnImage(map: UncertaintyMap, grid: ModelGrid, g: ImageGeometry): Steps<Uint8Array> {
  const dense = new Uint8Array(voxelCount(g.size));
  const values = Uint16Array.from(map.values);
  const { box, values: field } = yield* classOnImage({ ...map, channel: 0, values, unit: 1 }, grid, g);
  const [ni, nj] = g.size;
  let from = 0;
  for (let k = box.k0; k < box.k1; k++) {
    for (let j = box.j0; j < box.j1; j++) {
      const row = (k * nj + j) * ni;
      for (let i = box.i0; i < box.i1; i++) dense[row + i] = Math.round(field[from++] as number);
    }
  }
  return dense;
}
