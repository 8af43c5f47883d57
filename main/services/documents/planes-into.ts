import { AppError } from '../../../core/error/index.ts';
import { type ImageGeometry, planeOrigin } from '../../../core/geometry/index.ts';

/** Farthest that the origins of a plane may lie apart to be the same plane, mm. */
const SAME_PLANE_MM = 0.01;

/**
 * Plane numbers of a stack in the stack that it has grown into: plane k of `from` is plane [k] of `to`. Throws `conflict`
 * DOCUMENT_IMAGES_CHANGED when that has other pixels or lacks a plane.
 */
export function planesInto(from: ImageGeometry, to: ImageGeometry): number[] {
  const changed = () =>
    new AppError(
      'conflict',
      'DOCUMENT_IMAGES_CHANGED',
      'The images of this case have changed so that its contours do not fit them. Restore a backup, or import the images again under another UID.',
    );
  const isSamePlane =
    from.size[0] === to.size[0] &&
    from.size[1] === to.size[1] &&
    from.direction.every((c, at) => Math.abs(c - (to.direction[at] as number)) < 1e-6) &&
    [0, 1].every((axis) => Math.abs((from.spacingMm[axis] as number) - (to.spacingMm[axis] as number)) < 1e-6);
  if (!isSamePlane) throw changed();
  return Array.from({ length: from.size[2] }, (_, k) => {
    const [x, y, z] = planeOrigin(from, k);
    for (let candidate = 0; candidate < to.size[2]; candidate++) {
      const [a, b, c] = planeOrigin(to, candidate);
      if (Math.hypot(a - x, b - y, c - z) < SAME_PLANE_MM) return candidate;
    }
    throw changed();
  });
}
