// How it is said what lies between two solids.

import type { BetweenFigures } from '../../state/print-measures.ts';
import { formatNumber } from '../../ui/format.ts';

/** How far two solids are apart, also from inside. */
export function clearanceWords({ relation, minMm }: Pick<BetweenFigures, 'relation' | 'minMm'>): string {
  if (relation === 'meeting') return 'They touch or overlap';
  const clearance = `${formatNumber(minMm, 1)} mm`;
  return relation === 'apart' ? `${clearance} at least` : `Inside, ${clearance} at least to the surface`;
}

/** Which two, and which of them lies inside. */
export function betweenNames({ relation }: Pick<BetweenFigures, 'relation'>, names: readonly string[]): string {
  if (relation === 'from-inside') return names.join(' inside ');
  return relation === 'to-inside' ? names.toReversed().join(' inside ') : names.join(' to ');
}
