// What lies above the contours and moves with the pointer: crosshair lines, the tool's cursor and path, measurements.

import { cutThrough, type ImageGeometry, indexFromLps, uvFromIndex, type Vec3 } from '../../core/geometry/index.ts';
import type { CursorShape } from '../tools/tool.ts';
import { type CutFrame, outlinePath } from './contour-painter.ts';
import type { OutlineCache } from './outlines.ts';
import { type ScreenPoint, screenFromUv } from './plane-camera.ts';
import type { ProgressLine, ToolOverlay, ViewMeasurement } from './view-types.ts';

type Context = CanvasRenderingContext2D;

const TEXT = '#e3e6ea';
const CHIP = 'rgb(0 0 0 / 0.78)';
const FONT = '500 11px Inter, "Segoe UI", system-ui, sans-serif';
/** Half of the gap in the crosshair lines, so that they do not cover what is looked at. */
const CROSS_GAP_PX = 14;

/** Stroke on a black casing. */
function strokeCased(
  context: Context,
  path: Path2D,
  color: string,
  widthPx: number,
  dash: readonly number[] = [],
): void {
  context.setLineDash([]);
  context.strokeStyle = '#000';
  context.globalAlpha = 0.85;
  context.lineWidth = widthPx + 2;
  context.stroke(path);
  context.globalAlpha = 1;
  context.setLineDash([...dash]);
  context.strokeStyle = color;
  context.lineWidth = widthPx;
  context.stroke(path);
  context.setLineDash([]);
}

function paintChip(context: Context, text: string, x: number, y: number): void {
  context.font = FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const width = context.measureText(text).width;
  context.fillStyle = CHIP;
  context.beginPath();
  context.roundRect(x, y - 9, width + 10, 18, 3);
  context.fill();
  context.fillStyle = TEXT;
  context.fillText(text, x + 5, y + 0.5);
}

/** The cut's own place of a voxel and where it falls on the screen. */
export function screenOfIjk({ view, camera, size }: CutFrame, ijk: Vec3): ScreenPoint {
  const { a, b } = cutThrough(view, ijk);
  return screenFromUv(camera, size, uvFromIndex(view, a, b));
}

/** Half a pixel off, so that a line of one pixel fills one pixel. */
const crisp = (x: number): number => Math.round(x - 0.5) + 0.5;

export function paintCrosshair(context: Context, frame: CutFrame, ijk: Vec3): void {
  const { width, height } = frame.size;
  const at = screenOfIjk(frame, ijk);
  const [x, y] = [crisp(at.x), crisp(at.y)];
  const path = new Path2D();
  path.moveTo(x, 0);
  path.lineTo(x, y - CROSS_GAP_PX);
  path.moveTo(x, y + CROSS_GAP_PX);
  path.lineTo(x, height);
  path.moveTo(0, y);
  path.lineTo(x - CROSS_GAP_PX, y);
  path.moveTo(x + CROSS_GAP_PX, y);
  path.lineTo(width, y);
  context.strokeStyle = TEXT;
  context.globalAlpha = 0.5;
  context.lineWidth = 1;
  context.stroke(path);
  context.globalAlpha = 1;
}

/** + or - at four o'clock of a ring. */
function paintSign(context: Context, sign: '+' | '-', x: number, y: number): void {
  const path = new Path2D();
  path.moveTo(x - 3, y);
  path.lineTo(x + 3, y);
  if (sign === '+') {
    path.moveTo(x, y - 3);
    path.lineTo(x, y + 3);
  }
  strokeCased(context, path, '#fff', 1.25);
}

const circle = (x: number, y: number, radius: number): Path2D => {
  const path = new Path2D();
  path.arc(x, y, radius, 0, 2 * Math.PI);
  return path;
};

type Ring = Extract<CursorShape, { kind: 'ring' }>;

