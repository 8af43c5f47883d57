// Work on whole structures as data: what is done with which values, so that it can be previewed in a worker, kept with
// what it made, and done again when a source has changed.

import { AppError } from '../error/index.ts';
import { type BooleanOperation, combineStructures, cropAway, cropTo } from './combine.ts';
import { fillHoles, keepLargestPart, removeIslands } from './components.ts';
import { interpolateMissing } from './interpolate.ts';
import { expandStructure, type MarginMm, shrinkStructure } from './margin.ts';
import { mirrorStructure, sagittalPlane, splitStructure } from './mirror-split.ts';
import { withChanges } from './region.ts';
import { smoothStructure } from './smooth.ts';
import type { StackFrame } from './stack-frame.ts';
import type { StructureSlices } from './structure-slices.ts';

/** Lengths in mm; `other` and operands are given to `computeOperation` in the order of `operandsOf`. */
export type StructureOperation =
  | { readonly kind: 'expand' | 'shrink'; readonly margin: MarginMm }
  | { readonly kind: 'boolean'; readonly operation: BooleanOperation }
  | { readonly kind: 'smooth'; readonly sigmaMm: number; readonly extent: 'planes' | 'volume' }
  | { readonly kind: 'fillHoles'; readonly extent: 'planes' | 'volume' }
  | { readonly kind: 'keepLargest' }
  | { readonly kind: 'removeIslands'; readonly limitMl: number }
  | { readonly kind: 'cropTo' | 'cropAway'; readonly distanceMm: number }
  | { readonly kind: 'mirror'; readonly xLps: number }
  /** Both halves of a cut at right angles to a patient axis (0: x, 1: y, 2: z); `side` says which one. */
  | {
      readonly kind: 'split';
      readonly axis: 0 | 1 | 2;
      readonly atLps: number;
      readonly side: 'behind' | 'front';
    }
  | { readonly kind: 'fillBetween' };

/** Operations on the structure and at least one other. */
export const needsOthers = ({ kind }: StructureOperation): boolean =>
  kind === 'boolean' || kind === 'cropTo' || kind === 'cropAway';

/** The structure after the operation. Throws `invalid-input` OPERATION_OPERANDS where another one is missing. */
export function computeOperation(
  operation: StructureOperation,
  frame: StackFrame,
  own: StructureSlices,
  others: readonly StructureSlices[],
): StructureSlices {
  const other = others[0];
  if (needsOthers(operation) && other === undefined) {
    throw new AppError('invalid-input', 'OPERATION_OPERANDS', 'Choose the other structure first.');
  }
  switch (operation.kind) {
    case 'expand':
      return expandStructure(own, frame, operation.margin);
    case 'shrink':
      return shrinkStructure(own, frame, operation.margin);
    case 'boolean':
      return combineStructures(operation.operation, [own, ...others]);
    case 'smooth':
      return smoothStructure(own, frame, operation.sigmaMm, operation.extent);
    case 'fillHoles':
      return fillHoles(own, operation.extent);
    case 'keepLargest':
      return keepLargestPart(own, frame);
    case 'removeIslands':
      return removeIslands(own, frame, operation.limitMl);
    case 'cropTo':
      return cropTo(own, other as StructureSlices, frame, operation.distanceMm);
    case 'cropAway':
      return cropAway(own, other as StructureSlices, frame, operation.distanceMm);
    case 'mirror':
      return mirrorStructure(own, frame, sagittalPlane(operation.xLps));
    case 'split': {
      const normal = [0, 0, 0] as [number, number, number];
      const point = [0, 0, 0] as [number, number, number];
      normal[operation.axis] = 1;
      point[operation.axis] = operation.atLps;
      return splitStructure(own, frame, { pointLps: point, normalLps: normal })[operation.side];
    }
    case 'fillBetween':
      return withChanges(own, interpolateMissing(own, frame));
  }
}

const tenth = (mm: number) => Math.round(mm * 10) / 10;

/** A short text that names the operation with its values: what a derived structure keeps (64 characters at most). */
export function encodeOperation(operation: StructureOperation): string {
  switch (operation.kind) {
    case 'expand':
    case 'shrink': {
      const { left, right, anterior, posterior, superior, inferior } = operation.margin;
      return `${operation.kind} ${[left, right, anterior, posterior, superior, inferior].map(tenth).join(' ')}`;
    }
    case 'boolean':
      return `boolean ${operation.operation}`;
    case 'smooth':
      return `smooth ${tenth(operation.sigmaMm).toString()} ${operation.extent}`;
    case 'fillHoles':
      return `fillHoles ${operation.extent}`;
    case 'removeIslands':
      return `removeIslands ${operation.limitMl.toString()}`;
    case 'cropTo':
    case 'cropAway':
      return `${operation.kind} ${tenth(operation.distanceMm).toString()}`;
    case 'mirror':
      return `mirror ${tenth(operation.xLps).toString()}`;
    case 'split':
      return `split ${operation.axis.toString()} ${tenth(operation.atLps).toString()} ${operation.side}`;
    case 'keepLargest':
    case 'fillBetween':
      return operation.kind;
  }
}

const BOOLEANS: readonly string[] = ['union', 'intersection', 'difference', 'xor'];

/** What `encodeOperation` wrote; null for a text that it did not. */
export function decodeOperation(text: string): StructureOperation | null {
  const operation = parseOperation(text);
  return operation !== null && encodeOperation(operation) === text ? operation : null;
}

function parseOperation(text: string): StructureOperation | null {
  const [kind = '', ...rest] = text.split(' ');
  const numbers = rest.map(Number);
  const first = numbers[0] ?? Number.NaN;
  switch (kind) {
    case 'expand':
    case 'shrink': {
      if (numbers.length !== 6 || !numbers.every((mm) => mm >= 0 && mm < Number.POSITIVE_INFINITY)) return null;
      const [left, right, anterior, posterior, superior, inferior] = numbers as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      return { kind, margin: { left, right, anterior, posterior, superior, inferior } };
    }
    case 'boolean':
      return BOOLEANS.includes(rest[0] ?? '') ? { kind, operation: rest[0] as BooleanOperation } : null;
    case 'smooth':
      return first > 0 && Number.isFinite(first)
        ? { kind, sigmaMm: first, extent: rest[1] === 'planes' ? 'planes' : 'volume' }
        : null;
    case 'fillHoles':
      return { kind, extent: rest[0] === 'planes' ? 'planes' : 'volume' };
    case 'removeIslands':
      return first >= 0 && Number.isFinite(first) ? { kind, limitMl: first } : null;
    case 'cropTo':
    case 'cropAway':
      return Number.isFinite(first) ? { kind, distanceMm: first } : null;
    case 'mirror':
      return Number.isFinite(first) ? { kind, xLps: first } : null;
    case 'split': {
      const at = numbers[1] ?? Number.NaN;
      return (first === 0 || first === 1 || first === 2) && Number.isFinite(at)
        ? { kind, axis: first, atLps: at, side: rest[2] === 'front' ? 'front' : 'behind' }
        : null;
    }
    case 'keepLargest':
    case 'fillBetween':
      return { kind };
    default:
      return null;
  }
}
