// How steps, parts and planes are called.

import { directionLettersOf } from '../../../core/geometry/index.ts';
import type { PrintStep, StepName } from '../../../core/print/index.ts';
import type { PrintStepRow } from '../../state/print-state.ts';
import { formatNumber } from '../../ui/format.ts';
import type { IconName } from '../../ui/icon.tsx';

export const STEP_ICONS: { readonly [Name in StepName]: IconName } = {
  surface: 'surface',
  smooth: 'smooth',
  simplify: 'strut',
  shells: 'circle',
  cut: 'cut',
  trim: 'box',
  hollow: 'hollow',
  thicken: 'thick',
  offset: 'margin',
  combine: 'bool',
  hole: 'target',
  pin: 'pin',
  base: 'base',
  text: 'text',
  mirror: 'mirror',
  scale: 'zoom',
  stand: 'lay',
};

const listed = (names: readonly string[]) =>
  names.length < 3 ? names.join(' and ') : `${names[0] ?? ''} and ${(names.length - 1).toString()} more`;

const OPERATION_WORDS = { union: 'Join with', difference: 'Take away', intersection: 'Keep common with' } as const;

export const otherName = (other: Extract<PrintStep, { name: 'combine' }>['with']): string =>
  'structure' in other ? other.structure : 'part' in other ? other.part : other.file;

/** 'Surface from Bone_Mandible', 'Cut by plane'. */
export function stepTitle(step: PrintStep): string {
  switch (step.name) {
    case 'surface':
      return `Surface from ${listed(step.structures ?? ['all structures'])}`;
    case 'smooth':
      return 'Smooth';
    case 'simplify':
      return 'Simplify';
    case 'shells':
      return 'Loose pieces';
    case 'cut':
      return 'Cut by plane';
    case 'trim':
      return 'Trim to box';
    case 'hollow':
      return 'Hollow';
    case 'thicken':
      return 'Thicken';
    case 'offset':
      return 'Offset';
    case 'combine':
      return `${OPERATION_WORDS[step.operation]} ${otherName(step.with)}`;
    case 'hole':
      return 'Hole';
    case 'pin':
      return 'Pin';
    case 'base':
      return 'Base plate';
    case 'text':
      return `Text ${step.text}`;
    case 'mirror':
      return 'Mirror';
    case 'scale':
      return 'Scale';
    case 'stand':
      return 'Lay on the bed';
  }
}

/** Without what all of them begin with: 'Right' and 'Left' of one bone. */
export function shortNames(names: readonly string[]): readonly string[] {
  const [first = ''] = names;
  const end = first.indexOf(' ') + 1;
  const start = first.slice(0, end);
  return names.length > 1 && end > 0 && names.every((name) => name.startsWith(start) && name.length > end)
    ? names.map((name) => name.slice(end))
    : names;
}

export const signed = (value: number, decimals: number): string =>
  `${value > 0 && Number(value.toFixed(decimals)) !== 0 ? '+' : ''}${formatNumber(value, decimals)}`;

const count = (n: number, one: string, many = `${one}s`) => `${formatNumber(n, 0)} ${n === 1 ? one : many}`;

const mm = (value: number, decimals = 1) => `${formatNumber(value, decimals)} mm`;

/** '−1.2 % volume': of what was there before the step. */
const volumeShare = ({ changeMl, volumeMl }: PrintStepRow): string => {
  const before = volumeMl - changeMl;
  return before <= 0 ? '' : `${signed((100 * changeMl) / before, 1)} % volume`;
};

/** What a step came to, at the right of its row; empty while it is not known. */
export function stepResult(step: PrintStep, row: PrintStepRow | undefined): string {
  if (row === undefined) return '';
  switch (step.name) {
    case 'surface':
      return row.partNames.length > 1 ? count(row.partNames.length, 'part') : `${formatNumber(row.volumeMl, 1)} ml`;
    case 'cut':
    case 'trim':
      return row.partNames.length > 1 ? count(row.partNames.length, 'part') : volumeShare(row);
    case 'simplify':
      return count(row.triangles, 'triangle');
    case 'shells':
    case 'thicken':
    case 'combine':
    case 'smooth':
      return volumeShare(row);
    case 'hollow':
      return `${mm(step.wallMm)}${step.drains.length > 0 ? `, ${count(step.drains.length, 'drain')}` : ''}`;
    case 'offset':
      return `${signed(step.distanceMm, 2)} mm`;
    case 'hole':
    case 'pin':
      return `⌀ ${mm(step.diameterMm)}`;
    case 'base':
      return mm(step.thicknessMm);
    case 'text':
      return `${step.style} ${mm(step.depthMm)}`;
    case 'mirror':
      return step.keepOriginal ? count(row.partNames.length, 'part') : 'in place';
    case 'scale':
      return `× ${formatNumber(step.factor, 2)}`;
    case 'stand':
      return step.up === 'best' ? 'best side up' : `${directionLettersOf(step.up)} up`;
  }
}

/** What a screen reader hears beside it. */
export function stepDetail(row: PrintStepRow | undefined): string {
  if (row === undefined) return 'not made yet';
  const deviation = row.maxDeviationMm === null ? '' : `, at most ${mm(row.maxDeviationMm)} off`;
  return `${signed(row.changeMl, 2)} ml${deviation}, ${count(row.partNames.length, 'part')}, ${count(row.triangles, 'triangle')}`;
}

/** 'from the left front': where the viewer stands. */
export function lookWords(azimuthDeg: number, elevationDeg: number): string {
  if (elevationDeg > 60) return 'from above';
  if (elevationDeg < -60) return 'from below';
  const angle = ((azimuthDeg % 360) + 360) % 360;
  const sides = ['front', 'left front', 'left', 'left back', 'back', 'right back', 'right', 'right front'] as const;
  return `from the ${sides[Math.round(angle / 45) % 8] ?? 'front'}`;
}
