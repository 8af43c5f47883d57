// One gesture that paints: what has changed since it began, shown as it grows and committed as one edit.

import {
  dirtyBox,
  gateRegion,
  joinChanges,
  overlapObstacles,
  type PaintMode,
  type PlaneChange,
  paintRegion,
  type Region,
  regionBox,
  type StructureSlices,
  structureSlicesOf,
  subtractRegions,
  withChanges,
} from '../../core/edit/index.ts';
import type { ToolContext, ToolEffect } from './tool.ts';

export interface Stroke {
  readonly structureId: string;
  /** The structure as it stands in the gesture. */
  slices(): StructureSlices;
  /** Paints what the options of the tools let through. */
  paint(region: Region, mode: PaintMode): ToolEffect[];
  /** Takes planes as they are. */
  take(changes: readonly PlaneChange[]): ToolEffect[];
  /** @param k plane in hand */
  commit(label: string, k: number): ToolEffect[];
  cancel(): ToolEffect[];
}

/** What is left of a region once gate and overlap are heard. Erasing is gated too, and goes over anything. */
export function permittedRegion(
  context: ToolContext,
  region: Region,
  mode: PaintMode,
  obstacles: readonly Region[],
): Region {
  const { gate } = context.options;
  const isGated = gate.isOn && context.voxels !== null;
  const gated = isGated ? gateRegion(region, context.voxels, context.geometry.size, gate.low, gate.high) : region;
  return mode === 'erase' ? gated : subtractRegions(gated, obstacles);
}

export function obstaclesOf({ document, structureId, options }: ToolContext): Region[] {
  return structureId === null ? [] : overlapObstacles(document, structureId, options.overlap);
}

/** Call where `barredBecause` is null: the context has a structure. */
export function beginStroke(context: ToolContext): Stroke {
  const structureId = context.structureId ?? '';
  const obstacles = obstaclesOf(context);
  let slices = structureSlicesOf(context.document, structureId);
  let changes: PlaneChange[] = [];

  const take = (step: readonly PlaneChange[], dirty = dirtyBox(step)): ToolEffect[] => {
    if (step.length === 0) return [];
    slices = withChanges(slices, step);
    changes = joinChanges(changes, step);
    return [{ type: 'preview', structureId, planes: new Map(step.map(({ k, after }) => [k, after])), dirty }];
  };

  return {
    structureId,
    slices: () => slices,
    take,
    paint(region, mode) {
      const permitted = permittedRegion(context, region, mode, obstacles);
      const step = paintRegion(slices, permitted, mode);
      return take(step, mode === 'replace' ? dirtyBox(step) : regionBox(permitted));
    },
    commit(label, k) {
      if (changes.length === 0) return [];
      return [{ type: 'commit', structureId, label, changes, dirty: dirtyBox(changes), k }];
    },
    cancel: () => (changes.length === 0 ? [] : [{ type: 'discard', structureId, dirty: dirtyBox(changes) }]),
  };
}
