// Volumes of the shells of a surface, and moving each along its normals to hold the volume that it should. Points may be
// voxel coordinates; lengths and areas are taken in mm by the spacing.

import { doubleAreaVector } from '../geometry/index.ts';

/** A shell is not moved for less than this share of the smallest spacing, nor by more at a time than the other. */
const SMALLEST_OFFSET = 1e-3;
const LARGEST_OFFSET = 0.3;

type Triple = readonly [number, number, number];

function addTo(sums: Float32Array, at: number, x: number, y: number, z: number): void {
  sums[at] = (sums[at] as number) + x;
  sums[at + 1] = (sums[at + 1] as number) + y;
  sums[at + 2] = (sums[at + 2] as number) + z;
}

/** Adds up twice the area vectors (mm2) of the triangles around every vertex; returns the volume of each shell in voxels. */
export function sumNormals(
  points: Float32Array,
  indices: Uint32Array,
  [sx, sy, sz]: Triple,
  shellOf: Int32Array,
  shells: number,
  normals: Float32Array,
): Float64Array {
  const volumes = new Float64Array(shells);
  const normal = new Float64Array(3);
  normals.fill(0);
  const [fx, fy, fz] = [sy * sz, sz * sx, sx * sy];
  for (let n = 0; n < indices.length; n += 3) {
    const a = 3 * (indices[n] as number);
    const b = 3 * (indices[n + 1] as number);
    const c = 3 * (indices[n + 2] as number);
    const ax = points[a] as number;
    const ay = points[a + 1] as number;
    const az = points[a + 2] as number;
    doubleAreaVector(points, a, b, c, normal);
    const nx = normal[0] as number;
    const ny = normal[1] as number;
    const nz = normal[2] as number;
    const shell = shellOf[indices[n] as number] as number;
    volumes[shell] = (volumes[shell] as number) + (ax * nx + ay * ny + az * nz) / 6;
    addTo(normals, a, nx * fx, ny * fy, nz * fz);
    addTo(normals, b, nx * fx, ny * fy, nz * fz);
    addTo(normals, c, nx * fx, ny * fy, nz * fz);
  }
  return volumes;
}

/** How far every shell must move along its normals to gain `missing` voxels, mm. */
export function offsetsMm(
  missing: Float64Array,
  normals: Float32Array,
  shellOf: Int32Array,
  spacing: Triple,
): Float64Array {
  const areas = new Float64Array(missing.length);
  for (let vertex = 0, at = 0; vertex < shellOf.length; vertex++, at += 3) {
    const x = normals[at] as number;
    const y = normals[at + 1] as number;
    const z = normals[at + 2] as number;
    const shell = shellOf[vertex] as number;
    // A vertex that moves by d along its normal sweeps a third of d times the area vectors around it.
    areas[shell] = (areas[shell] as number) + Math.sqrt(x * x + y * y + z * z) / 6;
  }
  const smallest = Math.min(...spacing);
  const voxelMm3 = spacing[0] * spacing[1] * spacing[2];
  return missing.map((voxels, shell) => {
    const area = areas[shell] as number;
    const offset = area > 0 ? (voxels * voxelMm3) / area : 0;
    if (Math.abs(offset) < SMALLEST_OFFSET * smallest) return 0;
    return Math.max(-LARGEST_OFFSET * smallest, Math.min(LARGEST_OFFSET * smallest, offset));
  });
}

export function moveAlongNormals(
  points: Float32Array,
  normals: Float32Array,
  shellOf: Int32Array,
  offsets: Float64Array,
  [sx, sy, sz]: Triple,
): void {
  for (let vertex = 0, at = 0; vertex < shellOf.length; vertex++, at += 3) {
    const offset = offsets[shellOf[vertex] as number] as number;
    const x = normals[at] as number;
    const y = normals[at + 1] as number;
    const z = normals[at + 2] as number;
    const length = Math.sqrt(x * x + y * y + z * z);
    if (offset === 0 || length === 0) continue;
    const factor = offset / length;
    points[at] = (points[at] as number) + (factor * x) / sx;
    points[at + 1] = (points[at + 1] as number) + (factor * y) / sy;
    points[at + 2] = (points[at + 2] as number) + (factor * z) / sz;
  }
}
