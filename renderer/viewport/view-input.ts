// Pointer and wheel over a view -> intents. What a gesture means follows from its button and modifiers alone (interface
// brief, section 9); the view and whoever listens decide what comes of it.

import type { Modifiers } from '../tools/tool.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import type { ScreenPoint } from './plane-camera.ts';
import { createWheelSteps, NOTCH_PX, PINCH_PX } from './wheel-steps.ts';

export interface PointerFacts extends ScreenPoint {
  readonly modifiers: Modifiers;
  /** 0 … 1. */
  readonly pressure: number;
  readonly isEraserEnd: boolean;
}

export interface InputHandlers {
  /** Any press: the view becomes the active one. */
  onPress(): void;
  onToolDown(facts: PointerFacts, clicks: number): void;
  /** `samples`: all points since the last event, oldest first, the newest last. */
  onToolMove(facts: PointerFacts, samples: readonly PointerFacts[]): void;
  onToolUp(facts: PointerFacts): void;
  onToolCancel(): void;
  onHover(facts: PointerFacts): void;
  onLeave(): void;
  onPan(dx: number, dy: number): void;
  /** Right drag, CSS px since the last call. */
  onWindowDrag(dx: number, dy: number): void;
  onMenu(facts: PointerFacts, client: ScreenPoint): void;
  /** Positive: towards the user. */
  onWheel(steps: number, facts: PointerFacts): void;
  onZoom(factor: number, facts: PointerFacts): void;
  /** With Shift. */
  onShiftWheel(steps: number, facts: PointerFacts): void;
  onDoubleClick(facts: PointerFacts): void;
}

type Gesture = 'tool' | 'pan' | 'window' | 'pinch';

/** Movement after which a press of the right button is a drag and no menu, CSS px. */
const DRAG_PX = 3;
const DOUBLE_CLICK_MS = 400;
const DOUBLE_CLICK_PX = 6;
const ZOOM_PER_STEP = 1.15;

const modifiersOf = (event: MouseEvent): Modifiers => ({
  ctrl: event.ctrlKey || event.metaKey,
  shift: event.shiftKey,
  alt: event.altKey,
});

/** PointerEvents: 5 is the eraser of a pen, 32 its bit in `buttons`. */
const isEraserEnd = (event: PointerEvent) => event.button === 5 || (event.buttons & 32) !== 0;

function gestureOf(event: PointerEvent): Gesture | null {
  if (event.pointerType === 'pen' && event.button === 2) return 'pan';
  if (event.button === 1) return 'pan';
  if (event.button === 2) return 'window';
  if (event.button === 5) return 'tool';
  if (event.button !== 0) return null;
  return event.shiftKey ? 'pan' : 'tool';
}

const distance = (p: ScreenPoint, q: ScreenPoint): number => Math.hypot(p.x - q.x, p.y - q.y);

