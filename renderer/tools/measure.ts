// Measuring on a view: distance, angle, area with its values, values in a circle. Points are kept in LPS, so that a
// measurement stays where it was taken.

import {
  angleDeg,
  circleStatistics,
  distanceMm,
  lpsFromStack,
  polygonAreaMm2,
  polygonStatistics,
  stackPointOfCut,
  type ValueStatistics,
} from '../../core/edit/index.ts';
import type { Vec3 } from '../../core/geometry/index.ts';
import { isSamePlace, noCursor, pixelsBetween, systemCursor } from './effects.ts';
import type { MeasurementDraft, Tool, ToolContext, ToolEffect, ToolPoint } from './tool.ts';

type Kind = MeasurementDraft['kind'];

/** A drag shorter than this is a click, CSS pixels. */
const CLICK_PX = 3;
const CLOSE_PX = 8;

const lpsOf = ({ frame }: ToolContext, point: ToolPoint): Vec3 =>
  lpsFromStack(frame, stackPointOfCut(frame, point.view, point.cut, point));

/** With a true minus. */
const whole = (value: number): string => value.toFixed(0).replace('-', '−');

function valueText(context: ToolContext, found: ValueStatistics | null): string {
  if (found === null) return '';
  const unit = context.unit === '' ? '' : ` ${context.unit}`;
  return `, ${whole(found.mean)} ± ${whole(found.sd)}${unit} (${whole(found.min)} to ${whole(found.max)})`;
}

function areaLabel(context: ToolContext, points: readonly ToolPoint[]): string {
  const first = points[0] as ToolPoint;
  const loop = points.flatMap(({ u, v }) => [u, v]);
  const { frame, voxels } = context;
  const found = voxels === null ? null : polygonStatistics(frame, first.view, first.cut, loop, voxels);
  return `${(polygonAreaMm2(loop) / 100).toFixed(2)} cm²${valueText(context, found)}`;
}

function circleLabel(context: ToolContext, centre: ToolPoint, rim: ToolPoint): string {
  const radiusMm = Math.hypot(rim.u - centre.u, rim.v - centre.v);
  const { frame, voxels } = context;
  const found = voxels === null ? null : circleStatistics(frame, centre.view, centre.cut, centre, radiusMm, voxels);
  return `⌀ ${(2 * radiusMm).toFixed(1)} mm${valueText(context, found)}`;
}

function labelOf(kind: Kind, context: ToolContext, points: readonly ToolPoint[]): string {
  const [a, b, c] = points;
  if (a === undefined || b === undefined) return '';
  switch (kind) {
    case 'distance':
      return `${distanceMm(lpsOf(context, a), lpsOf(context, b)).toFixed(1)} mm`;
    case 'angle': {
      const angle = c === undefined ? null : angleDeg(lpsOf(context, a), lpsOf(context, b), lpsOf(context, c));
      return angle === null ? '' : `${angle.toFixed(1)}°`;
    }
    case 'area':
      return points.length < 3 ? '' : areaLabel(context, points);
    case 'huCircle':
      return circleLabel(context, a, b);
  }
}

function draftOf(kind: Kind, context: ToolContext, points: readonly ToolPoint[]): MeasurementDraft {
  const { view, cut } = points[0] as ToolPoint;
  return {
    kind,
    view: view.name,
    cut,
    pointsLps: points.flatMap((point) => [...lpsOf(context, point)]),
    label: labelOf(kind, context, points),
  };
}

/** Points that make it complete; an area is closed by a click on its first point, a double click or Enter. */
const COUNTS: Readonly<Record<Kind, number>> = { distance: 2, huCircle: 2, angle: 3, area: Number.POSITIVE_INFINITY };

/** Click by click, or one drag where two points are enough. */
function createMeasureTool(kind: Kind): Tool {
  let points: ToolPoint[] = [];
  let isHeld = false;

  const clear: ToolEffect = { type: 'measuring', measurement: null };
  const showing = (context: ToolContext, shown: readonly ToolPoint[]): ToolEffect[] =>
    shown.length === 0 ? [clear] : [{ type: 'measuring', measurement: draftOf(kind, context, shown) }];
  const finish = (context: ToolContext): ToolEffect[] => {
    const done = points;
    points = [];
    isHeld = false;
    return [clear, { type: 'measurement', measurement: draftOf(kind, context, done) }];
  };

  const click = (context: ToolContext, point: ToolPoint, clicks: number): ToolEffect[] => {
    const first = points[0];
    if (first !== undefined && !isSamePlace(first, point)) points = [];
    const isOnFirst = first !== undefined && points.length > 2 && pixelsBetween(first, point) <= CLOSE_PX;
    if (kind === 'area' && points.length > 2 && (clicks > 1 || isOnFirst)) return finish(context);
    if (clicks > 1) return [];
    points = [...points, point];
    isHeld = true;
    return points.length >= COUNTS[kind] ? finish(context) : showing(context, points);
  };

  const release = (context: ToolContext, point: ToolPoint): ToolEffect[] => {
    const last = points.at(-1);
    const wasHeld = isHeld;
    isHeld = false;
    if (!wasHeld || last === undefined || pixelsBetween(last, point) < CLICK_PX || !isSamePlace(last, point)) return [];
    points = [...points, point];
    return points.length >= COUNTS[kind] ? finish(context) : showing(context, points);
  };

  return {
    id: kind,
    isBusy: () => points.length > 0,
    handle(event, context) {
      switch (event.type) {
        case 'down':
          return click(context, event.point, event.clicks ?? 1);
        case 'move': {
          const first = points[0];
          if (first === undefined) return [systemCursor('crosshair')];
          return isSamePlace(first, event.point) ? showing(context, [...points, event.point]) : [];
        }
        case 'up':
          return release(context, event.point);
        case 'key':
          if (event.key === 'Enter' && kind === 'area' && points.length > 2) return finish(context);
          if (event.key.toLowerCase() !== 'x' || points.length === 0) return [];
          points = points.slice(0, -1);
          return showing(context, points);
        case 'cancel':
          points = [];
          isHeld = false;
          return [clear];
        case 'leave':
          return [noCursor];
        default:
          return [];
      }
    },
  };
}

export const createDistance = (): Tool => createMeasureTool('distance');
export const createAngle = (): Tool => createMeasureTool('angle');
export const createArea = (): Tool => createMeasureTool('area');
export const createHuCircle = (): Tool => createMeasureTool('huCircle');
