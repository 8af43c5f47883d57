import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../../../core/geometry/index.ts';
import {
  cameraFrom,
  directionLetters,
  projectLps,
  type RenderMesh,
  renderSurfaces,
  vertexNormals,
} from '../../../core/report/index.ts';

/** A ball of radius `r` mm around `centre`: an octahedron cut up, outward. */
function ball(centre: Vec3, r: number, colour: string, opacity = 1): RenderMesh {
  const positions: number[] = [];
  const indices: number[] = [];
  const n = 12;
  for (const sx of [-1, 1]) {
    for (const sy of [-1, 1]) {
      for (const sz of [-1, 1]) {
        const corner = (a: number, b: number) => {
          const v: Vec3 = [(sx * a) / n, (sy * b) / n, (sz * (n - a - b)) / n];
          const length = Math.hypot(...v);
          positions.push(...v.map((c, axis) => (centre[axis] as number) + (r * c) / length));
          return positions.length / 3 - 1;
        };
        const triangle = (p: number, q: number, s: number) => {
          indices.push(...(sx * sy * sz > 0 ? [p, q, s] : [p, s, q]));
        };
        for (let a = 0; a < n; a++) {
          for (let b = 0; a + b < n; b++) {
            triangle(corner(a, b), corner(a + 1, b), corner(a, b + 1));
            if (a + b < n - 1) triangle(corner(a + 1, b), corner(a + 1, b + 1), corner(a, b + 1));
          }
        }
      }
    }
  }
  const mesh = { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
  return { ...mesh, normals: vertexNormals(mesh), colour, opacity, bandNormalLps: null };
}

const front = cameraFrom([0, -1, 0], [0, 0, 0], 1);
const RED = '#e2381c';
const BLUE = '#586efb';
const at = (picture: { width: number; data: Uint8Array }, x: number, y: number) =>
  [...picture.data.subarray(3 * (y * picture.width + x), 3 * (y * picture.width + x) + 3)] as [number, number, number];
const isRed = ([r, , b]: [number, number, number]) => r > b + 40;
const isBlue = ([r, , b]: [number, number, number]) => b > r + 40;

describe('cameras', () => {
  it('look at the patient as a person facing them does: left is on the right', () => {
    expect(projectLps(front, [10, 0, 20], 100, 100)).toEqual([60, 30]);
    const left = cameraFrom([1, 0, 0], [0, 0, 0], 1);
    expect(projectLps(left, [0, -10, 20], 100, 100)).toEqual([40, 30]);
  });

  it('name directions by their strongest axes', () => {
    expect(directionLetters([1, 0, 0])).toBe('L');
    expect(directionLetters([0.6, 0.8, 0])).toBe('PL');
    expect(directionLetters([-0.9, -0.1, 0.1])).toBe('R');
    expect(directionLetters([0, 0.2, -1])).toBe('I');
  });

  it('have no up when looking along the body', () => {
    expect(() => cameraFrom([0, 0, 1], [0, 0, 0], 1)).toThrow(RangeError);
  });
});

describe('surface pictures', () => {
  it('show a ball where it is, with its radius', () => {
    const picture = renderSurfaces([ball([20, 0, 10], 15, RED)], front, 100, 100);
    expect(isRed(at(picture, 70, 40))).toBe(true);
    expect(isRed(at(picture, 30, 40))).toBe(false);
    const reds = Array.from({ length: 100 }, (_, x) => isRed(at(picture, x, 40))).filter(Boolean);
    expect(Math.abs(reds.length - 30)).toBeLessThanOrEqual(2);
  });

  it('let the nearer one hide the other, from both sides', () => {
    const meshes = [ball([0, -30, 0], 12, RED), ball([0, 30, 0], 12, BLUE)];
    expect(isRed(at(renderSurfaces(meshes, front, 60, 60), 30, 30))).toBe(true);
    const back = cameraFrom([0, 1, 0], [0, 0, 0], 1);
    expect(isBlue(at(renderSurfaces(meshes, back, 60, 60), 30, 30))).toBe(true);
  });

  it('let a structure shine through the body', () => {
    const meshes = [ball([0, 0, 0], 10, RED), ball([0, 0, 0], 25, '#c9ced6', 0.5)];
    const picture = renderSurfaces(meshes, front, 60, 60);
    expect(isRed(at(picture, 30, 30))).toBe(true);
    const empty = renderSurfaces([], front, 60, 60);
    expect(at(picture, 30, 6)[0]).toBeGreaterThan(at(empty, 30, 6)[0] + 10);
  });

  it('band a surface that is not reviewed every 6 mm along the slices', () => {
    const plain = ball([0, 0, 0], 30, '#ffffff');
    const close = { ...front, mmPerPixel: 0.25 };
    const column = (mesh: RenderMesh) => {
      const picture = renderSurfaces([mesh], close, 100, 100);
      return Array.from({ length: 100 }, (_, y) => at(picture, 50, y)[0]);
    };
    const bare = column(plain);
    const dark = column({ ...plain, bandNormalLps: [0, 0, 1] }).map((v, y) => v < 0.8 * (bare[y] as number));
    // z = 9, 3, -3, -9 mm, four pixels a mm below the middle of the picture.
    expect([14, 38, 62, 86].map((y) => dark[y])).toEqual([true, true, true, true]);
    expect([2, 26, 50, 74, 98].map((y) => dark[y])).toEqual([false, false, false, false, false]);
  });

  it('are the same every time', () => {
    const draw = () => renderSurfaces([ball([3, 2, 1], 20, BLUE)], front, 64, 64).data;
    expect(draw()).toEqual(draw());
  });
});
