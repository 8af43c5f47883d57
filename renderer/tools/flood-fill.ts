// Filling from a click: over like values, or the inside of an outline.

import { type FloodRule, floodCut, floodVolume, structureSlicesOf, voxelIndex } from '../../core/edit/index.ts';
import { crossAt, noCursor, status } from './effects.ts';
import { barredBecause, voxelOf } from './guard.ts';
import { beginStroke } from './stroke.ts';
import type { Tool, ToolContext, ToolEffect, ToolPoint } from './tool.ts';

function ruleAt(context: ToolContext, ijk: readonly [number, number, number]): FloodRule | null {
  const { fillKind, fillTolerance } = context.options;
  if (fillKind === 'structure') {
    return { kind: 'structure', slices: structureSlicesOf(context.document, context.structureId ?? '') };
  }
  if (context.voxels === null) return null;
  const value = context.voxels[voxelIndex(context.geometry.size, ...ijk)] as number;
  return { kind: 'values', voxels: context.voxels, low: value - fillTolerance, high: value + fillTolerance };
}

function fill(context: ToolContext, point: ToolPoint, isErasing: boolean): ToolEffect[] {
  const under = voxelOf(point);
  const rule = under === null ? null : ruleAt(context, under.ijk as [number, number, number]);
  if (under === null || rule === null) return [];
  const { fillExtent, fillReachMm, fillKind } = context.options;
  const { region, isCutOff } =
    fillExtent === 'slice'
      ? floodCut(context.frame, point.view, point.cut, under, rule, fillReachMm)
      : floodVolume(context.frame, under.ijk, rule, fillReachMm);
  // Beside the outline the fill would only take the whole surroundings.
  if (fillKind === 'structure' && isCutOff && !isErasing)
    return [status('The outline is open here: nothing was filled.')];
  const stroke = beginStroke(context);
  stroke.paint(region, isErasing ? 'erase' : 'add');
  const made = stroke.commit(isErasing ? 'Flood erase' : 'Flood fill', Math.round(under.ijk[2]));
  if (made.length === 0) return [status('The fill changed nothing.')];
  return [...made, status(isCutOff ? `The fill ended ${fillReachMm} mm from the click: there is more beyond.` : null)];
}

/** Ctrl takes the filled voxels away. */
export function createFloodFill(): Tool {
  const reasonAt = (context: ToolContext, point: ToolPoint) =>
    barredBecause(context, point, { voxels: context.options.fillKind === 'values' || context.options.gate.isOn });
  return {
    id: 'floodFill',
    isBusy: () => false,
    handle(event, context) {
      switch (event.type) {
        case 'down': {
          const reason = reasonAt(context, event.point);
          if (reason !== null) return [crossAt(event.point, reason), status(reason)];
          return fill(context, event.point, event.modifiers.ctrl);
        }
        case 'move':
          return [crossAt(event.point, reasonAt(context, event.point))];
        case 'leave':
          return [noCursor];
        default:
          return [];
      }
    },
  };
}
