import { expect, it } from 'vitest';
import { masksOfLabels } from '../../../core/volume/index.ts';

it('an image that somebody takes for a label map is refused before each of its values gets a mask of its own', () => {
  // 2999 grey values, each from one edge to the other: masks of 5 GB.
  const size = [128, 128, 110] as const;
  const values = Uint16Array.from({ length: 128 * 128 * 110 }, (_, n) => n % 2999);
  expect(() => masksOfLabels(values, size)).toThrow(
    expect.objectContaining({ code: 'LABELMAP_VALUES', message: expect.stringContaining('2998 values strewn') }),
  );
});
