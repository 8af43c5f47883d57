import { describe, expect, it } from 'vitest';
import { cielabFromRgb, rgbFromCielab } from '../../../core/dicom/cielab.ts';

// What littleCMS makes of sRGB in a Lab profile of D50, in whole units of L*, a*, b*.
const COLOURS: readonly [readonly [number, number, number], readonly [number, number, number]][] = [
  [
    [255, 255, 255],
    [100, 0, 0],
  ],
  [
    [0, 0, 0],
    [0, 0, 0],
  ],
  [
    [255, 0, 0],
    [54, 81, 70],
  ],
  [
    [0, 255, 0],
    [88, -79, 81],
  ],
  [
    [0, 0, 255],
    [29.5, 68, -112],
  ],
  [
    [220, 20, 60],
    [48, 71, 35],
  ],
];

describe('colours of segments', () => {
  it.each(COLOURS)('%j is Lab %j, and comes back', (rgb, [lightness, a, b]) => {
    const [l16, a16, b16] = cielabFromRgb(rgb);
    expect(Math.abs(l16 / 655.35 - lightness)).toBeLessThan(0.6);
    expect(Math.abs(a16 / 257 - 128 - a)).toBeLessThan(0.6);
    expect(Math.abs(b16 / 257 - 128 - b)).toBeLessThan(0.6);
    expect(rgbFromCielab([l16, a16, b16])).toEqual([...rgb]);
  });
});
