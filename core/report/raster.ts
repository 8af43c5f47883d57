// Z-buffer rasteriser for closed meshes under a parallel camera. It keeps, for the nearest surface of every sample, the
// mesh, the depth and the normal; shading comes after, once a sample.

import { dot, doubleAreaVector } from '../geometry/index.ts';
import type { Camera } from './camera.ts';

/** Triangles in patient space: x, y, z, … in LPS mm; three indices a triangle, anticlockwise from outside. */
export interface SurfaceMesh {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
}

/** What is nearest at each sample, row by row from the top left. */
export interface SurfaceSamples {
  readonly width: number;
  readonly height: number;
  /** 0 = nothing, else number of the mesh + 1. */
  readonly mesh: Uint8Array;
  /** mm towards the viewer from the camera's centre plane. */
  readonly depth: Float32Array;
  /** Unit normal in picture axes (right, up); the third part follows and points to the viewer. */
  readonly normalRight: Float32Array;
  readonly normalUp: Float32Array;
}

export function emptySamples(width: number, height: number): SurfaceSamples {
  return {
    width,
    height,
    mesh: new Uint8Array(width * height),
    depth: new Float32Array(width * height).fill(-Infinity),
    normalRight: new Float32Array(width * height),
    normalUp: new Float32Array(width * height),
  };
}

/** Area-weighted vertex normals (not unit), LPS. */
export function vertexNormals(mesh: SurfaceMesh): Float32Array {
  const { positions: p, indices } = mesh;
  const normals = new Float32Array(p.length);
  const normal = new Float64Array(3);
  for (let t = 0; t < indices.length; t += 3) {
    const a = 3 * (indices[t] as number);
    const b = 3 * (indices[t + 1] as number);
    const c = 3 * (indices[t + 2] as number);
    doubleAreaVector(p, a, b, c, normal);
    const [nx, ny, nz] = [normal[0] as number, normal[1] as number, normal[2] as number];
    for (const v of [a, b, c]) {
      normals[v] = (normals[v] as number) + nx;
      normals[v + 1] = (normals[v + 1] as number) + ny;
      normals[v + 2] = (normals[v + 2] as number) + nz;
    }
  }
  return normals;
}

/** Vertices in samples (x right, y down) and mm (depth), normals in picture axes with unit length. */
function toPicture(mesh: SurfaceMesh, normals: Float32Array, camera: Camera, width: number, height: number) {
  const n = mesh.positions.length / 3;
  const out = new Float32Array(6 * n);
  const { rightLps: r, upLps: u, towardsLps: w, centreLps } = camera;
  const [cr, cu, cw] = [dot(centreLps, r), dot(centreLps, u), dot(centreLps, w)];
  const perMm = 1 / camera.mmPerPixel;
  for (let v = 0; v < n; v++) {
    const x = mesh.positions[3 * v] as number;
    const y = mesh.positions[3 * v + 1] as number;
    const z = mesh.positions[3 * v + 2] as number;
    const nx = normals[3 * v] as number;
    const ny = normals[3 * v + 1] as number;
    const nz = normals[3 * v + 2] as number;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
    out[6 * v] = width / 2 + (x * r[0] + y * r[1] + z * r[2] - cr) * perMm;
    out[6 * v + 1] = height / 2 - (x * u[0] + y * u[1] + z * u[2] - cu) * perMm;
    out[6 * v + 2] = x * w[0] + y * w[1] + z * w[2] - cw;
    out[6 * v + 3] = (nx * r[0] + ny * r[1] + nz * r[2]) / length;
    out[6 * v + 4] = (nx * u[0] + ny * u[1] + nz * u[2]) / length;
    out[6 * v + 5] = (nx * w[0] + ny * w[1] + nz * w[2]) / length;
  }
  return out;
}

/** Share of a triangle by which a sample may miss it: rounding along a row must not open seams between neighbours. */
const EDGE_SLACK = 1e-5;

/**
 * Draws `mesh` as number `number` (1 … 255) into `into`. `camera.mmPerPixel` is the size of a sample. Triangles that face
 * away are left out: meshes are closed, so another one lies before them.
 */
export function rasterise(
  mesh: SurfaceMesh,
  normals: Float32Array,
  number: number,
  camera: Camera,
  into: SurfaceSamples,
): void {
  const { width, height, depth, mesh: meshOf, normalRight, normalUp } = into;
  const v = toPicture(mesh, normals, camera, width, height);
  const { indices } = mesh;
  for (let t = 0; t < indices.length; t += 3) {
    const a = 6 * (indices[t] as number);
    const b = 6 * (indices[t + 1] as number);
    const c = 6 * (indices[t + 2] as number);
    const ax = v[a] as number;
    const ay = v[a + 1] as number;
    const bx = v[b] as number;
    const by = v[b + 1] as number;
    const cx = v[c] as number;
    const cy = v[c + 1] as number;
    // Anticlockwise from outside is negative in a y-down picture.
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (!(area < 0)) continue;
    const x0 = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
    const x1 = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
    const y0 = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
    const y1 = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
    if (x0 > x1 || y0 > y1) continue;
    const inverse = 1 / area;
    const stepA = (by - cy) * inverse;
    const stepB = (cy - ay) * inverse;
    for (let y = y0; y <= y1; y++) {
      const py = y + 0.5;
      const px = x0 + 0.5;
      // Shares of the corners grow evenly along a row.
      let wa = ((bx - px) * (cy - py) - (by - py) * (cx - px)) * inverse - stepA;
      let wb = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) * inverse - stepB;
      for (let x = x0; x <= x1; x++) {
        wa += stepA;
        wb += stepB;
        const wc = 1 - wa - wb;
        if (wa < -EDGE_SLACK || wb < -EDGE_SLACK || wc < -EDGE_SLACK) continue;
        const at = y * width + x;
        const z = wa * (v[a + 2] as number) + wb * (v[b + 2] as number) + wc * (v[c + 2] as number);
        if (z <= (depth[at] as number)) continue;
        const nr = wa * (v[a + 3] as number) + wb * (v[b + 3] as number) + wc * (v[c + 3] as number);
        const nu = wa * (v[a + 4] as number) + wb * (v[b + 4] as number) + wc * (v[c + 4] as number);
        const nt = wa * (v[a + 5] as number) + wb * (v[b + 5] as number) + wc * (v[c + 5] as number);
        const length = Math.sqrt(nr * nr + nu * nu + nt * nt) || 1;
        depth[at] = z;
        meshOf[at] = number;
        normalRight[at] = nr / length;
        normalUp[at] = nu / length;
      }
    }
  }
}
