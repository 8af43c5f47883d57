import type { TriangleMesh } from '../mesh/index.ts';
import type { SampleGrid } from './sample-grid.ts';

/**
 * 1 for every grid point inside a closed mesh: where the surface winds around it more often outwards than inwards, so that
 * what overlaps counts once and cavities are outside. Each row along x is followed through the triangles it passes.
 * Which side of an edge a row passes is decided by the same numbers for both triangles of the edge: nothing leaks.
 */
export function markInside({ positions: p, indices }: TriangleMesh, grid: SampleGrid): Uint8Array {
  const [nx, ny, nz] = grid.size;
  // How the winding changes at a point compared with the one before it; sums wrap around, so bytes are enough.
  const winding = new Int8Array(nx * ny * nz);
  const [ox, oy, oz] = grid.originLps;
  const cell = grid.cellMm;
  const cross = new Float64Array(2);
  for (let t = 0; t < indices.length; t += 3) {
    const corners: [number, number, number] = [
      3 * (indices[t] as number),
      3 * (indices[t + 1] as number),
      3 * (indices[t + 2] as number),
    ];
    const heights = corners.map((at) => p[at + 2] as number);
    const firstZ = Math.max(0, Math.ceil((Math.min(...heights) - oz) / cell) - 1);
    const lastZ = Math.min(nz - 1, Math.floor((Math.max(...heights) - oz) / cell) + 1);
    for (let k = firstZ; k <= lastZ; k++) {
      const z = oz + k * cell;
      let upY = Number.NaN;
      let upX = 0;
      let downY = Number.NaN;
      let downX = 0;
      for (let side = 0; side < 3; side++) {
        const a = corners[side] as number;
        const b = corners[(side + 1) % 3] as number;
        const az = p[a + 2] as number;
        const bz = p[b + 2] as number;
        if (az <= z === bz <= z) continue;
        if (az <= z) {
          crossing(p, a, b, z, cross);
          [upY, upX] = [cross[0] as number, cross[1] as number];
        } else {
          crossing(p, b, a, z, cross);
          [downY, downX] = [cross[0] as number, cross[1] as number];
        }
      }
      if (!(upY !== downY)) continue;
      const change = upY < downY ? 1 : -1;
      const [lowY, lowX, highY, highX] = upY < downY ? [upY, upX, downY, downX] : [downY, downX, upY, upX];
      const lastY = Math.min(ny - 1, Math.floor((highY - oy) / cell) + 1);
      for (let j = Math.max(0, Math.ceil((lowY - oy) / cell) - 1); j <= lastY; j++) {
        const y = oy + j * cell;
        if (!(y >= lowY && y < highY)) continue;
        const x = lowX + ((y - lowY) / (highY - lowY)) * (highX - lowX);
        const i = Math.max(0, Math.ceil((x - ox) / cell));
        if (i >= nx) continue;
        const at = (k * ny + j) * nx + i;
        winding[at] = (winding[at] as number) + change;
      }
    }
  }
  return sumRows(winding, nx);
}

/** Where the edge from the lower to the higher corner passes height z: y and x. The same numbers whichever triangle asks. */
function crossing(p: Float32Array, low: number, high: number, z: number, out: Float64Array): void {
  const lowZ = p[low + 2] as number;
  const share = (z - lowZ) / ((p[high + 2] as number) - lowZ);
  out[0] = (p[low + 1] as number) + share * ((p[high + 1] as number) - (p[low + 1] as number));
  out[1] = (p[low] as number) + share * ((p[high] as number) - (p[low] as number));
}

function sumRows(winding: Int8Array, nx: number): Uint8Array {
  const inside = new Uint8Array(winding.buffer);
  for (let row = 0; row < winding.length; row += nx) {
    let sum = 0;
    for (let at = row; at < row + nx; at++) {
      sum = ((sum + (winding[at] as number)) << 24) >> 24;
      inside[at] = sum > 0 ? 1 : 0;
    }
  }
  return inside;
}
