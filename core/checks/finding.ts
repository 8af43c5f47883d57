// What a check says: one thing that is open, where it is, and the one act that is offered.

import type { CaseModel, CheckedStructure } from './case-model.ts';
import type { DoubtLimits } from './doubt-limits.ts';
import type { StructureFacts } from './structure-facts.ts';
import type { RangesFile } from './structure-ranges.ts';

export type Severity = 'blocks' | 'warning' | 'note';

export const CHECK_IDS = [
  'frame',
  'empty',
  'gap',
  'side',
  'overlap',
  'outside',
  'islands',
  'border',
  'bluntEnd',
  'shape',
  'place',
  'doubt',
  'name',
  'derived',
  'unseen',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

export interface FindingAct {
  /** 'Show', 'Fill', 'Rename', 'Update' */
  readonly label: string;
  readonly commandId: string;
  readonly args: string | null;
}

export interface Finding {
  /** The same for the same thing in the next run. */
  readonly id: string;
  readonly checkId: CheckId;
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
  readonly structureId: string | null;
  /** Plane to look at; null: the whole structure. */
  readonly k: number | null;
  /** Voxel to look at; null: the middle of the structure on that plane. */
  readonly ijk: readonly [number, number, number] | null;
  readonly act: FindingAct;
}

/** What a check looks at. */
export interface CheckScope {
  readonly model: CaseModel;
  /** Learnt from many patients. */
  readonly ranges: RangesFile;
  /** Learnt from the same models on many patients. */
  readonly limits: DoubtLimits;
  /** Structures with voxels, with their sums, in the order of the list. */
  readonly drawn: readonly DrawnStructure[];
  /** The outline of the body that belongs with a structure: of its own set, else of any. */
  bodyFor(structure: CheckedStructure): DrawnStructure | null;
}

export interface DrawnStructure {
  readonly structure: CheckedStructure;
  readonly facts: StructureFacts;
  readonly isBody: boolean;
}

export interface Check {
  readonly id: CheckId;
  /** What holds when it finds nothing: 'No slice is missing'. */
  readonly title: string;
  /** How it is worked out, for the pointer that rests on it. */
  readonly formula: string;
  run(scope: CheckScope): Finding[];
}

export const showAct = (findingId: string): FindingAct => ({
  label: 'Show',
  commandId: 'finding.show',
  args: findingId,
});

/** The parts of a finding that follow from its id. */
export function finding(
  checkId: CheckId,
  structureId: string | null,
  detail: string | null,
  rest: Pick<Finding, 'severity' | 'title' | 'text'> & Partial<Pick<Finding, 'k' | 'ijk' | 'act'>>,
): Finding {
  const id = [checkId, structureId, detail].filter((part) => part !== null).join(':');
  return { id, checkId, structureId, k: null, ijk: null, act: showAct(id), ...rest };
}

/** Voxel in the middle of what a structure holds on a plane. */
export function middleOn(model: CaseModel, structureId: string, k: number): [number, number, number] | null {
  const plane = model.planeOf(structureId, k);
  return plane === null ? null : [Math.round(plane.sumI / plane.voxels), Math.round(plane.sumJ / plane.voxels), k];
}

/** The plane nearest to the middle of the structure's volume. */
export function middlePlane(facts: StructureFacts): number {
  const total = facts.areasCm2.reduce((sum, area) => sum + area, 0);
  let sum = 0;
  for (const [at, area] of facts.areasCm2.entries()) {
    sum += area;
    if (sum >= total / 2) return facts.planes[at] as number;
  }
  return facts.planes.at(-1) as number;
}
