// Drawing without a mouse: the arrows move the pointer by one voxel, Shift by ten, Space held down is the button.

import type { FrameScheduler } from './frame-scheduler.ts';
import type { ScreenPoint, ScreenSize } from './plane-camera.ts';
import type { PointerFacts } from './view-input.ts';

export interface KeyboardPointer {
  set(isOn: boolean): void;
  dispose(): void;
}

export interface KeyboardPointerHandlers {
  start(): ScreenPoint;
  /** Size of a voxel on the screen, CSS px. */
  step(): { readonly dx: number; readonly dy: number };
  bounds(): ScreenSize;
  onDown(facts: PointerFacts): void;
  onMove(facts: PointerFacts): void;
  onUp(facts: PointerFacts): void;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function createKeyboardPointer(
  element: HTMLElement,
  frames: FrameScheduler,
  handlers: KeyboardPointerHandlers,
): KeyboardPointer {
  const abort = new AbortController();
  let isOn = false;
  let isDown = false;
  let at: ScreenPoint = { x: 0, y: 0 };

  const facts = (event: KeyboardEvent): PointerFacts => ({
    ...at,
    modifiers: { ctrl: event.ctrlKey, shift: false, alt: event.altKey },
    pressure: 0.5,
    isEraserEnd: false,
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOn) return;
    const arrow = ARROWS[event.key];
    if (arrow === undefined && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    if (arrow === undefined) {
      if (isDown || event.repeat) return;
      isDown = true;
      handlers.onDown(facts(event));
      return;
    }
    const { dx, dy } = handlers.step();
    const { width, height } = handlers.bounds();
    const count = event.shiftKey ? 10 : 1;
    at = {
      x: Math.min(Math.max(at.x + arrow[0] * dx * count, 0), width),
      y: Math.min(Math.max(at.y + arrow[1] * dy * count, 0), height),
    };
    handlers.onMove(facts(event));
  };

  const onKeyUp = (event: KeyboardEvent): void => {
    if (event.key !== ' ' || !isDown) return;
    event.preventDefault();
    event.stopPropagation();
    isDown = false;
    handlers.onUp(facts(event));
  };

  const listen = (type: 'keydown' | 'keyup', handler: (event: KeyboardEvent) => void) => {
    element.addEventListener(type, (event) => frames.handle('drag', event.timeStamp, () => handler(event)), {
      signal: abort.signal,
    });
  };
  listen('keydown', onKeyDown);
  listen('keyup', onKeyUp);

  return {
    set: (next) => {
      if (next && !isOn) at = handlers.start();
      isOn = next;
    },
    dispose: () => abort.abort(),
  };
}
