// What computing threads do for documents: planes -> files and other images.

import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { computeSurfaceAreaMm2, surfaceFromMask, type TriangleMesh } from '../../../core/mesh/index.ts';
import { computeCentroidLps, computeVolumeMl } from '../../../core/metrics/index.ts';
import { decodeRunLengths, isEmptyMask, type Mask } from '../../../core/volume/index.ts';
import type { PackedPlanes } from '../../store/plane-codec.ts';
import { writeMaskFile } from '../../volume-files/index.ts';
import { writeMeshFile } from '../mesh/write-mesh-file.ts';
import { cutOffMl, type Link, moveMask } from './move-mask.ts';
import { maskOfPlanes, planesOfMask } from './plane-masks.ts';

/** Stored masks as planes; `planeOf` moves them to the planes of a volume that has grown. */
export const planesOfRuns = ({
  runs,
  planeOf,
}: {
  runs: readonly Uint8Array[];
  planeOf: readonly number[] | null;
}): PackedPlanes[] =>
  runs.map((bytes) => {
    const packed = planesOfMask(decodeRunLengths(bytes));
    return planeOf === null ? packed : { ...packed, k: packed.k.map((k) => planeOf[k] ?? 0) };
  });

export interface MovedStructure {
  readonly planes: PackedPlanes;
  /** Of the original; see `cutOffMl`. */
  readonly volumeMl: number;
  readonly cutOffMl: number;
}

/** Structures of other images on the planes of these. */
export const movePlanes = ({
  structures,
  from,
  to,
  link,
}: {
  structures: readonly PackedPlanes[];
  from: ImageGeometry;
  to: ImageGeometry;
  /** Between their frames of reference; null: they are one. */
  link: Link | null;
}): MovedStructure[] =>
  structures.map((planes) => {
    const mask = maskOfPlanes(planes, from.size);
    return {
      planes: planesOfMask(moveMask(mask, from, to, link)),
      volumeMl: computeVolumeMl(mask, from),
      cutOffMl: cutOffMl(mask, from, to, link),
    };
  });

export interface StructureFilesTask {
  readonly planes: PackedPlanes;
  readonly geometry: ImageGeometry;
  /** Where to write; null: not wanted. */
  readonly stlPath: string | null;
  readonly niftiPath: string | null;
  /** Whether mask and surface are wanted back, for the report. */
  readonly wantsShape: boolean;
}

export interface StructureFigures {
  readonly isEmpty: boolean;
  readonly volumeMl: number;
  readonly surfaceAreaCm2: number | null;
  readonly centroidLps: readonly [number, number, number] | null;
  readonly mask: Mask | null;
  readonly mesh: TriangleMesh | null;
}

export function structureFiles(task: StructureFilesTask): StructureFigures {
  const { planes, geometry, stlPath, niftiPath, wantsShape } = task;
  const mask = maskOfPlanes(planes, geometry.size);
  const isEmpty = isEmptyMask(mask);
  const mesh = isEmpty || (stlPath === null && !wantsShape) ? null : surfaceFromMask(mask, geometry);
  if (mesh !== null && stlPath !== null) writeMeshFile(stlPath, mesh);
  if (!isEmpty && niftiPath !== null) writeMaskFile(niftiPath, mask, geometry, 'nifti-gz');
  return {
    isEmpty,
    volumeMl: computeVolumeMl(mask, geometry),
    surfaceAreaCm2: mesh === null ? null : computeSurfaceAreaMm2(mesh) / 100,
    centroidLps: computeCentroidLps(mask, geometry),
    mask: wantsShape ? mask : null,
    mesh: wantsShape ? mesh : null,
  };
}
