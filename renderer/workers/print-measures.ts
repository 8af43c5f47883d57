// What is measured on a model once it is made: how far it is from the anatomy, whether it is closed, where it is thin.

import type { ImageGeometry, Vec3 } from '../../core/geometry/index.ts';
import {
  checkClosedManifold,
  type DeviationField,
  deviationField,
  findSelfIntersections,
} from '../../core/mesh/index.ts';
import type { Part } from '../../core/print/index.ts';
import { bestOrientation, findThinSites, hiddenCavities, wallThickness } from '../../core/printability/index.ts';
import type { ClosedAnswer, DeviationAnswer, StandingAnswer, WallAnswer } from './print-messages.ts';

/** Cells of the histogram. */
const SHARES = 36;
/** Of an edge of the grid in which vertices are found again, mm: less than any two vertices of a surface are apart. */
const SAME_MM = 1e-4;
/** Walls are shown up to twice the least one. */
const SHOWN_WALLS = 2;

/** A field that was measured once is remembered for as long as its mesh is. */
const fields = new WeakMap<Part['mesh'], DeviationField>();

function fieldOf({ mesh, anatomy }: Part): DeviationField | null {
  if (anatomy === null) return null;
  const known = fields.get(mesh) ?? deviationField(mesh, anatomy);
  fields.set(mesh, known);
  return known;
}

const keyAt = ({ positions: p }: Part['mesh'], v: number): string =>
  `${Math.round((p[3 * v] as number) / SAME_MM).toString()} ${Math.round((p[3 * v + 1] as number) / SAME_MM).toString()} ${Math.round((p[3 * v + 2] as number) / SAME_MM).toString()}`;

/** Distances by the place of the vertex, of all surfaces that are still anatomy. */
function distancesByPlace(anatomical: readonly Part[]): ReadonlyMap<string, number> {
  const byPlace = new Map<string, number>();
  for (const part of anatomical) {
    const field = fieldOf(part);
    if (field === null) continue;
    for (let v = 0; v < field.distancesMm.length; v++) byPlace.set(keyAt(part.mesh, v), field.distancesMm[v] as number);
  }
  return byPlace;
}

/** Half of the largest spacing: what the surface of a mask may be off. */
export function deviationLimitMm({ spacingMm, planeOriginsLps, size }: ImageGeometry): number {
  let largest = Math.max(spacingMm[0], spacingMm[1], spacingMm[2]);
  for (let k = 1; k < size[2]; k++) {
    const step = [0, 1, 2].map(
      (axis) => (planeOriginsLps[3 * k + axis] as number) - (planeOriginsLps[3 * k - 3 + axis] as number),
    );
    largest = Math.max(largest, Math.hypot(...step));
  }
  return largest / 2;
}

function histogram(sizesMm: readonly Float32Array[], toMm: number): number[] {
  const counts = new Array<number>(SHARES).fill(0);
  let all = 0;
  for (const sizes of sizesMm) {
    for (const size of sizes) {
      const cell = Math.min(SHARES - 1, Math.floor((Math.abs(size) / toMm) * SHARES));
      counts[cell] = (counts[cell] as number) + 1;
      all++;
    }
  }
  return counts.map((count) => (all === 0 ? 0 : count / all));
}

/**
 * Distances of the surface to the anatomy before any step that changes its shape on purpose; each vertex of the parts has
 * the one of the vertex that it was, NaN where it came with a cut, a cavity, a pin or letters.
 */
export function deviationOf(
  anatomical: readonly Part[],
  parts: readonly Part[],
  geometry: ImageGeometry,
): DeviationAnswer | null {
  const known = anatomical.flatMap((part) => fieldOf(part) ?? []);
  if (known.length === 0) return null;
  const limitMm = deviationLimitMm(geometry);
  const maxMm = Math.max(...known.map((field) => field.maxMm));
  const toMm = Math.max(maxMm, 1.1 * limitMm);
  const vertices = known.reduce((sum, { distancesMm }) => sum + distancesMm.length, 0);
  const sizes = Float32Array.from(
    known.flatMap(({ distancesMm }) => [...distancesMm]),
    Math.abs,
  ).sort();
  const byPlace = distancesByPlace(anatomical);
  const maps = parts.map(({ mesh }) =>
    Float32Array.from({ length: mesh.positions.length / 3 }, (_, v) => byPlace.get(keyAt(mesh, v)) ?? Number.NaN),
  );
  return {
    meanMm: known.reduce((sum, field) => sum + field.meanMm * field.distancesMm.length, 0) / vertices,
    p95Mm: sizes[Math.max(0, Math.ceil(0.95 * vertices) - 1)] as number,
    maxMm,
    limitMm,
    shares: histogram(
      known.map(({ distancesMm }) => distancesMm),
      toMm,
    ),
    toMm,
    worstLps: worstPlace(anatomical, maxMm),
    maps,
  };
}

function worstPlace(anatomical: readonly Part[], maxMm: number): Vec3 | null {
  for (const part of anatomical) {
    const field = fieldOf(part);
    const v = field?.distancesMm.findIndex((distance) => Math.abs(distance) >= maxMm) ?? -1;
    if (v >= 0) return [0, 1, 2].map((axis) => part.mesh.positions[3 * v + axis]) as unknown as Vec3;
  }
  return null;
}

/** Judged on the triangles that a file would hold. */
export const closedOf = (parts: readonly Part[]): readonly ClosedAnswer[] =>
  parts.map(({ name, mesh }) => {
    const { openEdges, nonManifoldEdges, misorientedEdges, nonManifoldVertices, degenerateTriangles, shells } =
      checkClosedManifold(mesh);
    const { pairs, placesLps } = findSelfIntersections(mesh);
    return {
      name,
      badEdges: openEdges + nonManifoldEdges + misorientedEdges,
      badPoints: nonManifoldVertices + degenerateTriangles,
      crossings: pairs,
      crossingLps: pairs === 0 ? null : (Array.from(placesLps.subarray(0, 3)) as unknown as Vec3),
      shells,
      // Of a surface that is not closed nobody can say what is inside.
      cavities: openEdges + nonManifoldEdges + misorientedEdges === 0 ? hiddenCavities(mesh).length : 0,
    };
  });

/** Thickness at every vertex, and the places where it is too small, the thinnest first. */
export const wallsOf = (parts: readonly Part[], minWallMm: number): WallAnswer => ({
  maps: parts.map(({ mesh }) => Float32Array.from(wallThickness(mesh, SHOWN_WALLS * minWallMm).thicknessMm)),
  thin: parts
    .flatMap(({ name, mesh }) => findThinSites(mesh, minWallMm).map((site) => ({ name, ...site })))
    .sort((a, b) => a.thicknessMm - b.thicknessMm),
});

export const standingOf = (parts: readonly Part[]): readonly StandingAnswer[] =>
  parts.flatMap(({ name, mesh }) => {
    const [best] = bestOrientation(mesh);
    if (best === undefined) return [];
    const { upLps, supportMm3, heightMm, isStable } = best;
    return [{ name, upLps, supportMl: supportMm3 / 1000, heightMm, isStable }];
  });
