import { describe, expect, it } from 'vitest';
import { createFirstThings } from '../../../main/services/cases/first-things.ts';

async function* parts(count: number, failsAt = Number.POSITIVE_INFINITY) {
  for (let n = 0; n < count; n++) {
    if (n === failsAt) throw new Error('damaged');
    yield n;
  }
}

/** Whether it has settled by now. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  await new Promise((resolve) => setTimeout(resolve));
  return over;
}

describe('what prepares something', () => {
  it('stands back while voxels leave, all of them', async () => {
    const first = createFirstThings();
    expect(await isOver(first.whenNone())).toBe(true);
    const [one, other] = [first.during(parts(2)), first.during(parts(1))].map((way) => way[Symbol.asyncIterator]());
    expect([await one?.next(), await other?.next()].map((step) => step?.value)).toEqual([0, 0]);
    const waiting = first.whenNone();
    await other?.next();
    expect(await isOver(waiting)).toBe(false);
    expect([await one?.next(), await one?.next()].map((step) => step?.done)).toEqual([false, true]);
    expect(await isOver(waiting)).toBe(true);
  });

  it('goes on when the page has gone, and when the voxels are damaged', async () => {
    const first = createFirstThings();
    for await (const part of first.during(parts(3))) if (part === 1) break;
    const taken = async () => {
      for await (const part of first.during(parts(3, 1))) expect(part).toBe(0);
    };
    await expect(taken()).rejects.toThrow('damaged');
    expect(await isOver(first.whenNone())).toBe(true);
  });
});
