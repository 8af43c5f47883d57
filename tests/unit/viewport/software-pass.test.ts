import { describe, expect, it } from 'vitest';
import { createSoftwarePass, type PassNode } from '../../../renderer/viewport/software-pass.ts';

/** Counts copies between pictures, and how often an actor is drawn. */
function windowOf() {
  const counts = { copies: 0, drawn: 0 };
  const gl = new Proxy({} as WebGL2RenderingContext, {
    get: (_, name) => (name === 'blitFramebuffer' ? () => counts.copies++ : () => ({})),
  });
  const actor: PassNode = {
    traverse: () => counts.drawn++,
    getRenderable: () => actor,
    getChildren: () => [],
  };
  const renderer = { ...actor, traverse: () => {}, getChildren: () => [actor] };
  const window = { ...renderer, getChildren: () => [renderer], getContext: () => gl, getSize: () => [30, 20] as const };
  return { counts, window };
}

describe('drawing without a graphics card', () => {
  it('keeps what stands still, and draws straight into the picture what is drawn sooner than copied', () => {
    const { counts, window } = windowOf();
    const software = createSoftwarePass({});
    const pass = software.pass as { traverse(node: typeof window): void };
    const draw = () => {
      const before = { ...counts };
      pass.traverse(window);
      return { copies: counts.copies - before.copies, drawn: counts.drawn - before.drawn };
    };
    // Each picture asks an actor for what is translucent as well.
    expect([draw(), draw()]).toEqual([
      { copies: 2, drawn: 2 },
      { copies: 2, drawn: 1 },
    ]);
    software.setKeeping(false);
    expect([draw(), draw()]).toEqual([
      { copies: 0, drawn: 2 },
      { copies: 0, drawn: 2 },
    ]);
    software.setKeeping(true);
    expect(draw()).toEqual({ copies: 2, drawn: 2 });
  });
});
