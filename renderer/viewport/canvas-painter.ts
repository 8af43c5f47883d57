// The slower painter, for machines whose driver offers no WebGL 2: the same picture, computed pixel by pixel.

import { type CutView, indexFromUv } from '../../core/geometry/index.ts';
import { type CutPlane, noValueOf } from './cut-plane.ts';
import type { PlaneLook, PlanePainter } from './painter-types.ts';
import { type PlaneCamera, type ScreenSize, uvFromScreen } from './plane-camera.ts';

interface Sampler {
  readonly plane: CutPlane;
  readonly empty: number;
  readonly isInterpolated: boolean;
}

/** Value at a continuous index inside the plane; `empty` where there is none. */
function sample({ plane, empty, isInterpolated }: Sampler, a: number, b: number): number {
  const { values, width, height } = plane;
  if (a < -0.5 || b < -0.5 || a > width - 0.5 || b > height - 0.5) return empty;
  const clampedA = Math.min(Math.max(a, 0), width - 1);
  const clampedB = Math.min(Math.max(b, 0), height - 1);
  if (!isInterpolated) return values[Math.round(clampedB) * width + Math.round(clampedA)] as number;
  const a0 = Math.floor(clampedA);
  const b0 = Math.floor(clampedB);
  const shareA = clampedA - a0;
  const shareB = clampedB - b0;
  const right = a0 + 1 < width ? 1 : 0;
  const down = b0 + 1 < height ? width : 0;
  const at = b0 * width + a0;
  let sum = 0;
  let weight = 0;
  for (let corner = 0; corner < 4; corner++) {
    const isRight = (corner & 1) === 1;
    const isDown = corner >= 2;
    const value = values[at + (isRight ? right : 0) + (isDown ? down : 0)] as number;
    if (value <= empty) continue;
    const share = (isRight ? shareA : 1 - shareA) * (isDown ? shareB : 1 - shareB);
    sum += share * value;
    weight += share;
  }
  return weight < 0.5 ? empty : sum / weight;
}

export function createCanvasPainter(canvas: HTMLCanvasElement): PlanePainter {
  const context = canvas.getContext('2d', { alpha: false });
  let plane: CutPlane | null = null;
  let view: CutView | null = null;
  let picture: ImageData | null = null;

  const draw = (camera: PlaneCamera, size: ScreenSize, look: PlaneLook): void => {
    if (context === null || plane === null || view === null) return;
    const { width, height } = canvas;
    if (picture?.width !== width || picture.height !== height) picture = context.createImageData(width, height);
    const pixels = new Uint32Array(picture.data.buffer);
    const sampler = { plane, empty: noValueOf(plane.values), isInterpolated: look.isInterpolated };
    const low = look.window.level - look.window.width / 2;
    const factor = 255 / Math.max(look.window.width, 1e-6);
    const toCss = size.width / width;
    // a grows evenly along one screen axis; b, with its uneven steps, is the same along the other.
    const isTransposed = view.isTransposed;
    const [lines, along] = isTransposed ? [width, height] : [height, width];
    for (let line = 0; line < lines; line++) {
      const at = (n: number) => {
        const [x, y] = isTransposed ? [line, n] : [n, line];
        const uv = uvFromScreen(camera, size, { x: (x + 0.5) * toCss, y: (y + 0.5) * toCss });
        return indexFromUv(view as CutView, uv);
      };
      const first = at(0);
      const step = at(1).a - first.a;
      for (let n = 0; n < along; n++) {
        const value = sample(sampler, first.a + n * step, first.b);
        let grey = 0;
        if (value > sampler.empty) {
          grey = Math.min(Math.max(Math.round((value - low) * factor), 0), 255);
          if (look.isInverted) grey = 255 - grey;
        }
        pixels[isTransposed ? n * width + line : line * width + n] = 0xff000000 | (grey * 0x010101);
      }
    }
    context.putImageData(picture, 0, 0);
  };

  return {
    isAccelerated: false,
    upload: (next) => {
      plane = next;
      return 0;
    },
    setView: (next) => {
      view = next;
    },
    draw,
    clear: () => {
      context?.clearRect(0, 0, canvas.width, canvas.height);
    },
    dispose: () => undefined,
  };
}
