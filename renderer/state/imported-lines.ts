// Contours that came with a structure set and are in no voxel (points, open lines, closed ones beside the slices), where
// the views draw them: in the continuous indices of the image.

import type { ImportedSet } from '../../core/contract/index.ts';
import type { StructureRecord } from '../../core/edit/index.ts';
import { type ImageGeometry, indexFromLps, type Vec3 } from '../../core/geometry/index.ts';

export interface ImportedLine {
  readonly kind: 'point' | 'open' | 'closed';
  /** i, j, k, … */
  readonly ijk: readonly number[];
}

export interface ImportedRoi extends Wired {
  readonly lines: readonly ImportedLine[];
}

type Wired = ImportedSet['rois'][number];

/** An imported set with what of it is in no voxel. */
export interface ImportedSetState extends Omit<ImportedSet, 'rois'> {
  readonly rois: readonly ImportedRoi[];
}

/** The region that a structure came as; null: it did not come, or its set is gone. */
export function roiOf(sets: readonly ImportedSetState[], { roi }: Pick<StructureRecord, 'roi'>): ImportedRoi | null {
  if (roi === undefined) return null;
  const set = sets.find(({ structureSetId }) => structureSetId === roi.structureSetId);
  return set?.rois.find(({ number }) => number === roi.number) ?? null;
}

function toLine({ isClosed, pointsLps }: Wired['kept'][number], geometry: ImageGeometry): ImportedLine {
  const ijk: number[] = [];
  for (let at = 0; at + 2 < pointsLps.length; at += 3) {
    ijk.push(...indexFromLps(geometry, pointsLps.slice(at, at + 3) as unknown as Vec3));
  }
  const kind = pointsLps.length <= 3 ? 'point' : isClosed ? 'closed' : 'open';
  return { kind, ijk };
}

/** What the library says of the sets of a series, on the planes of its image. */
export const withLines = (sets: readonly ImportedSet[], geometry: ImageGeometry): ImportedSetState[] =>
  sets.map((set) => ({
    ...set,
    rois: set.rois.map((roi) => ({
      ...roi,
      lines: roi.kept.filter(({ pointsLps }) => pointsLps.length >= 3).map((contour) => toLine(contour, geometry)),
    })),
  }));

const counted = (n: number, one: string, several: string): string => (n === 1 ? one : `${n.toString()} ${several}`);

/** Warnings that `fateWords` has in its own words. */
const IN_KEPT: ReadonlySet<string> = new Set([
  'ROI_EMPTY',
  'CONTOUR_NOT_CLOSED',
  'CONTOUR_OFF_PLANE',
  'CONTOUR_NOT_PLANAR',
  'CONTOUR_TOO_SHORT',
]);

/** Why a region without voxels is not empty, for a narrow column: 'point', '3 points', 'open line', 'off slices'. */
export function shortFate({ fate, kept }: ImportedRoi): string | null {
  switch (fate) {
    case 'point':
      return counted(kept.length, 'point', 'points');
    case 'open':
      return counted(kept.length, 'open line', 'open lines');
    case 'off-plane':
      return 'off slices';
    default:
      return null;
  }
}

/** The same in a sentence; what lies beside the voxels of a drawn region too. null: all of it is in the voxels. */
export function fateWords({ fates, kept }: ImportedRoi): string | null {
  if (kept.length === 0) return null;
  const n = (fate: string) => fates[fate] ?? 0;
  const off = n('off-plane') + n('tilted');
  const parts = [
    n('point') > 0 ? counted(n('point'), 'a point', 'points') : '',
    n('open') + n('short') > 0 ? counted(n('open') + n('short'), 'an open line', 'open lines') : '',
    off > 0 ? counted(off, 'a contour off the slices', 'contours off the slices') : '',
  ].filter(Boolean);
  return `Kept as it came: ${parts.join(', ')}`;
}

/** What of a region is in no figure of it, or otherwise than it came; none: all of it is in them. */
export function figureNotes(roi: ImportedRoi): string[] {
  const kept = fateWords(roi);
  const own = roi.warnings.filter(({ code }) => !IN_KEPT.has(code)).map(({ message }) => message);
  return [...(kept === null ? [] : [`${kept}. No figure has it.`]), ...own];
}

/** The voxel at the middle of the first contour, within the image: where to go for a region without voxels. */
export function placeOf(lines: readonly ImportedLine[], size: readonly number[]): [number, number, number] | null {
  const first = lines[0]?.ijk;
  if (first === undefined) return null;
  const n = first.length / 3;
  return [0, 1, 2].map((axis) => {
    let sum = 0;
    for (let at = axis; at < first.length; at += 3) sum += first[at] as number;
    return Math.min(Math.max(Math.round(sum / n), 0), (size[axis] as number) - 1);
  }) as [number, number, number];
}
