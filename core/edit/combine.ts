// Several structures as one, and one kept to or away from another.

import { equalMargin, expandStructure, shrinkStructure } from './margin.ts';
import { intersectSlices, type SliceBits, subtractSlices, uniteSlices } from './slice-bits.ts';
import type { StackFrame } from './stack-frame.ts';
import type { StructureSlices } from './structure-slices.ts';

/** union: in any; intersection: in all; difference: in the first and in none of the others; xor: in an odd number. */
export type BooleanOperation = 'union' | 'intersection' | 'difference' | 'xor';

type Join = (a: SliceBits | null, b: SliceBits | null) => SliceBits | null;

const JOINS: Readonly<Record<BooleanOperation, Join>> = {
  union: uniteSlices,
  intersection: intersectSlices,
  difference: subtractSlices,
  xor: (a, b) => uniteSlices(subtractSlices(a, b), subtractSlices(b, a)),
};

/** The voxels of the operands put together from left to right; nothing for no operands. */
export function combineStructures(operation: BooleanOperation, operands: readonly StructureSlices[]): StructureSlices {
  const join = JOINS[operation];
  const [first, ...rest] = operands;
  if (first === undefined) return new Map();
  const planes = new Set(operands.flatMap((slices) => [...slices.keys()]));
  const combined = new Map<number, SliceBits>();
  for (const k of [...planes].sort((a, b) => a - b)) {
    const bits = rest.reduce<SliceBits | null>((sum, slices) => join(sum, slices.get(k) ?? null), first.get(k) ?? null);
    if (bits !== null) combined.set(k, bits);
  }
  return combined;
}

/** The other structure with its surface moved outwards, or inwards where `distanceMm` is negative. */
const moved = (other: StructureSlices, frame: StackFrame, distanceMm: number): StructureSlices =>
  distanceMm >= 0
    ? expandStructure(other, frame, equalMargin(distanceMm))
    : shrinkStructure(other, frame, equalMargin(-distanceMm));

/** What lies inside of the other structure, or no more than `distanceMm` outside (negative: at least that far inside). */
export const cropTo = (
  slices: StructureSlices,
  other: StructureSlices,
  frame: StackFrame,
  distanceMm: number,
): StructureSlices => combineStructures('intersection', [slices, moved(other, frame, distanceMm)]);

/** What lies further than `distanceMm` from the other structure (0: outside of it). */
export const cropAway = (
  slices: StructureSlices,
  other: StructureSlices,
  frame: StackFrame,
  distanceMm: number,
): StructureSlices => combineStructures('difference', [slices, moved(other, frame, distanceMm)]);
