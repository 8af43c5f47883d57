// A series that arrives in parts: the planes that the library has and those that came now become one stack.

import { describeStack, type SeriesWarning, STACK_WARNING_CODES } from '../../core/dicom/index.ts';
import {
  dot,
  type ImageGeometry,
  kDirection,
  planeOrigin,
  planeStepsMm,
  SAME_GRID_TOLERANCE_VOXELS,
} from '../../core/geometry/index.ts';
import type { ImageVolume, VoxelArray } from '../../core/volume/index.ts';
import type { StackDetails } from './records.ts';
import { commonVoxelType, newVoxels, voxelTypeOf } from './voxel-type.ts';

/** A stack with the image id of each plane, in k order. */
export interface PlaneStack {
  readonly volume: ImageVolume;
  readonly uids: readonly string[];
}

export type MergeResult =
  /** `clashes`: planes of `incoming` that were left out, because `stored` has their UID with other voxels or elsewhere. */
  | { readonly kind: 'merged'; readonly stack: PlaneStack; readonly clashes: readonly string[] }
  /** Another size, spacing or direction: two stacks, not one. */
  | { readonly kind: 'other-grid' }
  /** Planes of different UIDs at one place: two stacks, not one. */
  | { readonly kind: 'crossing' };

interface Plane {
  readonly uid: string;
  readonly positionMm: number;
  readonly origin: readonly number[];
  readonly voxels: VoxelArray;
}

/** False for a file that holds a whole volume under one UID. */
export const hasUidPerPlane = (uids: readonly string[], { geometry }: { readonly geometry: ImageGeometry }): boolean =>
  uids.length === geometry.size[2] && new Set(uids).size === uids.length;

/** Union by SOP Instance UID, ordered along the normal of `stored`. */
export function mergePlanes(stored: PlaneStack, incoming: PlaneStack): MergeResult {
  const a = stored.volume.geometry;
  const b = incoming.volume.geometry;
  if (!isSamePlaneGrid(a, b)) return { kind: 'other-grid' };
  const planes = new Map<string, Plane>();
  for (const plane of planesOf(stored, a)) planes.set(plane.uid, plane);
  const clashes: string[] = [];
  for (const plane of planesOf(incoming, a)) {
    const known = planes.get(plane.uid);
    if (known === undefined) planes.set(plane.uid, plane);
    else if (!isSamePlane(known, plane, a)) clashes.push(plane.uid);
  }
  const ordered = [...planes.values()].sort((p, q) => p.positionMm - q.positionMm);
  const closestMm = SAME_GRID_TOLERANCE_VOXELS * Math.min(a.spacingMm[2], b.spacingMm[2]);
  for (let k = 1; k < ordered.length; k++) {
    if ((ordered[k] as Plane).positionMm - (ordered[k - 1] as Plane).positionMm <= closestMm) {
      return { kind: 'crossing' };
    }
  }
  return { kind: 'merged', stack: stackOf(ordered, stored.volume, incoming.volume), clashes };
}

/** A stack less some of its planes; at least one must remain. */
export function withoutPlanes(stack: PlaneStack, uids: ReadonlySet<string>): PlaneStack {
  const kept = planesOf(stack, stack.volume.geometry).filter(({ uid }) => !uids.has(uid));
  return stackOf(kept, stack.volume, stack.volume);
}

function isSamePlaneGrid(a: ImageGeometry, b: ImageGeometry): boolean {
  const isNear = (p: number, q: number, tolerance: number) => Math.abs(p - q) <= tolerance;
  // A direction may turn the far edge of a plane by as much as two grids may differ and still be the same.
  const directionTolerance = SAME_GRID_TOLERANCE_VOXELS / Math.max(a.size[0], a.size[1]);
  return (
    a.size[0] === b.size[0] &&
    a.size[1] === b.size[1] &&
    a.frameOfReferenceUid === b.frameOfReferenceUid &&
    isNear(a.spacingMm[0], b.spacingMm[0], a.spacingMm[0] * directionTolerance) &&
    isNear(a.spacingMm[1], b.spacingMm[1], a.spacingMm[1] * directionTolerance) &&
    a.direction.every((cosine, at) => isNear(cosine, b.direction[at] as number, directionTolerance))
  );
}

function planesOf({ volume, uids }: PlaneStack, frame: ImageGeometry): Plane[] {
  const { geometry, voxels } = volume;
  const count = geometry.size[0] * geometry.size[1];
  return uids.map((uid, k) => {
    const origin = planeOrigin(geometry, k);
    const positionMm = dot(origin, kDirection(frame));
    return { uid, positionMm, origin, voxels: voxels.subarray(k * count, (k + 1) * count) };
  });
}

function isSamePlane(a: Plane, b: Plane, { spacingMm }: ImageGeometry): boolean {
  const tolerance = SAME_GRID_TOLERANCE_VOXELS * Math.min(...spacingMm);
  if (!a.origin.every((x, axis) => Math.abs(x - (b.origin[axis] as number)) <= tolerance)) return false;
  for (let at = 0; at < a.voxels.length; at++) if (a.voxels[at] !== b.voxels[at]) return false;
  return true;
}

function stackOf(planes: readonly Plane[], stored: ImageVolume, incoming: ImageVolume): PlaneStack {
  const { geometry } = stored;
  const count = geometry.size[0] * geometry.size[1];
  const type = commonVoxelType(voxelTypeOf(stored.voxels), voxelTypeOf(incoming.voxels));
  const voxels = newVoxels(type, count * planes.length);
  planes.forEach((plane, k) => {
    voxels.set(plane.voxels, k * count);
  });
  const size = [geometry.size[0], geometry.size[1], planes.length] as const;
  const draft: ImageGeometry = { ...geometry, size, planeOriginsLps: planes.flatMap(({ origin }) => [...origin]) };
  const spacingMm = [geometry.spacingMm[0], geometry.spacingMm[1], medianStepMm(draft)] as const;
  return { volume: { geometry: { ...draft, spacingMm }, voxels }, uids: planes.map(({ uid }) => uid) };
}

/** As main/dicom takes it: the mean of the two middle steps where their number is even. */
function medianStepMm(geometry: ImageGeometry): number {
  const steps = planeStepsMm(geometry).sort((a, b) => a - b);
  const middle = steps.length >> 1;
  if (steps.length === 0) return geometry.spacingMm[2];
  const upper = steps[middle] as number;
  return steps.length % 2 === 1 ? upper : ((steps[middle - 1] as number) + upper) / 2;
}

/** Of a series of one image; a merged stack has several. */
const SINGLE_SLICE_CODES = new Set(['DICOM_SINGLE_SLICE', 'DICOM_NO_THICKNESS']);

const isOfTheStack = ({ code }: SeriesWarning): boolean =>
  STACK_WARNING_CODES.has(code) || SINGLE_SLICE_CODES.has(code);

/** What a scan says of a stack (tilt, unevenness, gaps), for one that was merged from two scans.
 * @param thicknessMm of the slices; null: not known, then every wide step counts as a gap */
export function describeMergedStack(
  geometry: ImageGeometry,
  thicknessMm: number | null,
  parts: readonly StackDetails[],
): StackDetails {
  const { warnings: stackWarnings, ...stack } = describeStack(geometry, () => thicknessMm ?? 0);
  const warnings = new Map<string, SeriesWarning>();
  for (const warning of parts.flatMap((part) => part.warnings)) {
    if (!isOfTheStack(warning)) warnings.set(warning.code, warning);
  }
  return {
    ...stack,
    warnings: [...stackWarnings, ...warnings.values()],
    window: parts.find(({ window }) => window !== null)?.window ?? null,
  };
}
