// Draws the outlines of structures on a 2D canvas: fills first, then every black casing, then the lines, the active
// structure last.

import { type CutView, uvFromIndex } from '../../core/geometry/index.ts';
import {
  CASING_EXTRA_PX,
  CASING_OPACITY,
  isReviewedOn,
  type LineStyle,
  lineStyle,
  PREVIEW_STYLE,
} from './contour-style.ts';
import type { ChangedSlices } from './cut-bits.ts';
import type { Outline, OutlineCache } from './outlines.ts';
import { type PlaneCamera, type ScreenSize, screenFromUv } from './plane-camera.ts';
import type { ContourDisplay, ViewContour, ViewPreview } from './view-types.ts';

/** What a canvas is drawn for: everything that decides where a point of the cut falls. */
export interface CutFrame {
  readonly view: CutView;
  readonly cut: number;
  readonly camera: PlaneCamera;
  readonly size: ScreenSize;
}

interface PaintJob {
  readonly path: Path2D;
  readonly style: LineStyle;
  readonly color: string;
  /** Part of the screen that it is drawn in; null for all. */
  readonly clip: Path2D | null;
}

/** Screen place of continuous indices as numbers, without an object a point: along u, along v. */
function indexToScreen({ view, camera, size }: CutFrame) {
  const scale = camera.pixelsPerMm;
  const x0 = size.width / 2 - camera.centreU * scale;
  const y0 = size.height / 2 - camera.centreV * scale;
  const uSign = (view.isUFlipped ? -1 : 1) * scale;
  const vSign = (view.isVFlipped ? -1 : 1) * scale;
  const { bCentreMm, aShiftMm, aStepMm, bStepMm, isTransposed } = view;
  const last = bCentreMm.length - 2;
  return (a: number, b: number, out: Float64Array): void => {
    const low = Math.max(0, Math.min(last, Math.floor(b)));
    const share = b - low;
    const b0 = bCentreMm[low] as number;
    const s0 = aShiftMm[low] as number;
    const bMm = last < 0 ? b0 + b * bStepMm : b0 + share * ((bCentreMm[low + 1] as number) - b0);
    const aMm = a * aStepMm + (last < 0 ? s0 : s0 + share * ((aShiftMm[low + 1] as number) - s0));
    out[0] = x0 + uSign * (isTransposed ? bMm : aMm);
    out[1] = y0 + vSign * (isTransposed ? aMm : bMm);
  };
}

const place = new Float64Array(2);

/** Closed polylines of an outline on the screen. */
export function outlinePath(outline: Outline, frame: CutFrame): Path2D {
  const path = new Path2D();
  const toScreen = indexToScreen(frame);
  for (const loop of outline) {
    for (let at = 0; at < loop.length; at += 2) {
      toScreen(loop[at] as number, loop[at + 1] as number, place);
      if (at === 0) path.moveTo(place[0] as number, place[1] as number);
      else path.lineTo(place[0] as number, place[1] as number);
    }
    path.closePath();
  }
  return path;
}

/** Screen bands of the planes for which `isIn` holds, on a view across the planes. */
function bandsOf(frame: CutFrame, isIn: (k: number) => boolean): Path2D {
  const { view, camera, size } = frame;
  const path = new Path2D();
  const edge = (b: number) => screenFromUv(camera, size, uvFromIndex(view, 0, b));
  for (let k = 0; k < view.bCount; ) {
    if (!isIn(k)) {
      k++;
      continue;
    }
    const from = k;
    while (k < view.bCount && isIn(k)) k++;
    const [p, q] = [edge(from - 0.5), edge(k - 0.5)];
    if (view.isTransposed) path.rect(Math.min(p.x, q.x), 0, Math.abs(q.x - p.x), size.height);
    else path.rect(0, Math.min(p.y, q.y), size.width, Math.abs(q.y - p.y));
  }
  return path;
}

const isJudged = ({ state }: ViewContour) => state === 'unreviewed' || state === 'reviewed' || state === 'approved';

type Reviewed = 'none' | 'some' | 'all';
/** Of contours as they stand: looked through once, not in every frame. */
const reviews = new WeakMap<ViewContour, Reviewed>();

/** How many of the planes of a structure are reviewed; those of a gesture are not. */
function reviewOf(contour: ViewContour, changes: ChangedSlices | null): Reviewed {
  const known = changes === null ? reviews.get(contour) : undefined;
  if (known !== undefined) return known;
  const planes = [...contour.slices.keys(), ...(changes?.keys() ?? [])];
  const count = isJudged(contour)
    ? planes.filter((k) => isReviewedOn(contour, k) && changes?.has(k) !== true).length
    : 0;
  const reviewed = count === 0 ? 'none' : count === planes.length ? 'all' : 'some';
  if (changes === null) reviews.set(contour, reviewed);
  return reviewed;
}

