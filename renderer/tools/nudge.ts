// Pushing the outline like a thumb, in the plane of the view.

import {
  bitsOfOutline,
  intersectRegions,
  type Outline,
  outlineOfBits,
  paintRegion,
  pushOutline,
  type Region,
  readCut,
  regionFromCut,
  subtractRegions,
} from '../../core/edit/index.ts';
import { sizeEffect } from './brush-size.ts';
import { isSamePlace, noCursor, status } from './effects.ts';
import { barredBecause, voxelOf } from './guard.ts';
import { beginStroke, obstaclesOf, type Stroke } from './stroke.ts';
import type { Tool, ToolContext, ToolEffect, ToolPoint } from './tool.ts';

interface Push {
  readonly stroke: Stroke;
  outline: Outline;
  last: ToolPoint;
  /** What may not be pushed into. */
  readonly obstacles: readonly Region[];
  /** The structure on this cut when the gesture began: it keeps what it had. */
  readonly own: Region;
  readonly k: number;
}

const cursor = (context: ToolContext, point: ToolPoint): ToolEffect => ({
  type: 'cursor',
  cursor: {
    kind: 'ring',
    view: point.view.name,
    u: point.u,
    v: point.v,
    radiusMm: context.options.nudgeSizeMm / 2,
    isDashed: false,
    sign: null,
    hasInnerRing: false,
    barredBecause: barredBecause(context, point, { outside: true }),
    wouldChange: null,
  },
});

/** Distance of the outline's points that keeps the detail of the voxels. */
function detailMm({ view }: ToolPoint): number {
  const step = view.bCount > 1 ? Math.abs((view.bCentreMm[1] as number) - (view.bCentreMm[0] as number)) : view.aStepMm;
  return Math.min(view.aStepMm, step) / 2;
}

function follow(push: Push, context: ToolContext, point: ToolPoint): ToolEffect[] {
  if (!isSamePlace(push.last, point)) return [];
  const { view, cut } = point;
  const pushed = pushOutline(push.outline, push.last, point, context.options.nudgeSizeMm / 2, detailMm(point));
  push.last = point;
  if (pushed === push.outline || pushed.every((loop, n) => loop === push.outline[n])) return [];
  push.outline = pushed;
  const wanted = regionFromCut(view, cut, bitsOfOutline(view, pushed));
  const gained = subtractRegions(subtractRegions(wanted, [push.own]), push.obstacles);
  const next = joined(intersectRegions(wanted, push.own), gained);
  const now = regionFromCut(view, cut, readCut(push.stroke.slices(), view, cut));
  const erased = push.stroke.take(paintRegion(push.stroke.slices(), subtractRegions(now, [next]), 'erase'));
  return [...erased, ...push.stroke.take(paintRegion(push.stroke.slices(), next, 'add'))];
}

function joined(a: Region, b: Region): Region {
  const both = new Map(a);
  for (const { k, after } of paintRegion(a, b, 'add')) if (after !== null) both.set(k, after);
  return both;
}

export function createNudge(): Tool {
  let push: Push | null = null;

  const begin = (context: ToolContext, point: ToolPoint): ToolEffect[] => {
    const reason = barredBecause(context, point, { outside: true });
    if (reason !== null) return [cursor(context, point), status(reason)];
    const stroke = beginStroke(context);
    const bits = readCut(stroke.slices(), point.view, point.cut);
    if (bits === null) return [status('There is no outline to push on this slice.')];
    push = {
      stroke,
      outline: outlineOfBits(point.view, bits),
      last: point,
      obstacles: obstaclesOf(context),
      own: regionFromCut(point.view, point.cut, bits),
      k: point.view.fixedAxis === 2 ? point.cut : Math.round(voxelOf(point)?.ijk[2] ?? 0),
    };
    return [cursor(context, point)];
  };

  const end = (effects: readonly ToolEffect[]): readonly ToolEffect[] => {
    push = null;
    return effects;
  };

  return {
    id: 'nudge',
    isBusy: () => push !== null,
    handle(event, context) {
      const size = sizeEffect(event, context.options, 'nudgeSizeMm');
      if (size !== null) return [size];
      switch (event.type) {
        case 'down':
          return begin(context, event.point);
        case 'move': {
          const effects: ToolEffect[] = [];
          for (const point of event.samples ?? [event.point])
            if (push !== null) effects.push(...follow(push, context, point));
          return [...effects, cursor(context, event.point)];
        }
        case 'up':
          return end(
            push === null ? [] : [...follow(push, context, event.point), ...push.stroke.commit('Nudge', push.k)],
          );
        case 'cancel':
          return end(push?.stroke.cancel() ?? []);
        case 'leave':
          return [noCursor];
        default:
          return [];
      }
    },
  };
}
