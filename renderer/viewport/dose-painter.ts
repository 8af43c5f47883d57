// The dose over the voxels: a colour wash and isodose lines, cut off exactly where the dose grid ends.

import { cutPlane, type Isodose, isodoseContours, type PlaneDose, planeDose } from '../../core/dose/index.ts';
import { type PlaneCamera, type ScreenSize, screenFromUv, uvFromScreen } from './plane-camera.ts';
import { emptyLayer } from './plane-elements.ts';
import type { PlaneState, ShownImage } from './plane-state.ts';
import type { DoseLevel, ViewDose } from './view-types.ts';

/** Points at which a wash is computed, at most; between them it is drawn smoothly. */
const MOST_SAMPLES = 120_000;
const COLOURS = 512;
/** Planes whose lines are kept: going back and forth over them costs nothing. */
const KEPT_CUTS = 24;

interface CutDose {
  readonly plane: PlaneDose;
  isodoses: readonly Isodose[] | null;
}

type Rgb = readonly [number, number, number];

const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

/** Colours from the lowest level to the highest, evenly: 3 bytes each. */
export function washColours(levels: readonly DoseLevel[]): Uint8ClampedArray {
  const rising = [...levels].sort((a, b) => a.gy - b.gy);
  const [low, high] = [rising[0]?.gy ?? 0, rising.at(-1)?.gy ?? 0];
  const table = new Uint8ClampedArray(3 * COLOURS);
  for (let n = 0; n < COLOURS; n++) {
    const gy = low + (n / (COLOURS - 1)) * (high - low);
    const above = Math.max(
      1,
      rising.findIndex((level) => level.gy >= gy),
    );
    const [from, to] = [rising[above - 1] ?? rising[0], rising[above] ?? rising.at(-1)] as [DoseLevel, DoseLevel];
    const share = to.gy > from.gy ? Math.min(1, Math.max(0, (gy - from.gy) / (to.gy - from.gy))) : 1;
    const [p, q] = [rgbOf(from.color), rgbOf(to.color)];
    for (const at of [0, 1, 2] as const) table[3 * n + at] = p[at] + share * (q[at] - p[at]);
  }
  return table;
}

/** Pixels of these colours: little endian, as computers with browsers are. */
const opaque = (table: Uint8ClampedArray): Uint32Array =>
  Uint32Array.from({ length: table.length / 3 }, (_, n) => {
    const [red, green, blue] = table.subarray(3 * n, 3 * n + 3) as unknown as Rgb;
    return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  });

/** Corners of what an outline covers of the screen, CSS px. */
function boxOf(outline: Float64Array, camera: PlaneCamera, size: ScreenSize) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < outline.length; at += 2) {
    const { x, y } = screenFromUv(camera, size, { u: outline[at] as number, v: outline[at + 1] as number });
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
  }
  return {
    x0: Math.max(0, Math.floor(x0)),
    y0: Math.max(0, Math.floor(y0)),
    x1: Math.min(size.width, Math.ceil(x1)),
    y1: Math.min(size.height, Math.ceil(y1)),
  };
}

