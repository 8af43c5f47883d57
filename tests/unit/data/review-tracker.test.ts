import { describe, expect, it } from 'vitest';
import { createReviewTracker } from '../../../renderer/data/review-tracker.ts';

/** A clock that the test moves, and what the tracker told. */
function start() {
  let nowMs = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const seen = new Set<string>();
  const told: string[] = [];
  let tellings = 0;
  const sent: unknown[] = [];
  const line = { isDown: false };
  const tracker = createReviewTracker({
    nowMs: () => nowMs,
    later: (run, ms) => {
      const timer = { at: nowMs + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    onSeen: (ids, k) => {
      tellings++;
      for (const id of ids) {
        seen.add(`${id} ${k}`);
        told.push(`${id} ${k}`);
      }
    },
    send: async (planes, spent) => {
      if (line.isDown) throw new Error('the line is down');
      sent.push({ planes, spent });
    },
    isSeen: (id, k) => seen.has(`${id} ${k}`),
  });
  const wait = (ms: number) => {
    const until = nowMs + ms;
    for (;;) {
      const next = timers.filter(({ at }) => at <= until).sort((p, q) => p.at - q.at)[0];
      if (next === undefined) break;
      timers = timers.filter((other) => other !== next);
      nowMs = next.at;
      next.run();
    }
    nowMs = until;
  };
  return { tracker, wait, told, tellings: () => tellings, sent, line };
}
const on = (k: number, ...structureIds: string[]) => ({ k, structureIds });

describe('a plane counts as seen', () => {
  it('after 300 ms of rest, for every structure that shows on it', () => {
    const { tracker, wait, told, tellings } = start();
    tracker.show(on(4, 'a', 'b'));
    wait(299);
    expect(told).toEqual([]);
    wait(1);
    expect([told, tellings()]).toEqual([['a 4', 'b 4'], 1]);
  });

  it('not while somebody scrolls through, nor when the view has gone', () => {
    const { tracker, wait, told } = start();
    for (let k = 0; k < 20; k++) {
      tracker.show(on(k, 'a'));
      wait(100);
    }
    tracker.show(null);
    wait(1000);
    expect(told).toEqual([]);
  });

  it('once', () => {
    const { tracker, wait, told, sent } = start();
    for (let n = 0; n < 3; n++) {
      tracker.show(on(4, 'a'));
      wait(5000);
    }
    expect(told).toEqual(['a 4']);
    expect(sent).toEqual([{ planes: [{ structureId: 'a', slices: [4] }], spent: [] }]);
  });

  it('and goes to the library with others, growing, two seconds after the first', () => {
    const { tracker, wait, sent } = start();
    for (const k of [9, 3, 5]) {
      tracker.show(on(k, 'a'));
      wait(400);
    }
    wait(1099);
    expect(sent).toEqual([]);
    wait(1);
    expect(sent).toEqual([{ planes: [{ structureId: 'a', slices: [3, 5, 9] }], spent: [] }]);
  });
});

describe('what the library did not take', () => {
  it('is sent again with what follows', async () => {
    const { tracker, wait, sent, line } = start();
    tracker.touch('a');
    tracker.show(on(2, 'a'));
    line.isDown = true;
    wait(1000);
    tracker.flush();
    await Promise.resolve();
    expect(sent).toEqual([]);
    line.isDown = false;
    tracker.show(on(1, 'a'));
    wait(500);
    tracker.close();
    expect(sent).toEqual([{ planes: [{ structureId: 'a', slices: [1, 2] }], spent: [{ structureId: 'a', ms: 1500 }] }]);
  });
});

describe('time at work', () => {
  it('runs from touch to touch, for the structure touched before', () => {
    const { tracker, wait, sent } = start();
    tracker.touch('a');
    wait(700);
    tracker.touch('b');
    wait(500);
    tracker.touch(null);
    wait(60_000);
    tracker.touch('a');
    tracker.close();
    expect(sent).toEqual([
      {
        planes: [],
        spent: [
          { structureId: 'a', ms: 700 },
          { structureId: 'b', ms: 500 },
        ],
      },
    ]);
  });

  it('ends 30 s after the last touch: a window left open is no work', () => {
    const { tracker, wait, sent } = start();
    tracker.touch('a');
    wait(10 * 60_000);
    tracker.flush();
    expect(sent).toEqual([{ planes: [], spent: [{ structureId: 'a', ms: 30_000 }] }]);
  });

  it('goes on after it was sent, and nothing is counted twice', () => {
    const { tracker, wait, sent } = start();
    tracker.touch('a');
    wait(1000);
    tracker.flush();
    wait(250);
    tracker.close();
    tracker.close();
    expect(sent.map((own) => (own as { spent: readonly { ms: number }[] }).spent[0]?.ms)).toEqual([1000, 250]);
  });

  it('and what was seen is not lost when the case is closed at once', () => {
    const { tracker, wait, sent } = start();
    tracker.show(on(2, 'a'));
    wait(300);
    tracker.close();
    expect(sent).toEqual([{ planes: [{ structureId: 'a', slices: [2] }], spent: [] }]);
  });
});
