// The brush that stops at edges.

import { type Region, smartStamp } from '../../core/edit/index.ts';
import { sizeEffect } from './brush-size.ts';
import { isSamePlace, noCursor, status } from './effects.ts';
import { barredBecause, voxelOf } from './guard.ts';
import { beginStroke, type Stroke } from './stroke.ts';
import type { Modifiers, Tool, ToolContext, ToolEffect, ToolPoint } from './tool.ts';

/** A way between two samples is painted in steps of this share of the radius: neighbouring patches overlap well. */
const STEP_SHARE = 0.5;
/** So that one long jump cannot hold up the window. */
const MOST_STEPS = 12;

function stampAt(context: ToolContext, point: ToolPoint): Region {
  if (context.voxels === null) return new Map();
  const { smartSizeMm, smartTolerance } = context.options;
  const options = { diameterMm: smartSizeMm, tolerance: smartTolerance };
  return smartStamp(context.frame, point.view, point.cut, point, context.voxels, options);
}

const cursor = (context: ToolContext, point: ToolPoint, isErasing: boolean): ToolEffect => ({
  type: 'cursor',
  cursor: {
    kind: 'ring',
    view: point.view.name,
    u: point.u,
    v: point.v,
    radiusMm: context.options.smartSizeMm / 2,
    isDashed: isErasing,
    sign: isErasing ? '-' : '+',
    hasInnerRing: false,
    barredBecause: barredBecause(context, point, { voxels: true }),
    wouldChange: null,
  },
});

export function createSmartBrush(): Tool {
  let stroke: Stroke | null = null;
  let last: ToolPoint | null = null;
  let isErasing = false;
  let k = 0;

  const paint = (context: ToolContext, point: ToolPoint): ToolEffect[] => {
    if (stroke === null || last === null || !isSamePlace(last, point)) return [];
    const step = (STEP_SHARE * context.options.smartSizeMm) / 2;
    const steps = Math.min(MOST_STEPS, Math.max(1, Math.ceil(Math.hypot(point.u - last.u, point.v - last.v) / step)));
    const effects: ToolEffect[] = [];
    for (let n = 1; n <= steps; n++) {
      const u = last.u + (n / steps) * (point.u - last.u);
      const v = last.v + (n / steps) * (point.v - last.v);
      effects.push(...stroke.paint(stampAt(context, { ...point, u, v }), isErasing ? 'erase' : 'add'));
    }
    last = point;
    return effects;
  };

  const begin = (context: ToolContext, point: ToolPoint, { ctrl }: Modifiers, isEraserEnd: boolean): ToolEffect[] => {
    isErasing = ctrl || isEraserEnd;
    const reason = barredBecause(context, point, { voxels: true });
    if (reason !== null) return [cursor(context, point, isErasing), status(reason)];
    stroke = beginStroke(context);
    last = point;
    k = Math.round(voxelOf(point)?.ijk[2] ?? 0);
    return [...paint(context, point), cursor(context, point, isErasing)];
  };

  const end = (effects: readonly ToolEffect[]): readonly ToolEffect[] => {
    stroke = null;
    last = null;
    return effects;
  };

  return {
    id: 'smartBrush',
    isBusy: () => stroke !== null,
    handle(event, context) {
      const size = sizeEffect(event, context.options, 'smartSizeMm');
      if (size !== null) return [size];
      switch (event.type) {
        case 'down':
          return begin(context, event.point, event.modifiers, event.isEraserEnd === true);
        case 'move':
          return stroke === null
            ? [cursor(context, event.point, event.modifiers.ctrl)]
            : [...paint(context, event.point), cursor(context, event.point, isErasing)];
        case 'up':
          return end(stroke === null ? [] : [...paint(context, event.point), ...stroke.commit('Smart brush', k)]);
        case 'cancel':
          return end(stroke?.cancel() ?? []);
        case 'leave':
          return [noCursor];
        default:
          return [];
      }
    },
  };
}
