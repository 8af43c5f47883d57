// The measured part of a model's card, between two marks, so that a new measurement replaces the old one.

import type { Interval, StructureFigures } from './summarise.ts';

const BEGIN = '<!-- measured by npm run evaluate:models -->';
const END = '<!-- end of what was measured -->';

const dice = (interval: Interval | null): string =>
  interval === null
    ? 'not measured'
    : `${interval.mean.toFixed(3)} (${interval.low.toFixed(3)} - ${interval.high.toFixed(3)})`;
const fixed = (interval: Interval | null, digits: number): string => interval?.mean.toFixed(digits) ?? 'not measured';
const percent = (interval: Interval | null): string =>
  interval === null ? 'not measured' : `${(100 * interval.mean).toFixed(0)} %`;

export interface MeasuredModel {
  readonly cases: number;
  readonly split: string;
  readonly meanDice: number;
  readonly structures: Readonly<Record<string, StructureFigures>>;
  /** Images and clinical contours that are themselves wrong, and why; empty where none are known. */
  readonly doubtful: readonly string[];
  /** The same figures without them. */
  readonly withoutDoubtful: Pick<MeasuredModel, 'meanDice' | 'structures'>;
}

const tableOf = (structures: MeasuredModel['structures']): string[] => [
  '| structure | Dice | HD95, mm | surface Dice at 2 mm | of the clinical contour missed | of its own outside | not found | found where nobody contoured |',
  '|---|---|---|---|---|---|---|---|',
  ...Object.entries(structures).map(([name, one]) => {
    const cells = [
      name,
      dice(one.dice),
      fixed(one.hausdorff95Mm, 1),
      fixed(one.surfaceDice, 3),
      percent(one.missedShare),
      percent(one.spuriousShare),
      `${one.notFound} of ${one.dice?.cases ?? 0}`,
      `${one.foundUncontoured} of ${one.uncontoured}`,
    ];
    return `| ${cells.join(' | ')} |`;
  }),
];

/** Figures of all cases, and beside them those without what is wrong in the cases themselves. */
export function measuredSection(model: MeasuredModel): string {
  const { cases, split, meanDice, structures, doubtful, withoutDoubtful } = model;
  const swapped = Object.values(structures).reduce((sum, one) => sum + one.swapped, 0);
  return [
    BEGIN,
    `## Measured in Limner on ${cases} cases of \`${split}\``,
    '',
    "By Limner's own engine on each image's own grid, with all post-processing, against clinical contours. Mean Dice of the structures **" +
      `${meanDice.toFixed(3)}**; contours of the wrong side: ${swapped}. In brackets: 95 % bootstrap interval over cases.`,
    '',
    ...tableOf(structures),
    ...(doubtful.length === 0 ? [] : withoutDoubtfulSection(doubtful, withoutDoubtful)),
    END,
  ].join('\n');
}

const withoutDoubtfulSection = (
  doubtful: MeasuredModel['doubtful'],
  { meanDice, structures }: MeasuredModel['withoutDoubtful'],
): string[] => [
  '',
  '### Without cases that are wrong themselves',
  '',
  `Mean Dice of the structures **${meanDice.toFixed(3)}**. Left out, by looking at image and clinical contour:`,
  '',
  ...doubtful.map((what) => `- ${what}`),
  '',
  ...tableOf(structures),
];

/** The card with its measured section replaced, or put at its end. */
export function withMeasured(card: string, section: string): string {
  const [begin, end] = [card.indexOf(BEGIN), card.indexOf(END)];
  if (begin < 0 || end < begin) return `${card.trimEnd()}\n\n${section}\n`;
  return card.slice(0, begin) + section + card.slice(end + END.length);
}
