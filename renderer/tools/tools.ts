// All tools by their names. Make one for the window and keep it: a tool holds its gesture.

import { createBrush, createEraser } from './brush.ts';
import { createDraw, createPolygon } from './draw.ts';
import { createFloodFill } from './flood-fill.ts';
import { createAngle, createArea, createDistance, createHuCircle } from './measure.ts';
import { createCrosshair, createPan, createWindowLevel, createZoom } from './navigate.ts';
import { createNudge } from './nudge.ts';
import { createSegment } from './segment.ts';
import { createSmartBrush } from './smart-brush.ts';
import type { Tool, ToolId } from './tool.ts';

const FACTORIES: Readonly<Record<ToolId, () => Tool>> = {
  crosshair: createCrosshair,
  window: createWindowLevel,
  pan: createPan,
  zoom: createZoom,
  brush: createBrush,
  eraser: createEraser,
  smartBrush: createSmartBrush,
  draw: createDraw,
  polygon: createPolygon,
  nudge: createNudge,
  floodFill: createFloodFill,
  segment: createSegment,
  distance: createDistance,
  angle: createAngle,
  area: createArea,
  huCircle: createHuCircle,
};

export const createTool = (id: ToolId): Tool => FACTORIES[id]();