/** A structure on a cut: one job on acquired planes; across them one for its reviewed planes and one for the others. */
function jobsOf(
  contour: ViewContour,
  frame: CutFrame,
  cache: OutlineCache,
  display: ContourDisplay,
  changes: ChangedSlices | null,
): PaintJob[] {
  const { view, cut } = frame;
  const { color, structureId } = contour;
  if (view.fixedAxis === 2) {
    const changed = changes?.get(cut);
    const content = contour.slices.get(cut);
    const outline =
      changed !== undefined ? cache.ofBits(changed) : content === undefined ? [] : cache.ofSlice(content, cut);
    if (outline.length === 0) return [];
    const style = lineStyle(contour, isReviewedOn(contour, cut) && changed === undefined, display);
    return [{ path: outlinePath(outline, frame), style, color, clip: null }];
  }
  const outline = cache.ofCut(`${view.name} ${structureId}`, contour.slices, changes, view, cut);
  if (outline.length === 0) return [];
  const path = outlinePath(outline, frame);
  const isReviewed = (k: number) => isReviewedOn(contour, k) && changes?.has(k) !== true;
  const reviewed = reviewOf(contour, changes);
  const style = (yes: boolean) => lineStyle(contour, yes, display);
  if (reviewed !== 'some') return [{ path, style: style(reviewed === 'all'), color, clip: null }];
  // Outlines reach half a plane beyond the outermost ones: the bands of drafts take in all that is not reviewed.
  return [
    { path, style: style(true), color, clip: bandsOf(frame, isReviewed) },
    { path, style: style(false), color, clip: bandsOf(frame, (k) => !isReviewed(k)) },
  ];
}

function strokeLine(context: CanvasRenderingContext2D, { path, style, color }: PaintJob): void {
  context.setLineDash([...style.dash]);
  context.lineCap = style.cap;
  context.strokeStyle = color;
  if (!style.isDoubled) {
    context.lineWidth = style.widthPx;
    context.stroke(path);
    return;
  }
  context.lineWidth = 2 * style.widthPx + 1.25;
  context.stroke(path);
  context.setLineDash([]);
  context.strokeStyle = '#000';
  context.lineWidth = 1.25;
  context.stroke(path);
}

function inClip(context: CanvasRenderingContext2D, clip: Path2D | null, draw: () => void): void {
  if (clip === null) {
    draw();
    return;
  }
  context.save();
  context.clip(clip);
  draw();
  context.restore();
}

function paintJobs(context: CanvasRenderingContext2D, jobs: readonly PaintJob[]): void {
  context.lineJoin = 'round';
  for (const job of jobs) {
    if (job.style.fillOpacity === 0) continue;
    inClip(context, job.clip, () => {
      context.globalAlpha = job.style.fillOpacity;
      context.fillStyle = job.color;
      context.fill(job.path, 'evenodd');
    });
  }
  for (const job of jobs) {
    if (!job.style.hasLine) continue;
    inClip(context, job.clip, () => {
      context.globalAlpha = CASING_OPACITY;
      context.setLineDash([]);
      context.lineCap = 'butt';
      context.strokeStyle = '#000';
      const width = job.style.isDoubled ? 2 * job.style.widthPx + 1.25 : job.style.widthPx;
      context.lineWidth = width + CASING_EXTRA_PX;
      context.stroke(job.path);
    });
  }
  context.globalAlpha = 1;
  for (const job of jobs) if (job.style.hasLine) inClip(context, job.clip, () => strokeLine(context, job));
  context.setLineDash([]);
}

/** All structures but `hiddenId` (the one that a stroke is changing stands on the layer above). */
export function paintContours(
  context: CanvasRenderingContext2D,
  contours: readonly ViewContour[],
  frame: CutFrame,
  cache: OutlineCache,
  display: ContourDisplay,
  hiddenId: string | null,
): void {
  const shown = contours.filter(({ structureId }) => structureId !== hiddenId);
  const isActive = ({ structureId }: ViewContour) => structureId === display.activeId;
  const ordered = [...shown.filter((c) => !isActive(c)), ...shown.filter(isActive)];
  paintJobs(
    context,
    ordered.flatMap((contour) => jobsOf(contour, frame, cache, display, null)),
  );
}

/** The planes of a gesture or of a command not yet applied. */
export function paintPreview(
  context: CanvasRenderingContext2D,
  preview: ViewPreview,
  contour: ViewContour | undefined,
  frame: CutFrame,
  cache: OutlineCache,
  display: ContourDisplay,
): void {
  const { view, cut } = frame;
  const { color, slices, structureId } = preview;
  if (preview.kind === 'stroke' && contour !== undefined) {
    paintJobs(context, jobsOf(contour, frame, cache, display, slices));
    return;
  }
  const none = new Map();
  const outline =
    view.fixedAxis === 2
      ? cache.ofBits(slices.get(cut) ?? null)
      : cache.ofCut(`preview ${view.name} ${structureId}`, none, slices, view, cut);
  if (outline.length === 0) return;
  const style = preview.kind === 'operation' ? PREVIEW_STYLE : { ...PREVIEW_STYLE, dash: [], widthPx: 2.5 };
  paintJobs(context, [{ path: outlinePath(outline, frame), style, color, clip: null }]);
}
