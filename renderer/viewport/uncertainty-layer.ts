// What the model was unsure of, over the voxels and under the contours. The map is coarse: it is sampled on a lattice of the
// screen plane once a cut, and that small picture is drawn as large as the camera has it.

import { type CutView, dot, uvFromIndex, type Vec3 } from '../../core/geometry/index.ts';
import type { MapSampler } from '../../core/uncertainty/index.ts';
import { emptyLayer } from './plane-elements.ts';
import type { PlaneState, ShownImage } from './plane-state.ts';
import { lpsOfCut } from './view-point.ts';

/** Step of the lattice, mm: half a voxel of a usual model. */
const STEP_MM = 2;

/** Below this nothing is shown: a fog over everything hides what matters. */
const LEAST = 0.12;
const MOST_OPACITY = 0.8;

/** `#rrggbb` of a little and of as unsure as can be. */
export interface HeatColors {
  readonly low: string;
  readonly high: string;
}

const channels = (color: string): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

/** RGBA by uncertainty in 256 steps: the more, the lighter and the denser, so that it reads without colour too. */
export function heatTable({ low, high }: HeatColors): Uint8ClampedArray {
  const [from, to] = [channels(low), channels(high)];
  const table = new Uint8ClampedArray(4 * 256);
  for (let n = 0; n < 256; n++) {
    const share = (n / 255 - LEAST) / (1 - LEAST);
    if (share <= 0) continue;
    for (let c = 0; c < 3; c++)
      table[4 * n + c] = (from[c] as number) + share * ((to[c] as number) - (from[c] as number));
    table[4 * n + 3] = 255 * MOST_OPACITY * Math.sqrt(share);
  }
  return table;
}

export interface HeatLattice {
  /** Screen mm of the outer edge of the first cell. */
  readonly u0: number;
  readonly v0: number;
  readonly width: number;
  readonly height: number;
  /** 0 to 255 a cell, u fastest. */
  readonly values: Uint8Array;
}

/** The map on a cut, over the part of it that the map reaches; null where it reaches none of it. */
export function heatLattice(sampler: MapSampler, { image, view }: ShownImage, cut: number): HeatLattice | null {
  const { box } = sampler;
  if (box === null) return null;
  const origin = uvFromIndex(view, 0, 0);
  const first = lpsOfCut(image, view, cut, 0, 0);
  const { uLps, vLps } = view;
  const region = regionOf(box, view, first, origin);
  const [width, height] = [Math.ceil((region.u1 - region.u0) / STEP_MM), Math.ceil((region.v1 - region.v0) / STEP_MM)];
  if (width <= 0 || height <= 0) return null;
  const values = new Uint8Array(width * height);
  let isClear = true;
  for (let row = 0, at = 0; row < height; row++) {
    const v = region.v0 + (row + 0.5) * STEP_MM - origin.v;
    for (let column = 0; column < width; column++, at++) {
      const u = region.u0 + (column + 0.5) * STEP_MM - origin.u;
      const x = first[0] + u * uLps[0] + v * vLps[0];
      const y = first[1] + u * uLps[1] + v * vLps[1];
      const unsure = sampler.at(x, y, first[2] + u * uLps[2] + v * vLps[2]);
      if (unsure === 0) continue;
      values[at] = Math.round(255 * unsure);
      isClear = false;
    }
  }
  return isClear ? null : { u0: region.u0, v0: region.v0, width, height, values };
}

/** What the box of a map covers of the screen plane, within the image. */
function regionOf(
  { min, max }: NonNullable<MapSampler['box']>,
  { uLps, vLps, extent }: CutView,
  first: Vec3,
  origin: { readonly u: number; readonly v: number },
) {
  const corners = [min[0], max[0]].flatMap((x) =>
    [min[1], max[1]].flatMap((y) => [min[2], max[2]].map((z): Vec3 => [x - first[0], y - first[1], z - first[2]])),
  );
  const along = (axis: Vec3, from: number) => corners.map((corner) => dot(corner, axis) + from);
  const [us, vs] = [along(uLps, origin.u), along(vLps, origin.v)];
  return {
    u0: Math.max(extent.u0, Math.min(...us)),
    u1: Math.min(extent.u1, Math.max(...us)),
    v0: Math.max(extent.v0, Math.min(...vs)),
    v1: Math.min(extent.v1, Math.max(...vs)),
  };
}

export class UncertaintyLayer {
  private readonly under: HTMLCanvasElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly small = document.createElement('canvas');
  private table: Uint8ClampedArray | null = null;
  private sampled: { readonly map: MapSampler; readonly view: CutView; readonly cut: number } | null = null;
  private lattice: HeatLattice | null = null;
  private isEmpty = true;

  /** Puts its canvas over `under`, whose size it takes. */
  constructor(under: HTMLCanvasElement) {
    this.under = under;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'pv-uncertainty';
    under.after(this.canvas);
  }

  clear(): void {
    if (!this.isEmpty) this.canvas.width = this.under.width;
    this.isEmpty = true;
  }

  paint(state: PlaneState, shown: ShownImage): void {
    const { uncertainty, cut, camera, size } = state;
    if (uncertainty === null) {
      this.clear();
      return;
    }
    const { sampled } = this;
    if (sampled?.map !== uncertainty || sampled.view !== shown.view || sampled.cut !== cut) {
      this.sampled = { map: uncertainty, view: shown.view, cut };
      this.lattice = heatLattice(uncertainty, shown, cut);
      if (this.lattice !== null) this.colour(this.lattice);
    }
    if (this.canvas.width !== this.under.width) this.canvas.width = this.under.width;
    if (this.canvas.height !== this.under.height) this.canvas.height = this.under.height;
    const context = emptyLayer(this.canvas, size);
    this.isEmpty = context === null || this.lattice === null;
    if (context === null || this.lattice === null) return;
    const { u0, v0, width, height } = this.lattice;
    const perMm = camera.pixelsPerMm;
    const [x, y] = [(u0 - camera.centreU) * perMm + size.width / 2, (v0 - camera.centreV) * perMm + size.height / 2];
    context.imageSmoothingQuality = 'medium';
    context.drawImage(this.small, x, y, width * STEP_MM * perMm, height * STEP_MM * perMm);
  }

  private colour({ width, height, values }: HeatLattice): void {
    this.small.width = width;
    this.small.height = height;
    const context = this.small.getContext('2d');
    if (context === null) return;
    this.table ??= heatTable(readHeatColors(this.canvas));
    const picture = context.createImageData(width, height);
    for (let n = 0; n < values.length; n++) {
      const from = 4 * (values[n] as number);
      picture.data.set(this.table.subarray(from, from + 4), 4 * n);
    }
    context.putImageData(picture, 0, 0);
  }
}

function readHeatColors(element: Element): HeatColors {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return { low: token('--heat-low'), high: token('--heat-high') };
}
