import { describe, expect, it } from 'vitest';
import type { DeviceRequest, InstalledModel } from '../../../main/inference/index.ts';
import type { ContourThread } from '../../../main/services/queue/contour-thread.ts';
import { createWarmThreads } from '../../../main/services/queue/warm-threads.ts';

const model = (id: string, sha256 = 'a') =>
  ({ folder: id, manifest: { id, version: '1.0.0', sha256, ensemble: [] } }) as never as InstalledModel;

/** Threads that only count, and a clock that stands until it is told to go on. */
function bench() {
  const started: string[] = [];
  const closed: string[] = [];
  const timers = new Map<number, { readonly at: number; readonly action: () => void }>();
  let nowMs = 0;
  let next = 0;
  const threads = createWarmThreads({
    start: ({ manifest }, device: DeviceRequest) => {
      const name = `${manifest.id} on ${device} #${started.length}`;
      started.push(name);
      return { close: async () => void closed.push(name) } as never as ContourThread;
    },
    schedule: (afterMs, action) => {
      const id = next++;
      timers.set(id, { at: nowMs + afterMs, action });
      return () => timers.delete(id);
    },
    idleMs: 1000,
  });
  const pass = (ms: number) => {
    nowMs += ms;
    for (const [id, { at, action }] of [...timers]) if (at <= nowMs && timers.delete(id)) action();
  };
  return { threads, started, closed, pass };
}

describe('warm threads', () => {
  it('serve the next job of the same model and device, and end when none comes', () => {
    const { threads, started, closed, pass } = bench();
    const first = threads.take(model('organs'), 'cpu');
    threads.giveBack(first, model('organs'), 'cpu');
    pass(999);
    const second = threads.take(model('organs'), 'cpu');
    expect(second).toBe(first);
    // While it works its time does not run.
    pass(5000);
    expect(closed).toEqual([]);
    threads.giveBack(second, model('organs'), 'cpu');
    pass(1000);
    expect([started, closed]).toEqual([['organs on cpu #0'], ['organs on cpu #0']]);
    expect(threads.take(model('organs'), 'cpu')).not.toBe(first);
  });

  it('make room for another model, another device, and a model that was installed anew', () => {
    const { threads, started, closed } = bench();
    threads.giveBack(threads.take(model('organs'), 'cpu'), model('organs'), 'cpu');
    threads.giveBack(threads.take(model('bones'), 'cpu'), model('bones'), 'cpu');
    threads.giveBack(threads.take(model('bones'), 'auto'), model('bones'), 'auto');
    threads.take(model('bones', 'b'), 'auto');
    expect(started).toHaveLength(4);
    expect(closed).toEqual(started.slice(0, 3));
  });

  it('end with the one who keeps them', async () => {
    const { threads, started, closed } = bench();
    threads.giveBack(threads.take(model('organs'), 'cpu'), model('organs'), 'cpu');
    await threads.close();
    await threads.close();
    expect(closed).toEqual(started);
  });
});
