import { type ImageGeometry, iDirection, jDirection, planeOrigin } from './image-geometry.ts';
import { STRAIGHT_STACK_TOLERANCE_MM, STRAIGHT_STACK_TOTAL_MM } from './tolerances.ts';
import { cross, dot, norm, normalise, scale, subtract } from './vector.ts';

/**
 * Angle in degrees between the plane normal and the line through the first and last plane: the gantry tilt of a CT.
 * Positive when the planes drift down their columns (+j), or along the rows alone; 0 for a straight stack.
 */
export function stackTiltDeg(g: ImageGeometry): number {
  const steps = g.size[2] - 1;
  if (steps < 1) return 0;
  const normal = normalise(cross(iDirection(g), jDirection(g)));
  const travel = subtract(planeOrigin(g, steps), planeOrigin(g, 0));
  const along = dot(travel, normal);
  const drift = subtract(travel, scale(normal, along));
  if (norm(drift) <= Math.min(STRAIGHT_STACK_TOTAL_MM, steps * STRAIGHT_STACK_TOLERANCE_MM)) return 0;
  const angle = (Math.atan2(norm(drift), Math.abs(along)) * 180) / Math.PI;
  return dot(drift, jDirection(g)) < -1e-6 * norm(drift) ? -angle : angle;
}
