// Pointer and wheel over the 3D view: left turns it, middle or Shift moves it, right or the wheel comes closer; a click
// picks.

import type { FrameScheduler } from './frame-scheduler.ts';
import type { ScreenPoint } from './plane-camera.ts';

export interface SceneHandlers {
  onActivate(): void;
  /** CSS px since the last call. */
  onRotate(dx: number, dy: number): void;
  onPan(dx: number, dy: number): void;
  /** Closer by this factor. */
  onZoom(factor: number): void;
  /** CSS px from the view's left upper corner. */
  onClick(at: ScreenPoint): void;
  onDoubleClick(): void;
  onMenu(client: ScreenPoint): void;
}

type Gesture = 'rotate' | 'pan' | 'zoom';

/** Movement after which a press is a drag and no click, CSS px. */
const CLICK_PX = 3;
const DOUBLE_CLICK_MS = 400;
const ZOOM_PER_STEP = 1.15;
const ZOOM_PER_PX = 1.005;
/** Of a wheel's notch; what moves less is a touchpad. */
const NOTCH_PX = 40;

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
    if (this.gesture !== null) return;
    this.gesture = gestureOf(event);
    this.stage.setPointerCapture(event.pointerId);
    this.last = this.press = this.place(event);
    this.isDragged = false;
  }

  move(event: PointerEvent): void {
    if (this.gesture === null) return;
    const at = this.place(event);
    const [dx, dy] = [at.x - this.last.x, at.y - this.last.y];
    this.last = at;
    this.isDragged ||= Math.hypot(at.x - this.press.x, at.y - this.press.y) > CLICK_PX;
    if (!this.isDragged) return;
    if (this.gesture === 'rotate') this.handlers.onRotate(dx, dy);
    else if (this.gesture === 'pan') this.handlers.onPan(dx, dy);
    else this.handlers.onZoom(ZOOM_PER_PX ** -dy);
  }

  up(event: PointerEvent): void {
    const ended = this.gesture;
    this.gesture = null;
    if (ended === null || this.isDragged) return;
    if (ended === 'zoom') this.handlers.onMenu({ x: event.clientX, y: event.clientY });
    if (ended !== 'rotate') return;
    const isDouble = event.timeStamp - this.clickedAtMs < DOUBLE_CLICK_MS;
    this.clickedAtMs = isDouble ? Number.NEGATIVE_INFINITY : event.timeStamp;
    if (isDouble) this.handlers.onDoubleClick();
    else this.handlers.onClick(this.place(event));
  }

  cancel(): void {
    this.gesture = null;
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const steps = Math.abs(event.deltaY) >= NOTCH_PX ? Math.sign(event.deltaY) : event.deltaY / NOTCH_PX;
    this.handlers.onZoom(ZOOM_PER_STEP ** -steps);
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
  stage.addEventListener('pointercancel', () => gestures.cancel(), { signal });
  stage.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  stage.addEventListener('mousedown', (event) => event.button === 1 && event.preventDefault(), { signal });
}
