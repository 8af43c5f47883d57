// A flat plate under parts, as large as their shadow and a margin, made one with them.

import type { CrossSection, Manifold } from 'manifold-3d';
import { AppError } from '../error/index.ts';
import { scale, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { type NamedMesh, somePlaceOf } from './boolean.ts';
import { frameAbout, fromFrame, intoFrame } from './cylinder.ts';
import type { SolidBench, SolidKernel } from './kernel.ts';
import { areaOf } from './polygon-room.ts';

export interface BasePlate {
  /** From the parts to the plate; length 1. */
  readonly towardsLps: Vec3;
  readonly thicknessMm: number;
  readonly marginMm: number;
}

/** How deep parts stand in the plate at most, mm: enough to hold, little enough to hide. */
const SINK_MM = 1;
/** Corners of the outline nearer than this to a straight line are left out. */
const OUTLINE_MM = 0.05;

/**
 * Parts and plate as one solid. The parts' lowest point stands in the plate by 1 mm, or by half of a thin plate.
 * @throws AppError `safety` SOLID_BASE_LOOSE where something of a part would hang in the air
 */
export function standOnBase(kernel: SolidKernel, parts: readonly NamedMesh[], base: BasePlate): TriangleMesh | null {
  return kernel.work(somePlaceOf((parts[0] as NamedMesh).mesh), (bench) => {
    const frame = frameAbout(scale(base.towardsLps, -1));
    const toFlat = intoFrame(frame, [0, 0, 0]);
    const flat = parts.map(({ name, mesh }) => bench.keep(bench.solid(mesh, name).transform(toFlat)));
    const lowest = Math.min(...flat.map((solid) => solid.boundingBox().min[2]));
    const top = lowest + Math.min(SINK_MM, base.thicknessMm / 2);
    const plate = plateUnder(bench, flat, base, top);
    const model = bench.keep(bench.engine.Manifold.union([...flat, plate]));
    refuseLoose(bench, model, top);
    return bench.mesh(bench.keep(model.transform(fromFrame(frame, [0, 0, 0]))));
  });
}

function plateUnder({ engine, keep }: SolidBench, flat: readonly Manifold[], base: BasePlate, top: number): Manifold {
  const shadow = keep(engine.CrossSection.union(flat.map((solid) => keep(keep(solid.project()).simplify(OUTLINE_MM)))));
  const widened = keep(shadow.offset(base.marginMm, 'Round', 2, 64));
  // Holes of the shadow, an eye socket or the middle of a pelvis, are plate too.
  const outer = widened.toPolygons().filter((loop) => areaOf([loop]) > 0);
  const filled = keep(engine.CrossSection.ofPolygons(outer, 'NonZero'));
  const outline: CrossSection = filled.numContour() > 1 ? keep(filled.hull()) : filled;
  const plate = keep(keep(outline.simplify(OUTLINE_MM)).extrude(base.thicknessMm));
  return keep(plate.translate([0, 0, top - base.thicknessMm]));
}

function refuseLoose({ keep }: SolidBench, model: Manifold, top: number): void {
  const loose = model
    .decompose()
    .map(keep)
    .filter((piece) => piece.volume() > 0 && piece.boundingBox().min[2] > top);
  if (loose.length === 0) return;
  const heightMm = Math.max(...loose.map((piece) => piece.boundingBox().min[2])) - top;
  throw new AppError(
    'safety',
    'SOLID_BASE_LOOSE',
    `${loose.length === 1 ? 'One piece' : `${loose.length} pieces`} would hang up to ${heightMm.toFixed(1)} mm above the ` +
      'base plate. Remove loose pieces first (shells), or leave out the parts that do not reach the plate.',
  );
}
