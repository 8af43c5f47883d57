// What a measure that is far from usual means, in words.

import type { MeasureRange } from './structure-ranges.ts';
import { cm2, ml, mm, percent } from './words.ts';

export type MeasureFamily = 'shape' | 'place';

interface MeasureWords {
  readonly family: MeasureFamily;
  readonly low: string;
  readonly high: string;
  readonly format: (value: number) => string;
}

const hu = (value: number) => `${Math.round(value).toString().replace('-', '−')} HU`;
const ratio = (value: number) => value.toFixed(2);

const shape = (low: string, high: string, format: (value: number) => string): MeasureWords => ({
  family: 'shape',
  low,
  high,
  format,
});
const place = (low: string, high: string, format: (value: number) => string): MeasureWords => ({
  family: 'place',
  low,
  high,
  format,
});

const WORDS: Readonly<Record<string, MeasureWords>> = {
  volumeMl: shape('is unusually small', 'is unusually large', ml),
  widthMm: shape('is unusually narrow', 'is unusually wide', mm),
  depthMm: shape('is unusually thin front to back', 'is unusually deep front to back', mm),
  heightMm: shape('is unusually short', 'is unusually long', mm),
  maxAreaCm2: shape('has small slices', 'has a very large slice', cm2),
  meanAreaCm2: shape('has small slices', 'has large slices', cm2),
  fill: shape('fills little of its box', 'is unusually boxy', ratio),
  elongation: shape('is unusually round', 'is unusually long and thin', ratio),
  flatness: shape('is unusually round', 'is unusually flat', ratio),
  surfaceRatio: shape('is unusually smooth', 'is unusually ragged', ratio),
  areaJump: shape('changes little from slice to slice', 'changes abruptly from slice to slice', percent),
  centreJumpMm: shape('is unusually straight', 'jumps from slice to slice', mm),
  topAreaCm2: shape('tapers at its top', 'ends bluntly at its top', cm2),
  bottomAreaCm2: shape('tapers at its bottom', 'ends bluntly at its bottom', cm2),
  islandsMl: shape('is in one piece', 'is in pieces', ml),
  holesMl: shape('has no holes', 'has holes', ml),
  meanHu: shape('is unusually dark inside', 'is unusually bright inside', hu),
  sdHu: shape('is unusually even inside', 'is unusually mixed inside', hu),
  airShare: shape('holds little air', 'holds much air', percent),
  fatShare: shape('holds little fat', 'holds much fat', percent),
  fluidShare: shape('holds little that is like water', 'holds much that is like water', percent),
  softShare: shape('holds little soft tissue', 'holds much soft tissue', percent),
  denseShare: shape('holds little dense tissue', 'holds much dense tissue', percent),
  boneShare: shape('holds little bone', 'holds much bone', percent),
  aroundHu: shape('has dark surroundings', 'has bright surroundings', hu),
  contrastHu: shape('is unusually dark against its surroundings', 'is unusually bright against its surroundings', hu),
  airAround: shape('has little air around it', 'has much air around it', percent),
  fatAround: shape('has little fat around it', 'has much fat around it', percent),
  fluidAround: shape('has unusual surroundings', 'has unusual surroundings', percent),
  softAround: shape('has little soft tissue around it', 'has much soft tissue around it', percent),
  denseAround: shape('has little dense tissue around it', 'has much dense tissue around it', percent),
  boneAround: shape('has little bone around it', 'has much bone around it', percent),
  topToMiddle: shape('is thin in its upper third', 'is thick in its upper third', ratio),
  bottomToMiddle: shape('is thin in its lower third', 'is thick in its lower third', ratio),
  leanXMm: shape('leans inwards', 'leans outwards', mm),
  leanYMm: shape('leans forwards', 'leans back', mm),
  bendYMm: shape('bends forwards', 'bends back', mm),
  huDifference: shape('is darker than usual beside the others', 'is brighter than usual beside the others', hu),
  bodyX: place('lies unusually far inwards', 'lies unusually far outwards', ratio),
  bodyY: place('lies unusually far forwards', 'lies unusually far back', ratio),
  bodyXMm: place('lies unusually far inwards', 'lies unusually far outwards', mm),
  bodyYFrontMm: place('lies unusually near the front', 'lies unusually far from the front', mm),
  bodyYBackMm: place('lies unusually near the back', 'lies unusually far from the back', mm),
  bodySideMm: place('lies unusually near the skin', 'lies unusually deep', mm),
  dx: place('lies unusually far inwards', 'lies unusually far outwards', mm),
  dy: place('lies unusually far forwards', 'lies unusually far back', mm),
  dz: place('lies unusually low', 'lies unusually high', mm),
  topTop: place('begins unusually low', 'begins unusually high', mm),
  topEnd: place('begins unusually low', 'begins unusually high', mm),
  endEnd: place('ends unusually low', 'ends unusually high', mm),
  endTop: place('ends unusually low', 'ends unusually high', mm),
  volumeRatio: shape('is small beside the others', 'is large beside the others', ratio),
};

/** @param feature of the score: a measure with its side, '+' or '-', and '@' before it where it is to the others. */
export function familyOf(feature: string): MeasureFamily {
  return WORDS[feature.replace(/@?[+-]$/, '')]?.family ?? 'shape';
}

/** 'is unusually small' */
export function wordsOf(measure: string, deviation: number): string {
  const words = WORDS[measure];
  if (words === undefined) return 'is unusual';
  return deviation < 0 ? words.low : words.high;
}

/** '82.0 ml; 9 of 10 patients have 14.1 ml to 45.0 ml.' */
export function comparison(measure: string, value: number, range: MeasureRange): string {
  const format = WORDS[measure]?.format ?? ratio;
  return `${format(value)}; in 9 of 10 patients ${format(range.p05)} to ${format(range.p95)}.`;
}
