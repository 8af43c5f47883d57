// Draws contours that are in no voxel: the part of each line that lies within half a slice of the cut, dotted, since it
// fills nothing; a point as a cross. A line that runs through the cut shows as a dot where it does.

import { type CutView, uvFromIndex } from '../../core/geometry/index.ts';
import type { CutFrame } from './contour-painter.ts';
import { DOTS } from './contour-style.ts';
import { type ScreenPoint, screenFromUv } from './plane-camera.ts';
import { strokeCased } from './stroke-cased.ts';
import type { ContourDisplay, ViewContour, ViewLine } from './view-types.ts';

/** Of the cut on either side, in cuts. */
const REACH = 0.5;
/** Arms of the cross of a point, CSS px. */
const CROSS_PX = 6;
const WIDTH_PX = 1.75;
const ACTIVE_WIDTH_PX = 2.5;
const FONT = '11px Inter, sans-serif';

interface IndexPoint {
  readonly a: number;
  readonly b: number;
  /** Cuts from the one that is shown. */
  readonly off: number;
}

function indexPoint({ view, cut }: CutFrame, ijk: readonly number[], at: number): IndexPoint {
  const a = ijk[at + view.aAxis] as number;
  const b = ijk[at + view.bAxis] as number;
  return { a, b, off: (ijk[at + view.fixedAxis] as number) + driftAt(view, b) - cut };
}

/** From the fixed index to the number of its cut: planes of a tilted stack drift. */
function driftAt(view: CutView, b: number): number {
  if (view.fixedAxis === 2) return 0;
  const nearest = Math.min(Math.max(Math.round(b), 0), view.bCount - 1);
  return (view.fixedShift[nearest] as number) - view.lowestShift;
}

const between = (p: IndexPoint, q: IndexPoint, share: number): IndexPoint => ({
  a: p.a + share * (q.a - p.a),
  b: p.b + share * (q.b - p.b),
  off: p.off + share * (q.off - p.off),
});

/** The part of a segment within reach of the cut; null for none. */
export function clipToCut(p: IndexPoint, q: IndexPoint): readonly [IndexPoint, IndexPoint] | null {
  const [near, far] = p.off <= q.off ? [p, q] : [q, p];
  if (far.off < -REACH || near.off > REACH) return null;
  const run = far.off - near.off;
  const shareAt = (off: number) => (run === 0 ? 0 : (off - near.off) / run);
  const from = near.off < -REACH ? between(near, far, shareAt(-REACH)) : near;
  const to = far.off > REACH ? between(near, far, shareAt(REACH)) : far;
  return [from, to];
}

const screenOf = ({ view, camera, size }: CutFrame, { a, b }: IndexPoint): ScreenPoint =>
  screenFromUv(camera, size, uvFromIndex(view, a, b));

/** Adds the parts of a line on the cut to a path; says whether there are any. */
function addLine(path: Path2D, frame: CutFrame, { kind, ijk }: ViewLine): boolean {
  const points = ijk.length / 3;
  const segments = kind === 'closed' ? points : points - 1;
  let isAny = false;
  let last: ScreenPoint | null = null;
  for (let n = 0; n < segments; n++) {
    const part = clipToCut(indexPoint(frame, ijk, 3 * n), indexPoint(frame, ijk, 3 * ((n + 1) % points)));
    if (part === null) continue;
    const [from, to] = [screenOf(frame, part[0]), screenOf(frame, part[1])];
    if (last === null || last.x !== from.x || last.y !== from.y) path.moveTo(from.x, from.y);
    // Perpendicular to the cut both ends fall together: a line of no length still shows with round ends.
    path.lineTo(to.x === from.x && to.y === from.y ? to.x + 0.01 : to.x, to.y);
    last = to;
    isAny = true;
  }
  return isAny;
}

/** A cross that leaves its middle free: the voxel below is what a person looks at. */
function crossPath({ x, y }: ScreenPoint): Path2D {
  const path = new Path2D();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    path.moveTo(x + 2 * dx, y + 2 * dy);
    path.lineTo(x + CROSS_PX * dx, y + CROSS_PX * dy);
  }
  return path;
}

function paintName(context: CanvasRenderingContext2D, name: string, { x, y }: ScreenPoint, color: string): void {
  context.font = FONT;
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.strokeStyle = 'rgba(0, 0, 0, 0.85)';
  context.strokeText(name, x + CROSS_PX + 4, y);
  context.fillStyle = color;
  context.fillText(name, x + CROSS_PX + 4, y);
}

/** The lines of all structures that are shown, above their outlines. */
export function paintImported(
  context: CanvasRenderingContext2D,
  contours: readonly ViewContour[],
  frame: CutFrame,
  { activeId }: ContourDisplay,
): void {
  for (const { structureId, name, color, lines = [] } of contours) {
    const widthPx = structureId === activeId ? ACTIVE_WIDTH_PX : WIDTH_PX;
    const path = new Path2D();
    let isAny = false;
    for (const line of lines) {
      if (line.kind !== 'point') {
        isAny = addLine(path, frame, line) || isAny;
        continue;
      }
      const point = indexPoint(frame, line.ijk, 0);
      if (Math.abs(point.off) > REACH) continue;
      const at = screenOf(frame, point);
      strokeCased(context, crossPath(at), color, widthPx);
      paintName(context, name, at, color);
    }
    if (!isAny) continue;
    context.setLineDash([...DOTS]);
    strokeCased(context, path, color, widthPx);
    context.setLineDash([]);
  }
}
