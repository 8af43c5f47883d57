// Marks for a structure that is made from values: which part is meant, which is not, where an opening is closed, and the
// box to stay in. The tool only says what was marked; what comes of it is computed elsewhere.

import { closureOfLine, cutMm, lpsFromStack, nearestB, stackPointOfCut } from '../../core/edit/index.ts';
import type { Vec3 } from '../../core/geometry/index.ts';
import { clearPath, crossAt, isSamePlace, noCursor, pathEffect, pixelsBetween, status } from './effects.ts';
import { voxelOf } from './guard.ts';
import type { SegmentMouse } from './options.ts';
import type { SegmentMark, Tool, ToolContext, ToolEffect, ToolPoint } from './tool.ts';

/** A drag that is shorter, in CSS pixels, was meant as a click. */
const LEAST_DRAG_PX = 4;

const lpsOf = ({ frame }: ToolContext, { view, cut, u, v }: ToolPoint): Vec3 =>
  lpsFromStack(frame, stackPointOfCut(frame, view, cut, { u, v }));

function barred(context: ToolContext, point: ToolPoint, mouse: SegmentMouse): string | null {
  if (context.voxels === null) return 'The image is still loading.';
  return (mouse === 'part' || mouse === 'other') && voxelOf(point) === null ? 'Outside the image.' : null;
}

const mark = (made: SegmentMark): ToolEffect => ({ type: 'segment', mark: made });

function closureMark(context: ToolContext, from: ToolPoint, to: ToolPoint): ToolEffect {
  const [fromLps, toLps] = [lpsOf(context, from), lpsOf(context, to)];
  const closure = closureOfLine(fromLps, toLps, context.frame.axesLps[from.view.fixedAxis]);
  return mark({ kind: 'closure', closure, view: from.view.name, lineLps: [fromLps, toLps] });
}

/** The voxel indices a and b nearest to a point, which may lie beside the image. */
function nearestIndices({ view, u, v }: ToolPoint): readonly [number, number] {
  const { aMm, bMm } = cutMm(view, { u, v });
  const b = Math.min(Math.max(nearestB(view, bMm), 0), view.bCount - 1);
  const a = Math.round((aMm - (view.aShiftMm[b] as number)) / view.aStepMm);
  return [Math.min(Math.max(a, 0), view.aCount - 1), b];
}

function boxMark(from: ToolPoint, to: ToolPoint): ToolEffect {
  const [p, q] = [nearestIndices(from), nearestIndices(to)];
  const range = (n: 0 | 1) => [Math.min(p[n], q[n]), Math.max(p[n], q[n]) + 1] as const;
  const { aAxis, bAxis } = from.view;
  return mark({
    kind: 'box',
    sides: [
      { axis: aAxis, range: range(0) },
      { axis: bAxis, range: range(1) },
    ],
  });
}

const corners = (from: ToolPoint, to: ToolPoint): ToolPoint[] => [
  from,
  { ...from, u: to.u },
  { ...from, u: to.u, v: to.v },
  { ...from, v: to.v },
];

/** Ctrl marks what is not meant. */
export function createSegment(): Tool {
  let from: ToolPoint | null = null;

  const down = (context: ToolContext, point: ToolPoint, isOther: boolean): ToolEffect[] => {
    const mouse = context.options.segmentMouse;
    const reason = barred(context, point, mouse);
    if (reason !== null) return [crossAt(point, reason), status(reason)];
    if (mouse === 'closure' || mouse === 'box') {
      from = point;
      return [];
    }
    const under = voxelOf(point);
    if (under === null) return [];
    return [mark({ kind: isOther ? 'other' : mouse, ijk: under.ijk, view: point.view.name }), status(null)];
  };
  const up = (context: ToolContext, point: ToolPoint): ToolEffect[] => {
    const begin = from;
    from = null;
    if (begin === null || !isSamePlace(begin, point)) return [clearPath];
    const isBox = context.options.segmentMouse === 'box';
    if (pixelsBetween(begin, point) < LEAST_DRAG_PX) {
      return [clearPath, status(isBox ? 'Drag from corner to corner.' : 'Drag from rim to rim of the opening.')];
    }
    return [clearPath, isBox ? boxMark(begin, point) : closureMark(context, begin, point), status(null)];
  };

  return {
    id: 'segment',
    isBusy: () => from !== null,
    handle(event, context) {
      switch (event.type) {
        case 'down':
          return down(context, event.point, event.modifiers.ctrl);
        case 'move': {
          const cross = crossAt(event.point, barred(context, event.point, context.options.segmentMouse));
          if (from === null || !isSamePlace(from, event.point)) return [cross];
          const isBox = context.options.segmentMouse === 'box';
          return [cross, pathEffect(isBox ? corners(from, event.point) : [from, event.point], isBox)];
        }
        case 'up':
          return up(context, event.point);
        case 'key':
          return event.key.toLowerCase() === 'x' ? [mark({ kind: 'takeBack' })] : [];
        case 'cancel':
          from = null;
          return [clearPath];
        case 'leave':
          return [noCursor];
        default:
          return [];
      }
    },
  };
}
