// Drawing an area: freehand along the pointer, or a polygon click by click. What is inside is added, or taken away while
// Ctrl is held when it ends (or by the option).

import { polygonBits, regionFromCut } from '../../core/edit/index.ts';
import { clearPath, crossAt, isSamePlace, noCursor, pathEffect, pixelsBetween, status } from './effects.ts';
import { barredBecause, voxelOf } from './guard.ts';
import { beginStroke } from './stroke.ts';
import type { Modifiers, Tool, ToolContext, ToolEffect, ToolPoint } from './tool.ts';

/** Points nearer than this to the last one add nothing that is seen, CSS pixels. */
const LEAST_STEP_PX = 1;
/** A click this near to the first point closes the polygon, CSS pixels. */
const CLOSE_PX = 8;

/** The area as one edit; nothing where it holds no voxel. */
function commitArea(
  context: ToolContext,
  points: readonly ToolPoint[],
  isErasing: boolean,
  label: string,
): ToolEffect[] {
  const first = points[0];
  if (first === undefined || points.length < 3) return [clearPath];
  const loop = points.flatMap(({ u, v }) => [u, v]);
  const region = regionFromCut(first.view, first.cut, polygonBits(first.view, [loop]));
  const stroke = beginStroke(context);
  stroke.paint(region, isErasing ? 'erase' : 'add');
  const k = Math.round(voxelOf(first)?.ijk[2] ?? [...region.keys()][0] ?? 0);
  const made = stroke.commit(label, k);
  return [clearPath, ...made, ...(made.length === 0 ? [status('No voxel lies inside of this line.')] : [])];
}

const erases = (context: ToolContext, { ctrl }: Modifiers): boolean => (context.options.drawMode === 'erase') !== ctrl;

/** May begin beside the image, as a line does that goes around it. */
const reasonAt = (context: ToolContext, point: ToolPoint) => barredBecause(context, point, { outside: true });

export function createDraw(): Tool {
  let points: ToolPoint[] = [];

  const add = (candidates: readonly ToolPoint[]) => {
    for (const point of candidates) {
      const last = points.at(-1);
      if (last === undefined || (isSamePlace(last, point) && pixelsBetween(last, point) >= LEAST_STEP_PX))
        points.push(point);
    }
  };

  return {
    id: 'draw',
    isBusy: () => points.length > 0,
    handle(event, context) {
      switch (event.type) {
        case 'down': {
          const reason = reasonAt(context, event.point);
          if (reason !== null) return [crossAt(event.point, reason), status(reason)];
          points = [event.point];
          return [pathEffect(points, true)];
        }
        case 'move':
          if (points.length === 0) return [crossAt(event.point, reasonAt(context, event.point))];
          add(event.samples ?? [event.point]);
          return [pathEffect(points, true)];
        case 'up': {
          if (points.length === 0) return [];
          add([event.point]);
          const drawn = points;
          points = [];
          const isErasing = erases(context, event.modifiers);
          return commitArea(context, drawn, isErasing, isErasing ? 'Cut out' : 'Draw');
        }
        case 'cancel':
          points = [];
          return [clearPath];
        case 'leave':
          return [noCursor];
        default:
          return [];
      }
    },
  };
}

const POLYGON_HELP = 'Click to add points, Enter or a click on the first point to close, X to take the last one back.';

export function createPolygon(): Tool {
  let points: ToolPoint[] = [];

  const shown = (pointer: ToolPoint | null): ToolEffect =>
    pathEffect(pointer === null ? points : [...points, pointer], true);

  const close = (context: ToolContext, modifiers: Modifiers): ToolEffect[] => {
    const drawn = points;
    points = [];
    const isErasing = erases(context, modifiers);
    return [...commitArea(context, drawn, isErasing, isErasing ? 'Cut out polygon' : 'Polygon'), status(null)];
  };

  const click = (context: ToolContext, point: ToolPoint, modifiers: Modifiers, clicks: number): ToolEffect[] => {
    const reason = reasonAt(context, point);
    if (reason !== null) return [crossAt(point, reason), status(reason)];
    const first = points[0];
    if (first !== undefined && !isSamePlace(first, point))
      return [status('Close this polygon, or press Esc, before drawing elsewhere.')];
    const isClosing =
      clicks > 1 || (first !== undefined && points.length > 2 && pixelsBetween(first, point) <= CLOSE_PX);
    if (isClosing && points.length > 2) return close(context, modifiers);
    if (clicks > 1) return [];
    points = [...points, point];
    return [shown(null), status(POLYGON_HELP)];
  };

  const key = (context: ToolContext, name: string, modifiers: Modifiers): ToolEffect[] => {
    if (points.length === 0) return [];
    if (name === 'Enter' || name.toLowerCase() === 'a') return points.length > 2 ? close(context, modifiers) : [];
    if (name.toLowerCase() === 'x' || name === 'Backspace') {
      points = points.slice(0, -1);
      return [shown(null)];
    }
    return [];
  };

  return {
    id: 'polygon',
    isBusy: () => points.length > 0,
    handle(event, context) {
      switch (event.type) {
        case 'down':
          return click(context, event.point, event.modifiers, event.clicks ?? 1);
        case 'move': {
          const first = points[0];
          if (first === undefined) return [crossAt(event.point, reasonAt(context, event.point))];
          return isSamePlace(first, event.point) ? [shown(event.point)] : [];
        }
        case 'key':
          return key(context, event.key, event.modifiers);
        case 'cancel':
          points = [];
          return [clearPath, status(null)];
        case 'leave':
          return [noCursor];
        default:
          return [];
      }
    },
  };
}
