// One case: contours of a model against the clinical ones.

import { compareMasks, computeDice } from '../../core/metrics/index.ts';
import { emptyMask, type Mask } from '../../core/volume/index.ts';
import type { LoadedCase } from '../checks/cases.ts';

/** Surface Dice counts surfaces as equal up to this distance. */
export const TOLERANCE_MM = 2;

export interface JudgedStructure {
  readonly case: string;
  readonly name: string;
  /** False: nobody contoured it in this case, which does not say that it is not there. */
  readonly isContoured: boolean;
  readonly isFound: boolean;
  /** Figures of contoured structures alone. */
  readonly dice: number | null;
  /** null where nothing was found. */
  readonly hausdorff95Mm: number | null;
  readonly surfaceDice: number | null;
  /** Shares of the clinical contour that were missed, and of the model's that lie outside it. */
  readonly missedShare: number | null;
  readonly spuriousShare: number | null;
  /** The contour agrees more with the same organ of the other side. */
  readonly isSwapped: boolean;
}

const otherSide = (name: string): string | null =>
  name.endsWith('_L') ? name.replace(/_L$/, '_R') : name.endsWith('_R') ? name.replace(/_R$/, '_L') : null;

function isSwapped(own: LoadedCase, name: string, found: Mask): boolean {
  const agreement = (clinical: Mask | undefined): number =>
    clinical === undefined ? 0 : (computeDice(clinical, found, own.geometry) ?? 0);
  return agreement(own.clinical.get(otherSide(name) ?? '')) > agreement(own.clinical.get(name));
}

export function judgeStructure(own: LoadedCase, name: string): JudgedStructure {
  const found = own.model.get(name);
  const clinical = own.clinical.get(name);
  const base = {
    case: own.name,
    name,
    isContoured: clinical !== undefined,
    isFound: found !== undefined,
    isSwapped: found !== undefined && isSwapped(own, name, found),
  };
  if (clinical === undefined) {
    return { ...base, dice: null, hausdorff95Mm: null, surfaceDice: null, missedShare: null, spuriousShare: null };
  }
  const compared = compareMasks(clinical, found ?? emptyMask(own.geometry.size), own.geometry, {
    tolerancesMm: [TOLERANCE_MM],
  });
  return {
    ...base,
    dice: compared.dice,
    hausdorff95Mm: compared.hausdorff95Mm,
    surfaceDice: compared.surfaceDice[String(TOLERANCE_MM)] ?? null,
    missedShare: compared.sensitivity === null ? null : 1 - compared.sensitivity,
    spuriousShare: compared.precision === null ? null : 1 - compared.precision,
  };
}
