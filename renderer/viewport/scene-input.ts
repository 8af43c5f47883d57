// Pointer and wheel over the 3D view: left turns it, middle or Shift moves it, right or the wheel comes closer; a click
// picks. Two fingers on a screen move it and come closer, and so does a pinch on a touchpad.

import type { FrameScheduler } from './frame-scheduler.ts';
import type { ScreenPoint } from './plane-camera.ts';
import { NOTCH_PX, PINCH_PX } from './wheel-steps.ts';

export interface SceneHandlers {
  onActivate(): void;
  /** CSS px since the last call. */
  onRotate(dx: number, dy: number): void;
  onPan(dx: number, dy: number): void;
  /** Closer by this factor; `at`: towards this place, CSS px from the view's left upper corner. */
  onZoom(factor: number, at: ScreenPoint): void;
  /** CSS px from the view's left upper corner. */
  onClick(at: ScreenPoint): void;
  onDoubleClick(): void;
  onMenu(client: ScreenPoint): void;
}

type Gesture = 'rotate' | 'pan' | 'zoom' | 'pinch';

/** Movement after which a press is a drag and no click, CSS px. */
const CLICK_PX = 3;
const DOUBLE_CLICK_MS = 400;
/** Two quick clicks further apart mean two places. */
const DOUBLE_CLICK_PX = 12;
const ZOOM_PER_STEP = 1.15;
const ZOOM_PER_PX = 1.005;

const gestureOf = (event: PointerEvent): Gesture =>
  event.button === 1 || event.shiftKey ? 'pan' : event.button === 2 ? 'zoom' : 'rotate';

class SceneGestures {
  private readonly stage: HTMLElement;
  private readonly handlers: SceneHandlers;
  private gesture: Gesture | null = null;
  private last: ScreenPoint = { x: 0, y: 0 };
  private press: ScreenPoint = { x: 0, y: 0 };
  private isDragged = false;
  private clickedAtMs = Number.NEGATIVE_INFINITY;
  private clickedAt: ScreenPoint = { x: 0, y: 0 };
  /** Fingers on the view by pointer id. */
  private readonly fingers = new Map<number, ScreenPoint>();

  constructor(stage: HTMLElement, handlers: SceneHandlers) {
    this.stage = stage;
    this.handlers = handlers;
  }

  private place(event: MouseEvent): ScreenPoint {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  down(event: PointerEvent): void {
    this.handlers.onActivate();
    if (event.pointerType === 'touch') {
      this.fingers.set(event.pointerId, this.place(event));
      if (this.fingers.size === 2) {
        this.gesture = 'pinch';
        this.stage.setPointerCapture(event.pointerId);
      }
    }
    if (this.gesture !== null) return;
    this.gesture = gestureOf(event);
    this.stage.setPointerCapture(event.pointerId);
    this.last = this.press = this.place(event);
    this.isDragged = false;
  }

  move(event: PointerEvent): void {
    if (this.gesture === null) return;
    if (this.gesture === 'pinch') {
      this.pinch(event);
      return;
    }
    const at = this.place(event);
    const [dx, dy] = [at.x - this.last.x, at.y - this.last.y];
    this.last = at;
    this.isDragged ||= Math.hypot(at.x - this.press.x, at.y - this.press.y) > CLICK_PX;
    if (!this.isDragged) return;
    if (this.gesture === 'rotate') this.handlers.onRotate(dx, dy);
    else if (this.gesture === 'pan') this.handlers.onPan(dx, dy);
    else this.handlers.onZoom(ZOOM_PER_PX ** -dy, this.middle);
  }

  private get middle(): ScreenPoint {
    const { width, height } = this.stage.getBoundingClientRect();
    return { x: width / 2, y: height / 2 };
  }

  private pinch(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    const [other] = [...this.fingers].flatMap(([id, at]) => (id === event.pointerId ? [] : [at]));
    if (before === undefined || other === undefined) return;
    const now = this.place(event);
    this.fingers.set(event.pointerId, now);
    // Each of the two moves their middle by half of its own way.
    this.handlers.onPan((now.x - before.x) / 2, (now.y - before.y) / 2);
    const apart = (p: ScreenPoint) => Math.max(1, Math.hypot(p.x - other.x, p.y - other.y));
    this.handlers.onZoom(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  up(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    if (this.gesture === 'pinch') {
      // The finger that stays turns nothing.
      if (this.fingers.size === 0) this.gesture = null;
      return;
    }
    const ended = this.gesture;
    this.gesture = null;
    if (ended === null || this.isDragged) return;
    if (ended === 'zoom') this.handlers.onMenu({ x: event.clientX, y: event.clientY });
    if (ended !== 'rotate') return;
    const at = this.place(event);
    const isNear = Math.hypot(at.x - this.clickedAt.x, at.y - this.clickedAt.y) <= DOUBLE_CLICK_PX;
    const isDouble = isNear && event.timeStamp - this.clickedAtMs < DOUBLE_CLICK_MS;
    this.clickedAtMs = isDouble ? Number.NEGATIVE_INFINITY : event.timeStamp;
    this.clickedAt = at;
    if (isDouble) this.handlers.onDoubleClick();
    else this.handlers.onClick(at);
  }

  cancel(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    if (this.gesture !== 'pinch' || this.fingers.size === 0) this.gesture = null;
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const { deltaY, ctrlKey } = event;
    const isNotch = Math.abs(deltaY) >= NOTCH_PX;
    const steps = isNotch ? Math.sign(deltaY) : deltaY / NOTCH_PX;
    const factor = ctrlKey && !isNotch ? Math.exp(-deltaY / PINCH_PX) : ZOOM_PER_STEP ** -steps;
    this.handlers.onZoom(factor, this.place(event));
  }
}

/** Listens until `signal` aborts. */
export function listenToScene(
  stage: HTMLElement,
  frames: FrameScheduler,
  handlers: SceneHandlers,
  signal: AbortSignal,
): void {
  const gestures = new SceneGestures(stage, handlers);
  const on = <K extends 'pointerdown' | 'pointermove' | 'pointerup' | 'wheel'>(
    type: K,
    handler: (event: HTMLElementEventMap[K]) => void,
  ) =>
    stage.addEventListener(type, (event) => frames.handle('scene', event.timeStamp, () => handler(event)), {
      signal,
      passive: false,
    });
  on('pointerdown', (event) => gestures.down(event));
  on('pointermove', (event) => gestures.move(event));
  on('pointerup', (event) => gestures.up(event));
  on('wheel', (event) => gestures.wheel(event));
  stage.addEventListener('pointercancel', (event) => gestures.cancel(event), { signal });
  stage.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  stage.addEventListener('mousedown', (event) => event.button === 1 && event.preventDefault(), { signal });
}
