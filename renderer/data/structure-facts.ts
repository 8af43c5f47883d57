// Volume and planes of every structure, kept up to date plane by plane: a stroke costs its planes, not the structure.

import { countSliceVoxels, createStackFrame, type EditDocument, voxelMm3 } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';

export interface StructureFacts {
  /** After a change of these planes by structure. */
  update(document: EditDocument, planes: ReadonlyMap<string, readonly number[]>): void;
  /** By structure; one without any plane is absent. A voxel is as thick as its plane stands for on an uneven stack. */
  volumesMl(): Readonly<Record<string, number>>;
  /** Planes k with voxels, growing. */
  planesOf(): Readonly<Record<string, readonly number[]>>;
}

export function createStructureFacts(document: EditDocument, geometry: ImageGeometry): StructureFacts {
  const frame = createStackFrame(geometry);
  const volumeMl = (planes: ReadonlyMap<number, number>) =>
    [...planes].reduce((sum, [k, voxels]) => sum + (voxels * voxelMm3(frame, k)) / 1000, 0);
  const counts = new Map<string, Map<number, number>>();

  const put = (source: EditDocument, structureId: string, ks: Iterable<number>) => {
    const planes = source.slices.get(structureId);
    const own = counts.get(structureId) ?? new Map<number, number>();
    for (const k of ks) {
      const content = planes?.get(k);
      const voxels = content ? countSliceVoxels(content.bits) : 0;
      if (voxels === 0) own.delete(k);
      else own.set(k, voxels);
    }
    if (planes === undefined) counts.delete(structureId);
    else counts.set(structureId, own);
  };
  for (const [structureId, planes] of document.slices) put(document, structureId, planes.keys());

  return {
    update: (next, changed) => {
      for (const [structureId, ks] of changed) put(next, structureId, ks);
    },
    volumesMl: () => Object.fromEntries([...counts].map(([id, own]) => [id, volumeMl(own)])),
    planesOf: () => Object.fromEntries([...counts].map(([id, own]) => [id, [...own.keys()].sort((p, q) => p - q)])),
  };
}
