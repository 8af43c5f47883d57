// The entry of a model in bench/models.json: made of what was kept of its cases alone.

import { ORGANS } from '../checks/cases.ts';
import { DOUBTFUL, isDoubtful } from '../checks/doubtful-labels.ts';
import { type AgainstBaseline, compareWithBaseline } from './against-baseline.ts';
import type { ModelIdentity } from './evaluated-model.ts';
import type { JudgedStructure } from './judge-case.ts';
import type { KeptCases } from './kept-cases.ts';
import { meanDice, type StructureFigures, summariseStructure } from './summarise.ts';

export const BASELINE_ID = 'han-oar-baseline';

type Split = 'train' | 'val';
type Structures = Readonly<Record<string, StructureFigures>>;

export interface ModelFigures extends Omit<ModelIdentity, 'id'> {
  readonly split: Split;
  readonly cases: number;
  /** Mean of the structures' mean Dice. */
  readonly meanDice: number;
  readonly structures: Structures;
  /** Images and clinical contours that are themselves wrong, and why; empty where none are known. */
  readonly doubtful: readonly string[];
  /** The same figures without them. */
  readonly withoutDoubtful: { readonly meanDice: number; readonly structures: Structures };
  /** null of the baseline itself, and where it was not measured case by case. */
  readonly againstBaseline: AgainstBaseline | null;
}

function summariseAll(judged: readonly JudgedStructure[]): { meanDice: number; structures: Structures } {
  const structures = Object.fromEntries(
    ORGANS.map((organ) => [organ, summariseStructure(judged.filter(({ name }) => name === organ))]),
  );
  return { meanDice: meanDice(Object.values(structures)), structures };
}

export function figuresOf({ model, judged }: KeptCases, baseline: KeptCases | null, split: Split): ModelFigures {
  const { id, ...identity } = model;
  const isComparable = baseline !== null && id !== BASELINE_ID;
  return {
    ...identity,
    split,
    cases: new Set(judged.map((one) => one.case)).size,
    ...summariseAll(judged),
    doubtful: split === 'val' ? DOUBTFUL : [],
    withoutDoubtful: summariseAll(judged.filter((one) => !isDoubtful(one.case, one.name))),
    againstBaseline: isComparable
      ? {
          baseline: `${baseline.model.id} ${baseline.model.version}`,
          ...compareWithBaseline(judged, baseline.judged, ORGANS),
        }
      : null,
  };
}
