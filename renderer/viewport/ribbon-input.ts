// Dragging on the ribbon scrolls.

import type { FrameScheduler } from './frame-scheduler.ts';

export interface RibbonHandlers {
  onPress(): void;
  /** CSS px from the ribbon's upper end. */
  onDrag(y: number): void;
}

export function listenToRibbon(
  canvas: HTMLCanvasElement,
  frames: FrameScheduler,
  { onPress, onDrag }: RibbonHandlers,
  signal: AbortSignal,
): void {
  const handle = (event: PointerEvent) =>
    frames.handle('wheel', event.timeStamp, () => onDrag(event.clientY - canvas.getBoundingClientRect().top));
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      canvas.setPointerCapture(event.pointerId);
      onPress();
      handle(event);
    },
    { signal },
  );
  canvas.addEventListener('pointermove', (event) => event.buttons !== 0 && handle(event), { signal });
}