function paintRing(context: Context, frame: CutFrame, cache: OutlineCache, ring: Ring, tool: ToolOverlay): void {
  const { x, y } = screenFromUv(frame.camera, frame.size, ring);
  const radius = Math.max(ring.radiusMm * frame.camera.pixelsPerMm, 1);
  const { view, cut } = frame;
  if (ring.wouldChange !== null && ring.barredBecause === null) {
    const outline =
      view.fixedAxis === 2
        ? cache.ofBits(ring.wouldChange.get(cut) ?? null)
        : cache.ofCut(`gate ${view.name}`, new Map(), ring.wouldChange, view, cut);
    context.globalAlpha = 0.25;
    context.fillStyle = tool.color;
    context.fill(outlinePath(outline, frame), 'evenodd');
    context.globalAlpha = 1;
  }
  const dash = ring.isDashed ? [4, 3] : [];
  strokeCased(context, circle(x, y, radius), '#fff', 1.25, dash);
  // The structure's colour runs just inside: which structure changes is seen where the eye is.
  if (radius > 4) {
    context.strokeStyle = tool.color;
    context.lineWidth = 1;
    context.stroke(circle(x, y, radius - 1.6));
  }
  if (ring.hasInnerRing) strokeCased(context, circle(x, y, 0.7 * radius), '#fff', 1);
  if (ring.barredBecause !== null) {
    const bar = new Path2D();
    const reach = radius * Math.SQRT1_2;
    bar.moveTo(x - reach, y - reach);
    bar.lineTo(x + reach, y + reach);
    strokeCased(context, bar, '#fff', 1.25);
  } else if (ring.sign !== null) {
    // Four o'clock: 30 degrees below the horizontal.
    paintSign(context, ring.sign, x + (radius + 7) * 0.87, y + (radius + 7) * 0.5);
  }
  if (tool.sizeText !== '') paintChip(context, tool.sizeText, x + radius * 0.72 + 8, y - radius * 0.72 - 8);
}

