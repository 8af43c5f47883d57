// Points, open lines and contours beside the slices in the 3D view: over the picture, as they are marks and no surfaces, so
// that none hides behind an organ.

import { type ImageGeometry, lpsFromIndex, type Vec3 } from '../../core/geometry/index.ts';
import { DOTS } from './contour-style.ts';
import type { ScreenPoint, ScreenSize } from './plane-camera.ts';
import { projectPoint, type SceneCamera } from './scene-camera.ts';
import type { SceneStructure } from './scene-types.ts';
import { strokeCased } from './stroke-cased.ts';
import type { ViewLine } from './view-types.ts';

const CROSS_PX = 5;
const WIDTH_PX = 1.75;
const ACTIVE_WIDTH_PX = 2.5;
const FONT = '11px Inter, sans-serif';

type Marked = Pick<SceneStructure, 'structureId' | 'name' | 'color' | 'lines'>;

/** Places in the patient of a line's indices; kept, since the camera moves more often than they change. */
const placesOf = new WeakMap<ViewLine, { readonly of: ImageGeometry; readonly lps: readonly Vec3[] }>();

function places(line: ViewLine, geometry: ImageGeometry): readonly Vec3[] {
  const known = placesOf.get(line);
  if (known?.of === geometry) return known.lps;
  const lps: Vec3[] = [];
  for (let at = 0; at + 2 < line.ijk.length; at += 3) {
    lps.push(lpsFromIndex(geometry, line.ijk.slice(at, at + 3) as unknown as Vec3));
  }
  placesOf.set(line, { of: geometry, lps });
  return lps;
}

/** A line on the screen: its first place again at the end where it is closed; what lies behind the eye is left out. */
export function lineOnScreen(
  line: ViewLine,
  geometry: ImageGeometry,
  camera: SceneCamera,
  size: ScreenSize,
): readonly ScreenPoint[] {
  const points = places(line, geometry).flatMap((lps) => projectPoint(camera, size, lps) ?? []);
  const [first] = points;
  return line.kind === 'closed' && first !== undefined ? [...points, first] : points;
}

function paintPoint(context: CanvasRenderingContext2D, at: ScreenPoint, { name, color }: Marked, widthPx: number) {
  const cross = new Path2D();
  cross.moveTo(at.x - CROSS_PX, at.y);
  cross.lineTo(at.x + CROSS_PX, at.y);
  cross.moveTo(at.x, at.y - CROSS_PX);
  cross.lineTo(at.x, at.y + CROSS_PX);
  strokeCased(context, cross, color, widthPx);
  context.font = FONT;
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.strokeStyle = 'rgba(0, 0, 0, 0.85)';
  context.strokeText(name, at.x + CROSS_PX + 4, at.y);
  context.fillStyle = color;
  context.fillText(name, at.x + CROSS_PX + 4, at.y);
}

/** The layer over the picture; there is nothing of it on the page before the first line. */
export class SceneLines {
  private readonly before: HTMLElement;
  private canvas: HTMLCanvasElement | null = null;
  private drawnOf: readonly unknown[] = [];

  /** `before`: what it lies below. */
  constructor(before: HTMLElement) {
    this.before = before;
  }

  draw(
    structures: readonly Marked[],
    activeId: string | null,
    geometry: ImageGeometry | null,
    camera: SceneCamera,
    size: ScreenSize,
  ): void {
    const marked = geometry === null ? [] : structures.filter(({ lines = [] }) => lines.length > 0);
    if (marked.length === 0 && this.canvas === null) return;
    const of = [structures, activeId, geometry, camera, size];
    if (of.every((part, at) => part === this.drawnOf[at])) return;
    this.drawnOf = of;
    const context = this.cleared(size);
    if (context === null || geometry === null) return;
    for (const one of marked) {
      const widthPx = one.structureId === activeId ? ACTIVE_WIDTH_PX : WIDTH_PX;
      const path = new Path2D();
      for (const line of one.lines ?? []) {
        const points = lineOnScreen(line, geometry, camera, size);
        const [first] = points;
        if (first === undefined) continue;
        if (line.kind === 'point') paintPoint(context, first, one, widthPx);
        else for (const [n, { x, y }] of points.entries()) n === 0 ? path.moveTo(x, y) : path.lineTo(x, y);
      }
      context.setLineDash([...DOTS]);
      strokeCased(context, path, one.color, widthPx);
      context.setLineDash([]);
    }
  }

  private cleared({ width, height }: ScreenSize): CanvasRenderingContext2D | null {
    if (this.canvas === null) {
      this.canvas = document.createElement('canvas');
      this.canvas.className = 'pv-lines';
      this.before.before(this.canvas);
    }
    const ratio = globalThis.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const context = this.canvas.getContext('2d');
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  }
}
