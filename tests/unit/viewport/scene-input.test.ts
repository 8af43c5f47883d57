// Fingers, a touchpad and a wheel on the 3D view. The stage is stood in for: only events and their places matter.
import { describe, expect, it } from 'vitest';
import { listenToScene } from '../../../renderer/viewport/scene-input.ts';

function start() {
  const told: string[] = [];
  const tell =
    (name: string) =>
    (...args: readonly unknown[]) => {
      const words = args.map((own) => (typeof own === 'number' ? own.toFixed(2) : JSON.stringify(own)));
      told.push([name, ...words].join(' '));
    };
  const stage = Object.assign(new EventTarget(), {
    setPointerCapture: () => undefined,
    getBoundingClientRect: () => ({ left: 100, top: 50, width: 400, height: 300 }),
  });
  const frames = { handle: (_cause: string, _at: number, handler: () => unknown) => handler() };
  const handlers = {
    onActivate: () => undefined,
    onRotate: tell('rotate'),
    onPan: tell('pan'),
    onZoom: tell('zoom'),
    onClick: tell('click'),
    onDoubleClick: tell('double'),
    onMenu: tell('menu'),
  };
  listenToScene(stage as never, frames as never, handlers, new AbortController().signal);
  const send = (type: string, facts: object) =>
    stage.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), facts));
  const finger = (type: 'down' | 'move' | 'up', pointerId: number, clientX: number, clientY: number) =>
    send(`pointer${type}`, { pointerType: 'touch', button: 0, shiftKey: false, pointerId, clientX, clientY });
  const wheel = (deltaY: number, ctrlKey: boolean) => send('wheel', { deltaY, ctrlKey, clientX: 150, clientY: 80 });
  return { finger, wheel, take: () => told.splice(0) };
}

describe('fingers on the 3D view', () => {
  it('turn it one by one, and pick with a tap', () => {
    const { finger, take } = start();
    finger('down', 1, 200, 150);
    finger('move', 1, 220, 150);
    finger('up', 1, 220, 150);
    finger('down', 1, 200, 150);
    finger('up', 1, 200, 150);
    expect(take()).toEqual(['rotate 20.00 0.00', 'click {"x":100,"y":100}']);
  });

  it('pick two places with two quick taps, and fit with two on one', () => {
    const { finger, take } = start();
    for (const x of [200, 300, 304]) {
      finger('down', 1, x, 150);
      finger('up', 1, x, 150);
    }
    expect(take()).toEqual(['click {"x":100,"y":100}', 'click {"x":200,"y":100}', 'double']);
  });

  it('move it and come closer two at a time; the one that stays turns nothing', () => {
    const { finger, take } = start();
    finger('down', 1, 200, 150);
    finger('down', 2, 300, 150);
    finger('move', 2, 400, 150);
    expect(take()).toEqual(['pan 50.00 0.00', 'zoom 2.00 {"x":200,"y":100}']);
    finger('up', 2, 400, 150);
    finger('move', 1, 260, 150);
    finger('up', 1, 260, 150);
    expect(take()).toEqual([]);
    finger('down', 1, 200, 150);
    finger('move', 1, 210, 150);
    expect(take()).toEqual(['rotate 10.00 0.00']);
  });
});

describe('a wheel over the 3D view', () => {
  it('comes closer to where it points: by notches, and by as much as fingers part on a touchpad', () => {
    const { wheel, take } = start();
    wheel(-120, false);
    wheel(-120, true);
    // Fingers that double their distance on a touchpad, in steps of the browser.
    for (let n = 0; n < 10; n++) wheel(-100 * Math.log(2) * 0.1, true);
    const factors = take().map((line) => {
      expect(line).toMatch(/ \{"x":50,"y":30\}$/);
      return Number(line.split(' ')[1]);
    });
    expect(factors.slice(0, 2)).toEqual([1.15, 1.15]);
    expect(factors.slice(2).reduce((all, one) => all * one, 1)).toBeCloseTo(2, 1);
  });
});
