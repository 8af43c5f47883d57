// The registry of compute tasks. A new task is one more entry: its types reach the callers by themselves.

import type { ImageGeometry } from '../../core/geometry/index.ts';
import { computeSurfaceAreaMm2, surfaceFromMask } from '../../core/mesh/index.ts';
import type { Mask } from '../../core/volume/index.ts';
import { comparePair as compareMaskPair, type MaskPair } from '../services/compare/compare-pair.ts';
import { writeMeshFile } from '../services/mesh/write-mesh-file.ts';
import { type MaskFileFormat, writeMaskFile } from '../volume-files/index.ts';

interface SurfaceTask {
  readonly mask: Mask;
  readonly geometry: ImageGeometry;
  /** Where to write the surface; its ending chooses the format. null: only the area is wanted. */
  readonly path: string | null;
  /** Whether the triangles are wanted back. */
  readonly wantsMesh: boolean;
}

/** Surface of a mask: its area, and the file if asked for. Written by the thread itself, so that no bytes move; the
 * writer judges the bytes, so nothing else needs to. */
function surface({ mask, geometry, path, wantsMesh }: SurfaceTask) {
  const mesh = surfaceFromMask(mask, geometry);
  if (path !== null) writeMeshFile(path, mesh);
  return { surfaceAreaCm2: computeSurfaceAreaMm2(mesh) / 100, mesh: wantsMesh ? mesh : null };
}

interface MaskFileTask {
  readonly mask: Mask;
  readonly geometry: ImageGeometry;
  readonly path: string;
  readonly format: MaskFileFormat;
}

const maskFile = ({ mask, geometry, path, format }: MaskFileTask): void => writeMaskFile(path, mask, geometry, format);

interface ComparePairTask {
  readonly pair: MaskPair;
  readonly tolerancesMm: readonly number[];
}

const comparePair = ({ pair, tolerancesMm }: ComparePairTask) => compareMaskPair(pair, tolerancesMm);

export const COMPUTE_TASKS = { surface, maskFile, comparePair };

export type ComputeTasks = typeof COMPUTE_TASKS;
