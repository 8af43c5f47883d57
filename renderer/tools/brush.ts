// Brush and eraser: a circle on the view or a ball through the planes; Ctrl swaps the two while it is held.

import {
  circleStamp,
  paintRegion,
  type Region,
  regionValues,
  sphereStamp,
  stackPointOfCut,
  structureSlicesOf,
  uvOfCutMm,
  valueStatistics,
} from '../../core/edit/index.ts';
import { sizeEffect } from './brush-size.ts';
import { isSamePlace } from './effects.ts';
import { barredBecause, voxelOf } from './guard.ts';
import { beginStroke, obstaclesOf, permittedRegion, type Stroke } from './stroke.ts';
import type { CursorShape, Modifiers, Tool, ToolContext, ToolEffect, ToolPoint } from './tool.ts';

const LABELS = { add: 'Brush', erase: 'Eraser' } as const;
type Mode = keyof typeof LABELS;

function stampBetween(context: ToolContext, from: ToolPoint, to: ToolPoint): Region {
  const { brushShape, brushSizeMm } = context.options;
  if (brushShape === 'circle') return circleStamp(to.view, to.cut, from, to, brushSizeMm);
  const { frame } = context;
  return sphereStamp(
    frame,
    stackPointOfCut(frame, from.view, from.cut, from),
    stackPointOfCut(frame, to.view, to.cut, to),
    brushSizeMm,
  );
}

/** Corners of the voxel under the pointer on the screen, mm: a square as the picture shows it. */
function voxelCorners(point: ToolPoint): readonly number[] | null {
  const under = voxelOf(point);
  if (under === null) return null;
  const { view } = point;
  const { a, b } = under;
  const centre = (index: number) => view.bCentreMm[index] as number;
  const step = view.bCount > 1 ? Math.abs(centre(1) - centre(0)) : view.aStepMm;
  const low = b > 0 ? (centre(b - 1) + centre(b)) / 2 : centre(b) - step / 2;
  const high = b < view.bCount - 1 ? (centre(b + 1) + centre(b)) / 2 : 2 * centre(b) - low;
  const aMm = a * view.aStepMm + (view.aShiftMm[b] as number);
  const half = view.aStepMm / 2;
  return [
    [aMm - half, low],
    [aMm + half, low],
    [aMm + half, high],
    [aMm - half, high],
  ].flatMap(([along, across]) => {
    const { u, v } = uvOfCutMm(view, along as number, across as number);
    return [u, v];
  });
}

function cursorAt(context: ToolContext, point: ToolPoint, mode: Mode): CursorShape {
  const { brushShape, brushSizeMm, gate } = context.options;
  const reason = barredBecause(context, point, { voxels: gate.isOn });
  const view = point.view.name;
  const looks = { isDashed: mode === 'erase', sign: mode === 'erase' ? '-' : '+', barredBecause: reason } as const;
  if (brushSizeMm === 0) {
    const corners = voxelCorners(point);
    if (corners !== null) return { kind: 'voxel', view, corners, ...looks };
  }
  return {
    kind: 'ring',
    view,
    u: point.u,
    v: point.v,
    radiusMm: Math.max(brushSizeMm / 2, point.view.aStepMm / 2),
    hasInnerRing: brushShape === 'sphere',
    wouldChange: reason === null && gate.isOn ? changedByClick(context, point, mode) : null,
    ...looks,
  };
}

function changedByClick(context: ToolContext, point: ToolPoint, mode: Mode): Region {
  const stamp = circleStamp(point.view, point.cut, point, point, context.options.brushSizeMm);
  const permitted = permittedRegion(context, stamp, mode, obstaclesOf(context));
  const slices = structureSlicesOf(context.document, context.structureId ?? '');
  const changed = new Map<number, NonNullable<ReturnType<Region['get']>>>();
  for (const { k } of paintRegion(slices, permitted, mode)) {
    const plane = permitted.get(k);
    if (plane !== undefined) changed.set(k, plane);
  }
  return changed;
}

/** The gate from what lies under the ring: nine tenths of its values. */
function sampleGate(context: ToolContext, point: ToolPoint): ToolEffect[] {
  if (context.voxels === null) return [{ type: 'status', text: 'The image is still loading.' }];
  const { brushSizeMm } = context.options;
  const region = circleStamp(point.view, point.cut, point, point, brushSizeMm);
  const found = valueStatistics(regionValues(region, context.voxels, context.geometry.size));
  if (found === null) return [{ type: 'status', text: 'Outside the image.' }];
  const [low, high] = [Math.floor(found.p05), Math.ceil(found.p95)];
  const unit = context.unit === '' ? '' : ` ${context.unit}`;
  return [
    { type: 'options', patch: { gate: { isOn: true, low, high } } },
    { type: 'status', text: `Gate ${low} to ${high}${unit}, taken under the ring.` },
  ];
}

function createPaintTool(id: 'brush' | 'eraser'): Tool {
  const own: Mode = id === 'brush' ? 'add' : 'erase';
  let stroke: Stroke | null = null;
  let mode: Mode = own;
  let last: ToolPoint | null = null;
  let k = 0;

  const modeFor = ({ ctrl }: Modifiers): Mode => (ctrl ? (own === 'add' ? 'erase' : 'add') : own);
  const cursor = (context: ToolContext, point: ToolPoint, shown: Mode): ToolEffect => ({
    type: 'cursor',
    cursor: cursorAt(context, point, shown),
  });

  const begin = (context: ToolContext, point: ToolPoint, modifiers: Modifiers, isEraserEnd: boolean): ToolEffect[] => {
    if (modifiers.alt) return sampleGate(context, point);
    mode = isEraserEnd ? 'erase' : modeFor(modifiers);
    const reason = barredBecause(context, point, { voxels: context.options.gate.isOn });
    if (reason !== null) return [cursor(context, point, mode), { type: 'status', text: reason }];
    stroke = beginStroke(context);
    last = point;
    k = Math.round(voxelOf(point)?.ijk[2] ?? 0);
    return [...stroke.paint(stampBetween(context, point, point), mode), cursor(context, point, mode)];
  };

  const draw = (context: ToolContext, points: readonly ToolPoint[]): ToolEffect[] => {
    const effects: ToolEffect[] = [];
    for (const point of points) {
      if (stroke === null || last === null || !isSamePlace(last, point)) continue;
      effects.push(...stroke.paint(stampBetween(context, last, point), mode));
      last = point;
    }
    return effects;
  };

  const end = (effects: readonly ToolEffect[]): readonly ToolEffect[] => {
    stroke = null;
    last = null;
    return effects;
  };

  return {
    id,
    isBusy: () => stroke !== null,
    handle(event, context) {
      const size = sizeEffect(event, context.options, 'brushSizeMm');
      if (size !== null) return [size];
      switch (event.type) {
        case 'down':
          return begin(context, event.point, event.modifiers, event.isEraserEnd === true);
        case 'move':
          return stroke === null
            ? [cursor(context, event.point, modeFor(event.modifiers))]
            : [...draw(context, event.samples ?? [event.point]), cursor(context, event.point, mode)];
        case 'up': {
          const drawn = draw(context, [event.point]);
          return end(stroke === null ? [] : [...drawn, ...stroke.commit(LABELS[mode], k)]);
        }
        case 'cancel':
          return end(stroke?.cancel() ?? []);
        case 'leave':
          return [{ type: 'cursor', cursor: null }];
        default:
          return [];
      }
    },
  };
}

export const createBrush = (): Tool => createPaintTool('brush');
export const createEraser = (): Tool => createPaintTool('eraser');