function uvPath(frame: CutFrame, points: readonly number[], isClosed: boolean): Path2D {
  const path = new Path2D();
  for (let at = 0; at + 1 < points.length; at += 2) {
    const uv = { u: points[at] as number, v: points[at + 1] as number };
    const { x, y } = screenFromUv(frame.camera, frame.size, uv);
    if (at === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  if (isClosed) path.closePath();
  return path;
}

type Voxel = Extract<CursorShape, { kind: 'voxel' }>;

function paintVoxel(context: Context, frame: CutFrame, voxel: Voxel, tool: ToolOverlay): void {
  const path = uvPath(frame, voxel.corners, true);
  strokeCased(context, path, '#fff', 1.25, voxel.isDashed ? [4, 3] : []);
  const xs = voxel.corners.filter((_, at) => at % 2 === 0);
  const ys = voxel.corners.filter((_, at) => at % 2 === 1);
  const corner = (u: number, v: number) => screenFromUv(frame.camera, frame.size, { u, v });
  const [low, high] = [corner(Math.min(...xs), Math.min(...ys)), corner(Math.max(...xs), Math.max(...ys))];
  if (voxel.barredBecause !== null) {
    const bar = new Path2D();
    bar.moveTo(low.x, low.y);
    bar.lineTo(high.x, high.y);
    strokeCased(context, bar, '#fff', 1.25);
  } else if (voxel.sign !== null) paintSign(context, voxel.sign, high.x + 7, high.y + 4);
  if (tool.sizeText !== '') paintChip(context, tool.sizeText, high.x + 8, low.y - 8);
}

function paintCursor(context: Context, frame: CutFrame, cache: OutlineCache, tool: ToolOverlay): void {
  const { cursor } = tool;
  if (cursor === null || cursor.kind === 'system' || cursor.view !== frame.view.name) return;
  if (cursor.kind === 'ring') paintRing(context, frame, cache, cursor, tool);
  else if (cursor.kind === 'voxel') paintVoxel(context, frame, cursor, tool);
  else {
    const { x, y } = screenFromUv(frame.camera, frame.size, cursor);
    const path = new Path2D();
    const [near, far] = [3, 9];
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      path.moveTo(x + near * dx, y + near * dy);
      path.lineTo(x + far * dx, y + far * dy);
    }
    if (cursor.barredBecause !== null) {
      path.moveTo(x - 7, y - 7);
      path.lineTo(x + 7, y + 7);
    }
    strokeCased(context, path, '#fff', 1.25);
  }
}

export function paintTool(context: Context, frame: CutFrame, cache: OutlineCache, tool: ToolOverlay): void {
  if (tool.path !== null && tool.path.cut === frame.cut) {
    const { points, isClosed } = tool.path;
    strokeCased(context, uvPath(frame, points, isClosed), tool.color, 1.75);
    // Corners of a polygon are few and far apart; a freehand line has too many to mark.
    if (points.length <= 128) {
      for (let at = 0; at + 1 < points.length; at += 2) {
        const uv = { u: points[at] as number, v: points[at + 1] as number };
        const { x, y } = screenFromUv(frame.camera, frame.size, uv);
        strokeCased(context, circle(x, y, 2), '#fff', 1);
      }
    }
  }
  paintCursor(context, frame, cache, tool);
}

/** Points further than this from the cut, in voxels along its fixed axis, belong to other cuts. */
const ON_CUT_VOXELS = 0.75;

function paintMeasurement(context: Context, frame: CutFrame, geometry: ImageGeometry, item: ViewMeasurement): void {
  const points: ScreenPoint[] = [];
  for (let at = 0; at + 2 < item.pointsLps.length; at += 3) {
    const ijk = indexFromLps(geometry, item.pointsLps.slice(at, at + 3) as unknown as Vec3);
    const { cut } = cutThrough(frame.view, ijk);
    if (Math.abs(cut - frame.cut) > ON_CUT_VOXELS) return;
    points.push(screenOfIjk(frame, ijk));
  }
  const [first, second] = points;
  if (first === undefined) return;
  const path = new Path2D();
  if (item.kind === 'huCircle' && second !== undefined) {
    path.arc(first.x, first.y, Math.hypot(second.x - first.x, second.y - first.y), 0, 2 * Math.PI);
  } else {
    path.moveTo(first.x, first.y);
    for (const { x, y } of points.slice(1)) path.lineTo(x, y);
    if (item.kind === 'area') path.closePath();
  }
  strokeCased(context, path, item.isActive ? '#8eb3ff' : '#fff', item.isActive ? 1.75 : 1.25);
  if (item.kind === 'distance' || item.kind === 'angle') {
    for (const { x, y } of points) strokeCased(context, circle(x, y, 2.5), '#fff', 1);
  }
  const anchor = points.reduce((right, p) => (p.x > right.x ? p : right));
  const reach = item.kind === 'huCircle' && second !== undefined ? Math.abs(second.x - first.x) : 0;
  if (item.label !== '') paintChip(context, item.label, anchor.x + Math.max(reach, 0) + 8, anchor.y);
}

export function paintMeasurements(
  context: Context,
  frame: CutFrame,
  geometry: ImageGeometry,
  items: readonly ViewMeasurement[],
): void {
  for (const item of items) paintMeasurement(context, frame, geometry, item);
}

/** Between what a running model has done and what not, on views across the planes. */
export function paintProgress(context: Context, frame: CutFrame, { k, text }: ProgressLine): void {
  const { view, camera, size } = frame;
  if (view.fixedAxis === 2) return;
  const { x, y } = screenFromUv(camera, size, uvFromIndex(view, 0, k));
  const path = new Path2D();
  if (view.isTransposed) {
    path.moveTo(crisp(x), 0);
    path.lineTo(crisp(x), size.height);
  } else {
    path.moveTo(0, crisp(y));
    path.lineTo(size.width, crisp(y));
  }
  context.strokeStyle = '#5a8bff';
  context.lineWidth = 1;
  context.stroke(path);
  context.font = FONT;
  const width = context.measureText(text).width + 10;
  if (view.isTransposed) paintChip(context, text, crisp(x) + 6, size.height - 60);
  else paintChip(context, text, size.width - width - 10, y - 12);
}
