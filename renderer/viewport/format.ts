// Numbers as the views write them: letters for directions, a true minus, one decimal of a millimetre.

import type { Vec3 } from '../../core/geometry/index.ts';

const MINUS = '\u2212';
const LETTERS = [
  ['L', 'R'],
  ['P', 'A'],
  ['S', 'I'],
] as const;

/** '−10', '40': whole for values of 10 and more and for whole ones, else with two decimals. */
export function valueText(value: number): string {
  const rounded = Number.isInteger(value) || Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 100) / 100;
  return `${rounded < 0 ? MINUS : ''}${Math.abs(rounded)}`;
}

/** 'S 64.5' for LPS mm along x, y or z (0, 1, 2). */
export function axisText(axis: 0 | 1 | 2, mm: number): string {
  const text = Math.abs(mm).toFixed(1);
  return `${LETTERS[axis][mm < 0 && text !== '0.0' ? 1 : 0]} ${text}`;
}

/** 'L 72.7 A 16.4 S 64.5 mm'. */
export const positionText = (lps: Vec3): string =>
  `${axisText(0, lps[0])}\u2002${axisText(1, lps[1])}\u2002${axisText(2, lps[2])} mm`;

/** Length of a scale bar: 1, 2 or 5 times a power of ten, mm, at most `longestMm`. */
export function scaleLengthMm(longestMm: number): number {
  const power = 10 ** Math.floor(Math.log10(longestMm));
  const factor = [5, 2, 1].find((f) => f * power <= longestMm) ?? 1;
  return factor * power;
}

export const lengthText = (mm: number): string => (mm < 1 ? `${Number(mm.toPrecision(1))} mm` : `${mm} mm`);
