import { expect, it } from 'vitest';
import { clipToCut } from '../../../renderer/viewport/imported-painter.ts';

it('a line is drawn where it lies within half a slice of the cut', () => {
  const from = { a: 0, b: 0, off: -2 };
  const to = { a: 8, b: 4, off: 2 };
  expect(clipToCut(from, to)).toEqual([
    { a: 3, b: 1.5, off: -0.5 },
    { a: 5, b: 2.5, off: 0.5 },
  ]);
  expect(clipToCut({ ...from, off: 0.2 }, { ...to, off: 0.2 })).toEqual([
    { ...from, off: 0.2 },
    { ...to, off: 0.2 },
  ]);
  expect(clipToCut({ ...from, off: 0.6 }, to)).toBeNull();
});