/** Listens until `signal` aborts. */
export function listenToView(
  stage: HTMLElement,
  frames: FrameScheduler,
  handlers: InputHandlers,
  signal: AbortSignal,
): void {
  let gesture: Gesture | null = null;
  let pointerId = -1;
  let isDragged = false;
  let last: ScreenPoint = { x: 0, y: 0 };
  let press: ScreenPoint = { x: 0, y: 0 };
  let click = { atMs: -Infinity, x: 0, y: 0, count: 0 };
  const wheelSteps = createWheelSteps();
  /** Fingers on the view by pointer id, CSS px in the window. */
  const fingers = new Map<number, ScreenPoint>();

  const factsOf = (
    event: PointerEvent | WheelEvent | MouseEvent,
    box = stage.getBoundingClientRect(),
    at: { readonly clientX: number; readonly clientY: number } = event,
  ): PointerFacts => {
    const pen = event instanceof PointerEvent ? event : null;
    return {
      x: at.clientX - box.left,
      y: at.clientY - box.top,
      modifiers: modifiersOf(event),
      pressure: pen === null || pen.pressure === 0 ? 0.5 : pen.pressure,
      isEraserEnd: pen !== null && isEraserEnd(pen),
    };
  };

  const countClicks = (event: PointerEvent): number => {
    const isNear = Math.hypot(event.clientX - click.x, event.clientY - click.y) <= DOUBLE_CLICK_PX;
    const count = event.timeStamp - click.atMs <= DOUBLE_CLICK_MS && isNear ? click.count + 1 : 1;
    click = { atMs: event.timeStamp, x: event.clientX, y: event.clientY, count };
    return count;
  };

  /** Two fingers move and zoom the picture; what the first of them had begun to draw is dropped. */
  const beginPinch = (): void => {
    if (gesture === 'tool') handlers.onToolCancel();
    gesture = 'pinch';
    click = { ...click, atMs: Number.NEGATIVE_INFINITY };
  };
  const movePinch = (event: PointerEvent): void => {
    const [before] = [...fingers].flatMap(([id, at]) => (id === event.pointerId ? [at] : []));
    const [other] = [...fingers].flatMap(([id, at]) => (id === event.pointerId ? [] : [at]));
    if (before === undefined || other === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    fingers.set(event.pointerId, now);
    // Each of the two moves their middle by half of its own way.
    handlers.onPan((now.x - before.x) / 2, (now.y - before.y) / 2);
    const factor = distance(now, other) / Math.max(1, distance(before, other));
    const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
    if (factor > 0) handlers.onZoom(factor, factsOf(event, stage.getBoundingClientRect(), middle));
  };

  const onDown = (event: PointerEvent): void => {
    handlers.onPress();
    if (event.pointerType === 'touch') {
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (fingers.size === 2 && (gesture === null || gesture === 'tool')) {
        stage.setPointerCapture(event.pointerId);
        beginPinch();
        return;
      }
    }
    if (gesture !== null) return;
    gesture = gestureOf(event);
    if (gesture === null) return;
    pointerId = event.pointerId;
    isDragged = false;
    last = press = { x: event.clientX, y: event.clientY };
    stage.setPointerCapture(pointerId);
    if (event.button === 1) event.preventDefault();
    if (gesture !== 'tool') return;
    const facts = factsOf(event);
    const clicks = countClicks(event);
    if (clicks === 2) handlers.onDoubleClick(facts);
    handlers.onToolDown(facts, clicks);
  };

  const onMove = (event: PointerEvent): void => {
    if (gesture === null) {
      if (event.buttons === 0) handlers.onHover(factsOf(event));
      return;
    }
    if (gesture === 'pinch') {
      movePinch(event);
      return;
    }
    if (event.pointerId !== pointerId) return;
    const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
    last = { x: event.clientX, y: event.clientY };
    isDragged ||= Math.hypot(last.x - press.x, last.y - press.y) > DRAG_PX;
    if (gesture === 'pan') handlers.onPan(dx, dy);
    else if (gesture === 'window') {
      if (isDragged) handlers.onWindowDrag(dx, dy);
    } else {
      const box = stage.getBoundingClientRect();
      const coalesced = event.getCoalescedEvents?.() ?? [];
      const samples = (coalesced.length > 0 ? coalesced : [event]).map((part) => factsOf(part, box));
      handlers.onToolMove(factsOf(event, box), samples);
    }
  };

  /** True while a pinch is ending: the finger that stays down draws nothing. */
  const liftFinger = (event: PointerEvent): boolean => {
    fingers.delete(event.pointerId);
    if (gesture !== 'pinch') return false;
    if (fingers.size === 0) gesture = null;
    return true;
  };

  const onUp = (event: PointerEvent): void => {
    if (liftFinger(event)) return;
    if (gesture === null || event.pointerId !== pointerId) return;
    const ended = gesture;
    gesture = null;
    if (ended === 'tool') handlers.onToolUp(factsOf(event));
    else if (ended === 'window' && !isDragged) {
      handlers.onMenu(factsOf(event), { x: event.clientX, y: event.clientY });
    }
  };

  const onCancel = (event: PointerEvent): void => {
    if (liftFinger(event)) return;
    if (gesture === null || event.pointerId !== pointerId) return;
    const ended = gesture;
    gesture = null;
    if (ended === 'tool') handlers.onToolCancel();
  };

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    // With Shift some systems turn the wheel sideways.
    const delta = event.deltaY !== 0 ? event.deltaY : event.deltaX;
    const facts = factsOf(event);
    if (facts.modifiers.ctrl) {
      // Pinching a touchpad arrives here with small deltas: the picture grows as the fingers part.
      const isNotch = Math.abs(delta) >= NOTCH_PX;
      handlers.onZoom(isNotch ? ZOOM_PER_STEP ** -Math.sign(delta) : Math.exp(-delta / PINCH_PX), facts);
      return;
    }
    const steps = wheelSteps(delta, event.deltaMode);
    if (steps === 0) return;
    if (facts.modifiers.shift) handlers.onShiftWheel(steps, facts);
    else handlers.onWheel(steps, facts);
  };

  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    cause: (event: HTMLElementEventMap[K]) => string,
    handler: (event: HTMLElementEventMap[K]) => void,
  ) => {
    stage.addEventListener(type, (event) => frames.handle(cause(event), event.timeStamp, () => handler(event)), {
      signal,
      passive: false,
    });
  };
  on('pointerdown', () => 'press', onDown);
  on('pointermove', () => (gesture === null ? 'hover' : gesture === 'tool' ? 'drag' : gesture), onMove);
  on('pointerup', () => 'release', onUp);
  on('pointercancel', () => 'release', onCancel);
  on('lostpointercapture', () => 'release', onCancel);
  on(
    'pointerleave',
    () => 'hover',
    () => {
      if (gesture === null) handlers.onLeave();
    },
  );
  on('wheel', (event) => (event.ctrlKey ? 'zoom' : 'wheel'), onWheel);
  stage.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  // The middle button would start the browser's own scrolling.
  stage.addEventListener('mousedown', (event) => event.button === 1 && event.preventDefault(), { signal });
}
