// Why a tool would do nothing at a place: said under the ring before the click, not after it.

import { lockReason, voxelUnder } from '../../core/edit/index.ts';
import { ijkOfCut, type Vec3 } from '../../core/geometry/index.ts';
import type { ToolContext, ToolPoint } from './tool.ts';

/** Of a window that looks at a library which another one has. */
export const READ_ONLY_WORDS = 'This window only reads: another Limner has the library.';

/** The voxel under the pointer; null outside of the image. */
export function voxelOf({
  view,
  cut,
  u,
  v,
}: ToolPoint): { readonly a: number; readonly b: number; readonly ijk: Vec3 } | null {
  const under = voxelUnder(view, { u, v });
  if (under === null) return null;
  const ijk = ijkOfCut(view, cut, under.a, under.b);
  return ijk[view.fixedAxis] < 0 ? null : { ...under, ijk };
}

export interface Needs {
  /** The tool reads the image. */
  readonly voxels?: boolean;
  /** The tool may begin beside the image. */
  readonly outside?: boolean;
}

/** A line for the status bar; null: the tool works here. */
export function barredBecause(context: ToolContext, point: ToolPoint, needs: Needs = {}): string | null {
  const { document, structureId } = context;
  if (context.isReadOnly) return READ_ONLY_WORDS;
  const record = structureId === null ? undefined : document.structures.get(structureId);
  if (structureId === null || record === undefined) return 'Choose a structure first.';
  const locked = lockReason(document, structureId);
  if (locked !== null) return locked;
  if (!context.isVisible(structureId)) return `${record.name} is hidden.`;
  if (needs.voxels === true && context.voxels === null) return 'The image is still loading.';
  if (needs.outside !== true && voxelOf(point) === null) return 'Outside the image.';
  return null;
}