const pathOf = (uv: Float64Array, isClosed: boolean, camera: PlaneCamera, size: ScreenSize): Path2D => {
  const path = new Path2D();
  for (let at = 0; at < uv.length; at += 2) {
    const { x, y } = screenFromUv(camera, size, { u: uv[at] as number, v: uv[at + 1] as number });
    if (at === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  if (isClosed) path.closePath();
  return path;
};

export class DosePainter {
  private readonly scratch = document.createElement('canvas');
  private dose: ViewDose | null = null;
  private geometry: ShownImage['image']['geometry'] | null = null;
  /** As a pixel of a canvas, red first. */
  private colours: Uint32Array = new Uint32Array(0);
  /** Kept from one wash to the next: of the same size while one scrolls. */
  private pixels: ImageData | null = null;
  private gy = new Float64Array(0);
  /** By cut; the oldest goes first. */
  private cuts = new Map<number, CutDose>();
  private isEmpty = true;

  /** The dose of a cut; null without one. */
  at(state: PlaneState, shown: ShownImage): PlaneDose | null {
    return this.cutOf(state, shown)?.plane ?? null;
  }

  private cutOf({ dose, cut }: PlaneState, { image: { geometry }, view }: ShownImage): CutDose | null {
    if (dose === null) return null;
    if (dose.grid !== this.dose?.grid || geometry !== this.geometry) this.cuts.clear();
    else if (dose.levels !== this.dose.levels) for (const kept of this.cuts.values()) kept.isodoses = null;
    if (dose.levels !== this.dose?.levels) this.colours = opaque(washColours(dose.levels));
    this.dose = dose;
    this.geometry = geometry;
    const known = this.cuts.get(cut);
    if (known) return known;
    const made: CutDose = { plane: planeDose(dose.grid, cutPlane(geometry, view, cut)), isodoses: null };
    this.cuts.set(cut, made);
    const [oldest] = this.cuts.keys();
    if (this.cuts.size > KEPT_CUTS && oldest !== undefined) this.cuts.delete(oldest);
    return made;
  }

  /** A canvas that is touched is put on the screen anew, which takes as long as a scroll may: one without dose is not. */
  clear(canvas: HTMLCanvasElement, size: ScreenSize): void {
    if (!this.isEmpty) emptyLayer(canvas, size);
    this.isEmpty = true;
  }

  paint(canvas: HTMLCanvasElement, state: PlaneState, shown: ShownImage): void {
    const found = this.cutOf(state, shown);
    const { dose, camera, size } = state;
    if (found === null || dose === null || found.plane.outline.length < 6) {
      this.clear(canvas, size);
      return;
    }
    const context = emptyLayer(canvas, size);
    if (context === null) return;
    this.isEmpty = false;
    if (dose.hasWash) this.paintWash(context, found.plane, dose, state);
    if (dose.hasLines) this.paintLines(context, found, dose, state, shown);
    context.setLineDash([1, 4]);
    context.strokeStyle = '#aab1ba';
    context.lineWidth = 1;
    context.stroke(pathOf(found.plane.outline, true, camera, size));
    context.setLineDash([]);
  }

  private paintWash(context: CanvasRenderingContext2D, plane: PlaneDose, dose: ViewDose, state: PlaneState): void {
    const { camera, size } = state;
    const { x0, y0, x1, y1 } = boxOf(plane.outline, camera, size);
    if (x1 <= x0 || y1 <= y0) return;
    const step = Math.max(1, Math.sqrt(((x1 - x0) * (y1 - y0)) / MOST_SAMPLES));
    const [width, height] = [Math.ceil((x1 - x0) / step) + 1, Math.ceil((y1 - y0) / step) + 1];
    const scratch = this.scratch.getContext('2d');
    if (scratch === null) return;
    if (this.pixels?.width !== width || this.pixels.height !== height) {
      this.scratch.width = width;
      this.scratch.height = height;
      this.pixels = scratch.createImageData(width, height);
      this.gy = new Float64Array(width * height);
    }
    const at = (n: number) => uvFromScreen(camera, size, { x: x0 + (n + 0.5) * step, y: y0 + (n + 0.5) * step });
    // u grows along a row alone, v down a column alone.
    const us = Float64Array.from({ length: width }, (_, column) => at(column).u);
    const vs = Float64Array.from({ length: height }, (_, row) => at(row).v);
    plane.fillEdgeGy(us, vs, this.gy);
    this.colour(new Uint32Array(this.pixels.data.buffer), dose);
    scratch.putImageData(this.pixels, 0, 0);
    context.save();
    context.clip(pathOf(plane.outline, true, camera, size));
    context.globalAlpha = dose.opacity;
    context.imageSmoothingEnabled = step > 1;
    context.drawImage(this.scratch, x0, y0, width * step, height * step);
    context.restore();
  }

  /** Below the lowest level nothing is drawn. */
  private colour(pixels: Uint32Array, { levels }: ViewDose): void {
    const { gy, colours } = this;
    const doses = levels.map((level) => level.gy);
    const [low, high] = [Math.min(...doses), Math.max(...doses)];
    const scale = high > low ? (COLOURS - 1) / (high - low) : 0;
    for (let at = 0; at < pixels.length; at++) {
      const above = (gy[at] as number) - low;
      pixels[at] = above >= 0 ? (colours[Math.min(COLOURS - 1, Math.round(above * scale))] as number) : 0;
    }
  }

  private paintLines(
    context: CanvasRenderingContext2D,
    found: CutDose,
    dose: ViewDose,
    { camera, size, cut }: PlaneState,
    { image, view }: ShownImage,
  ): void {
    found.isodoses ??= linesOn(dose, found.plane, cutPlane(image.geometry, view, cut));
    for (const [at, { lines }] of found.isodoses.entries()) {
      const paths = lines.map(({ uv, isClosed }) => pathOf(uv, isClosed, camera, size));
      context.strokeStyle = '#000';
      context.globalAlpha = 0.6;
      context.lineWidth = 2.75;
      for (const path of paths) context.stroke(path);
      context.strokeStyle = dose.levels[at]?.color ?? '#fff';
      context.globalAlpha = 1;
      context.lineWidth = 1.25;
      for (const path of paths) context.stroke(path);
    }
  }
}

/** Samples along the longer side of a plane on which lines are looked for: finer than a screen's pixels says no more. */
const MOST_STEPS = 512;

/** Lines are looked for where the dose is known: images are wider than dose grids. */
function linesOn(dose: ViewDose, { outline }: PlaneDose, plane: Parameters<typeof planeDose>[1]): readonly Isodose[] {
  const us = outline.filter((_, at) => at % 2 === 0);
  const vs = outline.filter((_, at) => at % 2 === 1);
  const extent = { u0: Math.min(...us), u1: Math.max(...us), v0: Math.min(...vs), v1: Math.max(...vs) };
  const longest = Math.max(extent.u1 - extent.u0, extent.v1 - extent.v0);
  const stepMm = Math.max(Math.min(...dose.grid.geometry.spacingMm) / 2, longest / MOST_STEPS);
  return isodoseContours(
    dose.grid,
    { ...plane, extent },
    dose.levels.map(({ gy }) => gy),
    stepMm,
  );
}
