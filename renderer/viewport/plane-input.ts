// From gestures on a 2D view to intents.

import type { PlaneCamera, ScreenPoint } from './plane-camera.ts';
import { panCamera, zoomCamera } from './plane-camera.ts';
import { cutAfter, type PlaneState, pointAt } from './plane-state.ts';
import type { PlaneViewCallbacks } from './plane-view-types.ts';
import type { InputHandlers, PointerFacts } from './view-input.ts';
import type { ViewPoint, ViewWindow } from './view-types.ts';

/** Change of window width with each pixel dragged, as a share of itself. */
const WINDOW_DRAG_SHARE = 1 / 300;

/** Right drag as zoom, CSS px: larger when pushed up, as in the 3D view. */
const ZOOM_PER_PX = 1.005;

export interface PlaneInputHost {
  readonly state: PlaneState;
  readonly callbacks: PlaneViewCallbacks;
  moveCamera(camera: PlaneCamera): void;
  /** The pointer is here, or has left. */
  hover(at: ScreenPoint | null): void;
}

type ToolHandlers = Pick<
  InputHandlers,
  'onToolDown' | 'onToolMove' | 'onToolUp' | 'onToolCancel' | 'onHover' | 'onLeave'
>;

/** The pointer and, through the same calls, the keyboard that stands for it. */
function toolHandlers({ state, callbacks, hover }: PlaneInputHost): ToolHandlers {
  const pointOf = (facts: PointerFacts): ViewPoint | null => {
    const point = pointAt(state, facts);
    return point === null ? null : { ...point, pressure: facts.pressure };
  };
  const moved = (facts: PointerFacts, samples: readonly PointerFacts[]): void => {
    const point = pointOf(facts);
    if (point === null) return;
    hover({ x: facts.x, y: facts.y });
    const { modifiers } = facts;
    const isHover = samples.length === 0;
    const points = samples.flatMap((sample) => pointOf(sample) ?? []);
    callbacks.onTool({ type: 'move', point, modifiers, ...(isHover ? {} : { samples: points }) });
    callbacks.onHover(point);
    if (isHover && modifiers.shift && point.isInside) callbacks.onCrosshair(point.ijk);
  };
  return {
    onToolDown: (facts, clicks) => {
      const point = pointOf(facts);
      if (point === null) return;
      const { modifiers, isEraserEnd } = facts;
      callbacks.onTool({ type: 'down', point, modifiers, clicks, ...(isEraserEnd ? { isEraserEnd } : {}) });
    },
    onToolMove: moved,
    onToolUp: (facts) => {
      const point = pointOf(facts);
      if (point !== null) callbacks.onTool({ type: 'up', point, modifiers: facts.modifiers });
    },
    onToolCancel: () => callbacks.onTool({ type: 'cancel' }),
    onHover: (facts) => moved(facts, []),
    onLeave: () => {
      hover(null);
      callbacks.onTool({ type: 'leave' });
      callbacks.onHover(null);
    },
  };
}

/** `onWindow` for a drag: to the right is wider, up is brighter. */
const draggedWindow = ({ width, level }: ViewWindow, dx: number, dy: number): ViewWindow => {
  const unit = Math.max(width, 1) * WINDOW_DRAG_SHARE;
  return { width: Math.max(width + dx * unit, 1), level: level + dy * unit };
};

export function createPlaneInput(host: PlaneInputHost): InputHandlers {
  const { state, callbacks } = host;
  const withPoint = (screen: ScreenPoint, tell: (point: ViewPoint) => void) => {
    const point = pointAt(state, screen);
    if (point !== null) tell(point);
  };
  return {
    ...toolHandlers(host),
    onPress: () => {
      // Prevents no default: pressing focuses the view, which activates it; a view that has the focus already is told
      // again.
      callbacks.onActivate();
    },
    onPan: (dx, dy) => host.moveCamera(panCamera(state.camera, dx, dy)),
    onWindowDrag: (dx, dy) => {
      const { camera, size, rightDrag } = state;
      const middle = { x: size.width / 2, y: size.height / 2 };
      if (rightDrag === 'zoom') host.moveCamera(zoomCamera(camera, size, middle, ZOOM_PER_PX ** -dy));
      else callbacks.onWindow(draggedWindow(state.look.window, dx, dy));
    },
    onMenu: (facts, client) => withPoint(facts, (point) => callbacks.onMenu(point, client)),
    onWheel: (steps) => {
      const next = cutAfter(state, steps);
      if (next !== state.cut) callbacks.onCut(next);
    },
    onZoom: (factor, facts) => host.moveCamera(zoomCamera(state.camera, state.size, facts, factor)),
    onShiftWheel: (steps, facts) => withPoint(facts, (point) => callbacks.onShiftWheel(steps, point)),
    onDoubleClick: (facts) => {
      if (!callbacks.isToolBusy()) withPoint(facts, (point) => callbacks.onDoubleClick(point));
    },
  };
}
