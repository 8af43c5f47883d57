// Looking around: crosshair, window and level, pan, zoom.

import { noCursor, systemCursor } from './effects.ts';
import { voxelOf } from './guard.ts';
import type { Tool, ToolContext, ToolEffect, ToolId, ToolPoint } from './tool.ts';

type Shape = Parameters<typeof systemCursor>[0];

interface Drag {
  readonly id: ToolId;
  readonly idle: Shape;
  readonly held: Shape;
  readonly begin?: (point: ToolPoint) => ToolEffect[];
  readonly move: (start: ToolPoint, last: ToolPoint, point: ToolPoint, context: ToolContext) => ToolEffect[];
}

function createDragTool({ id, idle, held, begin, move }: Drag): Tool {
  let start: ToolPoint | null = null;
  let last: ToolPoint | null = null;
  return {
    id,
    isBusy: () => start !== null,
    handle(event, context) {
      switch (event.type) {
        case 'down':
          start = event.point;
          last = event.point;
          return [systemCursor(held), ...(begin?.(event.point) ?? [])];
        case 'move': {
          if (start === null || last === null) return [systemCursor(idle)];
          const effects = move(start, last, event.point, context);
          last = event.point;
          return effects;
        }
        case 'up':
        case 'cancel':
          start = null;
          last = null;
          return [systemCursor(idle)];
        case 'leave':
          return [noCursor];
        default:
          return [];
      }
    },
  };
}

function crosshairTo(point: ToolPoint): ToolEffect[] {
  const under = voxelOf(point);
  return under === null ? [] : [{ type: 'crosshair', ijk: under.ijk }];
}

/** A click or a drag takes the crosshair along. */
export const createCrosshair = (): Tool =>
  createDragTool({
    id: 'crosshair',
    idle: 'crosshair',
    held: 'crosshair',
    begin: crosshairTo,
    move: (_start, _last, point) => crosshairTo(point),
  });

/** Pixels that change a narrow window by about its own width: the share keeps lung and brain equally handy. */
const WINDOW_PIXELS = 300;
/** A drag at the narrowest window still moves, in units of the image. */
const LEAST_STEP = 0.2;

/** To the right widens, down darkens; by shares of the width, so that it is as fine as the window is narrow. */
export const createWindowLevel = (): Tool =>
  createDragTool({
    id: 'window',
    idle: 'default',
    held: 'default',
    move: (_start, last, point, { window }) => {
      const step = Math.max(LEAST_STEP, window.width / WINDOW_PIXELS);
      return [
        {
          type: 'window',
          centre: window.centre + (point.yPx - last.yPx) * step,
          width: Math.max(1, window.width + (point.xPx - last.xPx) * step),
        },
      ];
    },
  });

/** What was under the pointer stays under it. */
export const createPan = (): Tool =>
  createDragTool({
    id: 'pan',
    idle: 'grab',
    held: 'grabbing',
    move: (_start, last, point) => [
      {
        type: 'pan',
        view: point.view.name,
        du: (point.xPx - last.xPx) / point.pxPerMm,
        dv: (point.yPx - last.yPx) / point.pxPerMm,
      },
    ],
  });

/** Pixels of a drag that double the size. */
const ZOOM_PIXELS = 120;

/** Up makes larger; the place where the drag began stays where it is. */
export const createZoom = (): Tool =>
  createDragTool({
    id: 'zoom',
    idle: 'zoom-in',
    held: 'zoom-in',
    move: (start, last, point) => [
      {
        type: 'zoom',
        view: point.view.name,
        factor: 2 ** ((last.yPx - point.yPx) / ZOOM_PIXELS),
        u: start.u,
        v: start.v,
      },
    ],
  });
