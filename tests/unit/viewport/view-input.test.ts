// Fingers on a view. The stage is stood in for: only events and their places matter.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type InputHandlers, listenToView } from '../../../renderer/viewport/view-input.ts';

class FakePointerEvent extends Event {
  readonly pointerType = 'touch';
  readonly button = 0;
  readonly buttons = 1;
  readonly pressure = 0.5;
  readonly ctrlKey = false;
  readonly metaKey = false;
  readonly shiftKey = false;
  readonly altKey = false;
  readonly pointerId: number;
  readonly clientX: number;
  readonly clientY: number;
  constructor(type: string, pointerId: number, clientX: number, clientY: number) {
    super(type, { cancelable: true });
    this.pointerId = pointerId;
    this.clientX = clientX;
    this.clientY = clientY;
  }
}
beforeAll(() => {
  vi.stubGlobal('PointerEvent', FakePointerEvent);
});
afterAll(() => {
  vi.unstubAllGlobals();
});

function start() {
  const told: string[] = [];
  const round = (value: number) => (Math.round(100 * value) / 100).toString();
  const handlers = new Proxy({} as InputHandlers, {
    get:
      (_target, name: string) =>
      (...args: readonly unknown[]) => {
        if (name === 'onPress') return;
        const facts = args.find((own) => typeof own === 'object' && own !== null && 'x' in own) as
          | { x: number; y: number }
          | undefined;
        const numbers = args.filter((own) => typeof own === 'number' && name !== 'onToolDown');
        told.push(
          [name, ...numbers.map((own) => round(own as number)), facts ? `at ${facts.x},${facts.y}` : '']
            .join(' ')
            .trim(),
        );
      },
  });
  const stage = Object.assign(new EventTarget(), {
    setPointerCapture: () => undefined,
    getBoundingClientRect: () => ({ left: 100, top: 50 }),
  });
  const frames = { handle: (_cause: string, _at: number, handler: () => unknown) => handler() };
  listenToView(stage as never, frames as never, handlers, new AbortController().signal);
  const send = (type: 'down' | 'move' | 'up', id: number, x: number, y: number) =>
    stage.dispatchEvent(new FakePointerEvent(`pointer${type}`, id, x, y));
  const take = () => told.splice(0);
  return { send, take };
}

describe('fingers on a view', () => {
  it('draw one by one', () => {
    const { send, take } = start();
    send('down', 1, 200, 150);
    send('up', 1, 210, 150);
    expect(take()).toEqual(['onToolDown at 100,100', 'onToolUp at 110,100']);
  });

  it('zoom about their middle and move the picture with it, two at a time', () => {
    const { send, take } = start();
    send('down', 1, 200, 150);
    send('down', 2, 300, 150);
    // What the first had begun is dropped.
    expect(take()).toEqual(['onToolDown at 100,100', 'onToolCancel']);
    send('move', 2, 400, 150);
    expect(take()).toEqual(['onPan 50 0', 'onZoom 2 at 200,100']);
    send('move', 1, 200, 170);
    expect(take()).toEqual(['onPan 0 10', expect.stringMatching(/^onZoom 1(\.\d+)? at 200,110$/)]);
  });

  it('that stay down after a pinch draw nothing; the next touch does', () => {
    const { send, take } = start();
    send('down', 1, 200, 150);
    send('down', 2, 300, 150);
    send('up', 2, 300, 150);
    take();
    send('move', 1, 260, 150);
    send('up', 1, 260, 150);
    expect(take()).toEqual([]);
    send('down', 3, 200, 150);
    expect(take()).toEqual(['onToolDown at 100,100']);
  });
});
