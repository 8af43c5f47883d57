// Smooth lines into an RGB picture: the cover of each pixel from its distance to the line.

import type { Picture } from '../../../core/report/index.ts';

export interface OutlineStyle {
  /** `#rrggbb`. */
  readonly color: string;
  /** Dashes mean: nobody has reviewed this. */
  readonly isDashed: boolean;
  readonly widthPx: number;
}

const DASH_PX = 6;
const GAP_PX = 4;
/** Dark on both sides, so that a line stands out on bone and on air. */
const CASING_PX = 0.8;
const CASING_SHARE = 0.55;

function blend({ data }: Picture, pixel: number, rgb: readonly number[], share: number): void {
  for (let channel = 0; channel < 3; channel++) {
    const at = 3 * pixel + channel;
    data[at] = Math.round((data[at] as number) * (1 - share) + (rgb[channel] as number) * share);
  }
}

/** Pixel -> largest cover by any piece of the line, so that joints are not drawn twice. */
function coverLine(
  { width, height }: Picture,
  line: Float64Array,
  halfWidth: number,
  isDashed: boolean,
  cover: Map<number, number>,
): void {
  const points = line.length / 2;
  let travelled = 0;
  for (let n = 0; n < points; n++) {
    const [x0, y0] = [line[2 * n] as number, line[2 * n + 1] as number];
    const next = (n + 1) % points;
    const [x1, y1] = [line[2 * next] as number, line[2 * next + 1] as number];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length = Math.hypot(dx, dy);
    const reach = halfWidth + 1;
    const iTo = Math.min(width - 1, Math.ceil(Math.max(x0, x1) + reach));
    const jTo = Math.min(height - 1, Math.ceil(Math.max(y0, y1) + reach));
    for (let j = Math.max(0, Math.floor(Math.min(y0, y1) - reach)); j <= jTo; j++) {
      for (let i = Math.max(0, Math.floor(Math.min(x0, x1) - reach)); i <= iTo; i++) {
        const [px, py] = [i + 0.5 - x0, j + 0.5 - y0];
        const along = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / (length * length)));
        if (isDashed && (travelled + along * length) % (DASH_PX + GAP_PX) > DASH_PX) continue;
        const distance = Math.hypot(px - along * dx, py - along * dy);
        const share = Math.max(0, Math.min(1, halfWidth + 0.5 - distance));
        const pixel = j * width + i;
        if (share > (cover.get(pixel) ?? 0)) cover.set(pixel, share);
      }
    }
    travelled += length;
  }
}

/** Draws closed lines (x, y, x, y, … in pixels from the top left corner) into `picture`, which is changed. */
export function drawOutlines(picture: Picture, outlines: readonly Float64Array[], style: OutlineStyle): void {
  const rgb = [1, 3, 5].map((at) => Number.parseInt(style.color.slice(at, at + 2), 16));
  const half = style.widthPx / 2;
  const casing = new Map<number, number>();
  const cover = new Map<number, number>();
  for (const line of outlines) {
    coverLine(picture, line, half + CASING_PX, style.isDashed, casing);
    coverLine(picture, line, half, style.isDashed, cover);
  }
  for (const [pixel, share] of casing) blend(picture, pixel, [0, 0, 0], share * CASING_SHARE);
  for (const [pixel, share] of cover) blend(picture, pixel, rgb, share);
}
