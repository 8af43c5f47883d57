// Answers what a hand asks of a model: how far two places are apart along its surface, what lies between two parts.

import { AppError } from '../../core/error/index.ts';
import type { Vec3 } from '../../core/geometry/index.ts';
import type { TriangleMesh } from '../../core/mesh/index.ts';
import { nowhere, TriangleTree } from '../../core/offset/index.ts';
import type { Part } from '../../core/print/index.ts';
import { shortestDistance, surfacePath, thicknessBetween } from '../../core/printability/index.ts';
import type { GaugeEnd, GaugeFound, GaugeQuestion } from './print-messages.ts';

/** A place that lies this far off the surface lies on no surface any more, mm. */
const LOST_MM = 2;

/** Where the triangles of both ends come from. */
export interface Gauged {
  readonly parts: readonly Part[];
  readonly surfaceOf: (structureId: string) => TriangleMesh;
}

const meshOf = ({ parts, surfaceOf }: Gauged, end: GaugeEnd): TriangleMesh =>
  'part' in end ? partOf(parts, end.part).mesh : surfaceOf(end.structureId);

/** Over the surface of the first; null where the second is nowhere near. */
function thickness(from: TriangleMesh, to: TriangleMesh): { meanMm: number; p5Mm: number } | null {
  try {
    return thicknessBetween(from, to);
  } catch (error) {
    if (error instanceof AppError && error.code === 'MEASURE_EMPTY') return null;
    throw error;
  }
}

function partOf(parts: readonly Part[], name: string): Part {
  const part = parts.find((own) => own.name === name);
  if (part !== undefined) return part;
  throw new AppError('not-found', 'PRINT_PART', `There is no part "${name}" any more. Measure again.`);
}

function isOn(mesh: TriangleMesh, places: readonly Vec3[]): boolean {
  const tree = new TriangleTree(mesh);
  return places.every((place) => {
    const found = nowhere();
    tree.nearest(...place, LOST_MM, found);
    return found.triangle >= 0;
  });
}

export function gauge(gauged: Gauged, question: GaugeQuestion): GaugeFound {
  if (question.what === 'along') {
    const { fromLps, toLps } = question;
    // Steps give parts other names: what counts is on which of them both places lie.
    const mesh = gauged.parts.map((part) => part.mesh).find((own) => isOn(own, [fromLps, toLps]));
    return { what: 'along', path: mesh === undefined ? null : surfacePath(mesh, fromLps, toLps) };
  }
  const [from, to] = [meshOf(gauged, question.from), meshOf(gauged, question.to)];
  const { distanceMm, fromLps, toLps, relation } = shortestDistance(from, to);
  const { meanMm, p5Mm } = thickness(from, to) ?? { meanMm: null, p5Mm: null };
  return { what: 'between', minMm: distanceMm, meanMm, p5Mm, relation, nearestLps: [fromLps, toLps] };
}
