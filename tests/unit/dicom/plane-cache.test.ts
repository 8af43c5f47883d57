import { describe, expect, it } from 'vitest';
import { PlaneCache } from '../../../main/dicom/plane-cache.ts';

const plane = (bytes: number) => [new Int16Array(bytes / 2)];

describe('kept planes', () => {
  it('never exceed the budget, what is set aside included', () => {
    const cache = new PlaneCache(1000);
    expect(cache.reserve(600)).toBe(600);
    expect(cache.reserve(600)).toBe(400);
    expect(cache.reserve(600)).toBe(0);
    cache.keep('a', plane(10));
    expect(cache.take('a')).toBeUndefined();
    cache.settle(600);
    cache.keep('a', plane(500));
    cache.keep('b', plane(200));
    expect(cache.take('b')).toBeUndefined();
    expect(cache.reserve(600)).toBe(100);
  });

  it('are handed out once and make room', () => {
    const cache = new PlaneCache(1000);
    cache.keep('a', plane(1000));
    expect(cache.take('a')?.[0]).toHaveLength(500);
    expect(cache.take('a')).toBeUndefined();
    expect(cache.reserve(2000)).toBe(1000);
  });
});
