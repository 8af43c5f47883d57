// Model grid -> image grid, one class box at a time: trilinear probabilities at the true voxel positions.

import { type ImageGeometry, iDirection, jDirection, planeOrigin, type Size3 } from '../geometry/index.ts';
import { type Box3, boxSize, EMPTY_BOX, type Mask, shrinkMask } from '../volume/index.ts';
import type { ClassBox, ClassExtent } from './class-box.ts';
import type { ModelGrid } from './model-grid.ts';
import type { Steps } from './steps.ts';

/** Grid coordinate (relative to the class box) along one array axis: at[k] + i * perI + j * perJ, valid in [low, high]. */
interface AxisForm {
  readonly at: Float64Array;
  readonly perI: number;
  readonly perJ: number;
  readonly low: number;
  readonly high: number;
}

// Beyond the outermost voxel centres a field goes on for half a voxel, but only where the model grid itself ends.
const EDGE_REACH = 0.5 + 1e-9;

function axisForms(box: ClassExtent, grid: ModelGrid, g: ImageGeometry): readonly [AxisForm, AxisForm, AxisForm] {
  const form = (a: 0 | 1 | 2): AxisForm => {
    const c = grid.component[a];
    const scale = grid.sign[a] / grid.spacingMm[a];
    const at = new Float64Array(g.size[2]);
    for (let k = 0; k < at.length; k++) {
      at[k] = ((planeOrigin(g, k)[c] as number) - (grid.originLps[c] as number)) * scale - box.start[a];
    }
    return {
      at,
      perI: (iDirection(g)[c] as number) * g.spacingMm[0] * scale,
      perJ: (jDirection(g)[c] as number) * g.spacingMm[1] * scale,
      low: box.start[a] === 0 ? -EDGE_REACH : 0,
      high: box.size[a] - 1 + (box.start[a] + box.size[a] === grid.size[a] ? EDGE_REACH : 0),
    };
  };
  return [form(0), form(1), form(2)];
}

// Steps below this share of a model voxel across a whole row of the image are rounding of direction cosines.
const FLAT = 1e-9;

/** First and past-the-last i of row (j, k) that lie inside the class box; [0, 0] for none. */
function rowRange(forms: readonly AxisForm[], ni: number, j: number, k: number, out: Int32Array): void {
  let from = 0;
  let to = ni - 1;
  out[0] = 0;
  out[1] = 0;
  for (let axis = 0; axis < 3; axis++) {
    const f = forms[axis] as AxisForm;
    const base = (f.at[k] as number) + j * f.perJ;
    if (Math.abs(f.perI) < FLAT) {
      if (base < f.low || base > f.high) return;
      continue;
    }
    const p = (f.low - base) / f.perI;
    const q = (f.high - base) / f.perI;
    from = Math.max(from, Math.ceil(Math.min(p, q) - 1e-9));
    to = Math.min(to, Math.floor(Math.max(p, q) + 1e-9));
    if (to < from) return;
  }
  out[0] = from;
  out[1] = to + 1;
}

/** The image voxels whose centres lie inside the class box, as a box. */
function imageBox(forms: readonly AxisForm[], size: Size3): Box3 {
  const range = new Int32Array(2);
  let [i0, i1, j0, j1, k0, k1] = [size[0], 0, size[1], 0, size[2], 0];
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      rowRange(forms, size[0], j, k, range);
      const from = range[0] as number;
      const to = range[1] as number;
      if (to === 0) continue;
      if (from < i0) i0 = from;
      if (to > i1) i1 = to;
      if (j < j0) j0 = j;
      if (j >= j1) j1 = j + 1;
      if (k < k0) k0 = k;
      k1 = k + 1;
    }
  }
  return i1 === 0 ? EMPTY_BOX : { i0, i1, j0, j1, k0, k1 };
}

/** Trilinear values along one row of image voxels from i0 to i1, written to out[at …]. */
function sampleRow(
  box: ClassBox,
  forms: readonly [AxisForm, AxisForm, AxisForm],
  row: { readonly j: number; readonly k: number; readonly i0: number; readonly i1: number },
  out: Float32Array,
  at: number,
): void {
  const { values, size, unit } = box;
  const [fa, fb, fc] = forms;
  const { j, k } = row;
  const baseA = (fa.at[k] as number) + j * fa.perJ;
  const baseB = (fb.at[k] as number) + j * fb.perJ;
  const baseC = (fc.at[k] as number) + j * fc.perJ;
  const [ma, mb, mc] = [size[0] - 1, size[1] - 1, size[2] - 1];
  const [strideA, strideB] = [size[1] * size[2], size[2]];
  for (let i = row.i0; i < row.i1; i++) {
    const a = Math.min(ma, Math.max(0, baseA + i * fa.perI));
    const b = Math.min(mb, Math.max(0, baseB + i * fb.perI));
    const c = Math.min(mc, Math.max(0, baseC + i * fc.perI));
    const a0 = Math.floor(a);
    const b0 = Math.floor(b);
    const c0 = Math.floor(c);
    const p = a0 * strideA + b0 * strideB + c0;
    const dc = c0 < mc ? 1 : 0;
    const q = p + (b0 < mb ? strideB : 0);
    const up = a0 < ma ? strideA : 0;
    const ta = a - a0;
    const tb = b - b0;
    const tc = c - c0;
    const v00 = (values[p] as number) + ((values[p + dc] as number) - (values[p] as number)) * tc;
    const v01 = (values[q] as number) + ((values[q + dc] as number) - (values[q] as number)) * tc;
    const v10 = (values[p + up] as number) + ((values[p + up + dc] as number) - (values[p + up] as number)) * tc;
    const v11 = (values[q + up] as number) + ((values[q + up + dc] as number) - (values[q + up] as number)) * tc;
    const low = v00 + (v01 - v00) * tb;
    const high = v10 + (v11 - v10) * tb;
    out[at + i - row.i0] = (low + (high - low) * ta) * unit;
  }
}

/** A probability field over a box of the image, i fastest. */
export interface ImageField {
  readonly box: Box3;
  readonly values: Float32Array;
}

/** One class on the image grid, over the box that its class box reaches. Yields after every plane. */
export function* classOnImage(box: ClassBox, grid: ModelGrid, g: ImageGeometry): Steps<ImageField> {
  const forms = axisForms(box, grid, g);
  const target = imageBox(forms, g.size);
  const [bi, bj, bk] = boxSize(target);
  const values = new Float32Array(bi * bj * bk);
  const range = new Int32Array(2);
  let at = 0;
  for (let k = target.k0; k < target.k1; k++) {
    for (let j = target.j0; j < target.j1; j++) {
      rowRange(forms, g.size[0], j, k, range);
      const i0 = range[0] as number;
      const i1 = range[1] as number;
      sampleRow(box, forms, { j, k, i0, i1 }, values, at + Math.max(0, i0 - target.i0));
      at += bi;
    }
    yield;
  }
  return { box: target, values };
}

/** Voxels at or above `threshold`. */
export function thresholdField(field: ImageField, size: Size3, threshold: number): Mask {
  const voxels = new Uint8Array(field.values.length);
  for (let n = 0; n < voxels.length; n++) voxels[n] = (field.values[n] as number) >= threshold ? 1 : 0;
  return shrinkMask({ size, box: field.box, voxels });
}

/** The image voxels that a class reaches, as a box. */
export const classReach = (extent: ClassExtent, grid: ModelGrid, g: ImageGeometry): Box3 =>
  imageBox(axisForms(extent, grid, g), g.size);
