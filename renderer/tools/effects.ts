// Small pieces that several tools share.

import type { CursorShape, ToolEffect, ToolPoint } from './tool.ts';

export const status = (text: string | null): ToolEffect => ({ type: 'status', text });
export const systemCursor = (name: Extract<CursorShape, { kind: 'system' }>['name']): ToolEffect => ({
  type: 'cursor',
  cursor: { kind: 'system', name },
});
export const noCursor: ToolEffect = { type: 'cursor', cursor: null };

export const crossAt = (point: ToolPoint, barredBecause: string | null): ToolEffect => ({
  type: 'cursor',
  cursor: { kind: 'cross', view: point.view.name, u: point.u, v: point.v, barredBecause },
});

export const isSamePlace = (p: ToolPoint, q: ToolPoint): boolean => p.view === q.view && p.cut === q.cut;

/** CSS pixels between two points of a view. */
export const pixelsBetween = (p: ToolPoint, q: ToolPoint): number => Math.hypot(p.xPx - q.xPx, p.yPx - q.yPx);

/** A line as the overlay draws it; null clears it. */
export const pathEffect = (points: readonly ToolPoint[], isClosed: boolean): ToolEffect => {
  const first = points[0];
  if (first === undefined) return { type: 'path', path: null };
  return {
    type: 'path',
    path: { view: first.view.name, cut: first.cut, points: points.flatMap(({ u, v }) => [u, v]), isClosed },
  };
};

export const clearPath: ToolEffect = { type: 'path', path: null };
