import { createBrush, createEraser } from './brush.ts';
import type { Tool, ToolId } from './tool.ts';

export const createTool = (id: ToolId): Tool =>
  id === 'brush'
    ? createBrush()
    : id === 'eraser'
      ? createEraser()
      : {
          id,
          isBusy: () => false,
          handle: (event) =>
            event.type === 'down'
              ? [{ type: 'crosshair', ijk: event.point.ijk.map(Math.round) as unknown as [number, number, number] }]
              : [],
        };
