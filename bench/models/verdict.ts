// What no shipped model may have.

import { isBetter, isWorse, sayDifference } from './against-baseline.ts';
import type { ModelFigures } from './figures.ts';

/** A line for each; empty where the model may be shipped. */
export function problemsOf({ structures, againstBaseline }: ModelFigures): string[] {
  const swapped = Object.entries(structures).flatMap(([name, { swapped: count }]) =>
    count === 0 ? [] : [`${count} contours of ${name} agree more with the other side`],
  );
  if (againstBaseline === null) return swapped;
  const { baseline, mean, structures: differences } = againstBaseline;
  const worse = Object.entries(differences).flatMap(([name, difference]) =>
    difference !== null && isWorse(difference)
      ? [`${name} is worse than with ${baseline}: Dice ${sayDifference(difference)}`]
      : [],
  );
  const notBetter =
    mean !== null && !isBetter(mean) ? [`the mean is not above that of ${baseline}: Dice ${sayDifference(mean)}`] : [];
  return [...swapped, ...worse, ...notBetter];
}
