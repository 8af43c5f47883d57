// Round holes and pins at a point of a part, and boxes along the patient's axes.

import type { Manifold } from 'manifold-3d';
import { AppError } from '../error/index.ts';
import { add, norm, normalise, scale, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { type NamedMesh, somePlaceOf } from './boolean.ts';
import { cylinder, frameAbout } from './cylinder.ts';
import type { SolidBench, SolidKernel } from './kernel.ts';

export interface RoundTool {
  readonly atLps: Vec3;
  /** Any length. */
  readonly directionLps: Vec3;
  readonly diameterMm: number;
}

/** What lies in a box along the axes of LPS, or outside of it; null where that is nothing. */
export function trimSolid(
  kernel: SolidKernel,
  part: NamedMesh,
  box: { readonly minLps: Vec3; readonly maxLps: Vec3 },
  keepInside: boolean,
): TriangleMesh | null {
  return kernel.work(somePlaceOf(part.mesh), ({ engine, keep, local, solid, mesh }) => {
    const [min, max] = [local(box.minLps), local(box.maxLps)];
    const cube = keep(engine.Manifold.cube([max[0] - min[0], max[1] - min[1], max[2] - min[2]]));
    const placed = keep(cube.translate([...min]));
    const whole = solid(part.mesh, part.name);
    return mesh(keep(keepInside ? whole.intersect(placed) : whole.subtract(placed)));
  });
}

/**
 * A round hole of the depth, or through everything. It begins half a diameter before the point, so that a curved or
 * slanting surface is opened over the hole's whole width. null where nothing of the part is left.
 * @throws AppError `safety` SOLID_HOLE_MISSES where the part has nothing there
 */
export function drillSolid(
  kernel: SolidKernel,
  part: NamedMesh,
  tool: RoundTool & { readonly depthMm: number | null },
): TriangleMesh | null {
  return kernel.work(tool.atLps, (bench) => {
    const whole = bench.solid(part.mesh, part.name);
    const at = bench.local(tool.atLps);
    const toMm = tool.depthMm ?? reachFrom(at, whole) + 1;
    const radiusMm = tool.diameterMm / 2;
    const body = { at, direction: tool.directionLps, radiusMm, fromMm: -radiusMm, toMm };
    const drilled = bench.keep(whole.subtract(cylinder(bench, 'hole', body)));
    if (drilled.volume() < whole.volume() * (1 - 1e-9)) return bench.mesh(drilled);
    throw new AppError(
      'safety',
      'SOLID_HOLE_MISSES',
      `The hole meets nothing of "${part.name}". Put its point on the surface and its direction into the part.`,
    );
  });
}

/** From a point to the farthest corner of a solid's box. */
function reachFrom(at: Vec3, solid: Manifold): number {
  const { min, max } = solid.boundingBox();
  return norm(
    at.map((x, axis) => Math.max(Math.abs(x - min[axis as 0]), Math.abs(max[axis as 0] - x))) as unknown as Vec3,
  );
}

/** Points looked at along the edge of a pin's foot. */
const FOOT_POINTS = 16;
/** A pin goes this much of its radius deeper than where its whole foot is in the part. */
const ROOT_SHARE = 0.2;

/**
 * A round pin that stands up by its length. Its foot is as deep as it must be to meet the part all around, at most as
 * deep as the pin is long.
 * @throws AppError `safety` SOLID_PIN_LOOSE where its foot would hang over the part
 */
export function pinSolid(kernel: SolidKernel, part: NamedMesh, tool: RoundTool & { readonly lengthMm: number }) {
  return kernel.work(tool.atLps, (bench) => {
    const whole = bench.solid(part.mesh, part.name);
    const deepest = footDepthMm(bench, whole, tool);
    if (deepest === null || deepest > tool.lengthMm) {
      throw new AppError(
        'safety',
        'SOLID_PIN_LOOSE',
        `The foot of the pin would hang over "${part.name}". Put its point on the surface, turn it, or make it thinner.`,
      );
    }
    const radiusMm = tool.diameterMm / 2;
    const fromMm = -(deepest + ROOT_SHARE * radiusMm);
    const body = { at: bench.local(tool.atLps), direction: tool.directionLps, radiusMm, fromMm, toMm: tool.lengthMm };
    return bench.mesh(bench.keep(whole.add(cylinder(bench, 'pin', body))));
  });
}

/** How far below the pin's point the part begins at the lowest point of its edge, mm; null where it does not. */
function footDepthMm(
  bench: SolidBench,
  whole: Manifold,
  tool: RoundTool & { readonly lengthMm: number },
): number | null {
  const { right, up, normal } = frameAbout(normalise(tool.directionLps));
  const centre = bench.local(tool.atLps);
  let deepest = 0;
  for (let n = 0; n < FOOT_POINTS; n++) {
    const angle = (2 * Math.PI * n) / FOOT_POINTS;
    const out = add(scale(right, Math.cos(angle)), scale(up, Math.sin(angle)));
    const at = add(centre, scale(out, tool.diameterMm / 2));
    const from = add(at, scale(normal, tool.lengthMm));
    const to = add(at, scale(normal, -2 * tool.lengthMm));
    const entry = whole
      .rayCast([...from], [...to])
      .find((hit) => hit.normal[0] * normal[0] + hit.normal[1] * normal[1] + hit.normal[2] * normal[2] > 0);
    if (entry === undefined) return null;
    deepest = Math.max(deepest, entry.distance * 3 * tool.lengthMm - tool.lengthMm);
  }
  return deepest;
}
