// The measured part of a model's card, between two marks, so that a new measurement replaces the old one.

import { isBetter, isWorse, sayDifference } from './against-baseline.ts';
import type { ModelFigures } from './figures.ts';
import type { Interval } from './summarise.ts';

const BEGIN = '<!-- measured by npm run evaluate:models -->';
const END = '<!-- end of what was measured -->';

const dice = (interval: Interval | null): string =>
  interval === null
    ? 'not measured'
    : `${interval.mean.toFixed(3)} (${interval.low.toFixed(3)} - ${interval.high.toFixed(3)})`;
const fixed = (interval: Interval | null, digits: number): string => interval?.mean.toFixed(digits) ?? 'not measured';
const percent = (interval: Interval | null): string =>
  interval === null ? 'not measured' : `${(100 * interval.mean).toFixed(0)} %`;

const tableOf = (structures: ModelFigures['structures']): string[] => [
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
export function measuredSection(model: ModelFigures): string {
  const { cases, split, meanDice, structures, doubtful, withoutDoubtful, againstBaseline } = model;
  const swapped = Object.values(structures).reduce((sum, one) => sum + one.swapped, 0);
  return [
    BEGIN,
    `## Measured in Limner on ${cases} cases of \`${split}\``,
    '',
    "By Limner's own engine on each image's own grid, with all post-processing, against clinical contours. Mean Dice of the structures **" +
      `${meanDice.toFixed(3)}**; contours of the wrong side: ${swapped}. In brackets: 95 % bootstrap interval over cases. ` +
      'A structure that was contoured and not found counts as Dice 0, surface Dice 0 and missed altogether; it has neither HD95 ' +
      'nor a share outside, so those two are means of the cases in which it was found.',
    '',
    ...tableOf(structures),
    ...againstSection(againstBaseline),
    ...(doubtful.length === 0 ? [] : withoutDoubtfulSection(doubtful, withoutDoubtful)),
    END,
  ].join('\n');
}

const verdict = (difference: Interval): string =>
  isBetter(difference) ? 'better' : isWorse(difference) ? 'worse' : 'not told apart';

function againstSection(against: ModelFigures['againstBaseline']): string[] {
  if (against === null) return [];
  const { baseline, structures, mean, meanOfFound } = against;
  const rows = { ...structures, 'mean of the structures': mean, 'mean of those that the baseline finds': meanOfFound };
  return [
    '',
    `### Against ${baseline}`,
    '',
    'Dice of this model less Dice of the first network, on the same cases; in brackets the 95 % bootstrap interval of that ' +
      'difference. Better or worse: the interval does not hold 0.',
    '',
    '| structure | difference of Dice | cases | |',
    '|---|---|---|---|',
    ...Object.entries(rows).flatMap(([name, one]) =>
      one === null ? [] : [`| ${name} | ${sayDifference(one)} | ${one.cases} | ${verdict(one)} |`],
    ),
  ];
}

const withoutDoubtfulSection = (
  doubtful: ModelFigures['doubtful'],
  { meanDice, structures }: ModelFigures['withoutDoubtful'],
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

/** The measured section as it stands in a card; null where there is none. */
export function measuredPart(card: string): string | null {
  const [begin, end] = [card.indexOf(BEGIN), card.indexOf(END)];
  return begin < 0 || end < begin ? null : card.slice(begin, end + END.length);
}

/** The card with its measured section replaced, or put at its end. */
export function withMeasured(card: string, section: string): string {
  const before = measuredPart(card);
  return before === null ? `${card.trimEnd()}\n\n${section}\n` : card.replace(before, () => section);
}
