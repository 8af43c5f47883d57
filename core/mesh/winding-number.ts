import type { Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from './triangle-mesh.ts';

/** How often a closed mesh winds around a point: 1 inside an outward shell, 0 outside (sum of the solid angles of the
 * triangles: Van Oosterom and Strackee, IEEE Trans. Biomed. Eng. 30, 1983). */
export function windingNumber({ positions: p, indices }: TriangleMesh, [x, y, z]: Vec3): number {
  let sum = 0;
  for (let t = 0; t < indices.length; t += 3) {
    const a = 3 * (indices[t] as number);
    const b = 3 * (indices[t + 1] as number);
    const c = 3 * (indices[t + 2] as number);
    const [ax, ay, az] = [(p[a] as number) - x, (p[a + 1] as number) - y, (p[a + 2] as number) - z];
    const [bx, by, bz] = [(p[b] as number) - x, (p[b + 1] as number) - y, (p[b + 2] as number) - z];
    const [cx, cy, cz] = [(p[c] as number) - x, (p[c + 1] as number) - y, (p[c + 2] as number) - z];
    const la = Math.sqrt(ax * ax + ay * ay + az * az);
    const lb = Math.sqrt(bx * bx + by * by + bz * bz);
    const lc = Math.sqrt(cx * cx + cy * cy + cz * cz);
    const det = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
    const ab = ax * bx + ay * by + az * bz;
    const bc = bx * cx + by * cy + bz * cz;
    const ca = cx * ax + cy * ay + cz * az;
    sum += Math.atan2(det, la * lb * lc + ab * lc + bc * la + ca * lb);
  }
  return sum / (2 * Math.PI);
}
