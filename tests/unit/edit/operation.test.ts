import { describe, expect, it } from 'vitest';
import {
  type BooleanOperation,
  combineStructures,
  computeOperation,
  createStackFrame,
  cropAway,
  cropTo,
  decodeOperation,
  encodeOperation,
  equalMargin,
  expandStructure,
  fillHoles,
  interpolateMissing,
  keepLargestPart,
  mirrorStructure,
  removeIslands,
  type StructureOperation,
  type StructureSlices,
  sagittalPlane,
  shrinkStructure,
  smoothStructure,
  splitStructure,
  withChanges,
} from '../../../core/edit/index.ts';
import { slicesWhere, tiltedStack, uprightStack, voxelsOf } from '../../support/edit-stacks.ts';

const MARGIN = { left: 2, right: 3, anterior: 1, posterior: 4, superior: 3, inferior: 6 };

describe.each([
  ['upright', uprightStack()],
  ['tilted, in uneven steps', tiltedStack()],
])('structure work on a stack that is %s', (_name, geometry) => {
  const frame = createStackFrame(geometry);
  // A block with a hole, a speck beside it, and no plane 5.
  const own = slicesWhere(
    geometry,
    (i, j, k) =>
      k !== 5 &&
      ((i >= 8 && i < 20 && j >= 8 && j < 20 && k >= 2 && k < 8 && !(i === 12 && j === 12)) ||
        (i === 30 && j === 5 && k === 3)),
  );
  const other = slicesWhere(geometry, (i, _j, k) => i >= 14 && i < 26 && k >= 3 && k < 9);
  const third = slicesWhere(geometry, (_i, j) => j < 10);
  const plane = { pointLps: [0, 3, 0] as const, normalLps: [0, 1, 0] as const };
  const cases: readonly (readonly [StructureOperation, StructureSlices])[] = [
    [{ kind: 'expand', margin: MARGIN }, expandStructure(own, frame, MARGIN)],
    [{ kind: 'shrink', margin: equalMargin(2) }, shrinkStructure(own, frame, equalMargin(2))],
    ...(['union', 'intersection', 'difference', 'xor'] as BooleanOperation[]).map(
      (operation) => [{ kind: 'boolean', operation }, combineStructures(operation, [own, other, third])] as const,
    ),
    [{ kind: 'smooth', sigmaMm: 2, extent: 'planes' }, smoothStructure(own, frame, 2, 'planes')],
    [{ kind: 'smooth', sigmaMm: 2, extent: 'volume' }, smoothStructure(own, frame, 2, 'volume')],
    [{ kind: 'fillHoles', extent: 'planes' }, fillHoles(own, 'planes')],
    [{ kind: 'fillHoles', extent: 'volume' }, fillHoles(own, 'volume')],
    [{ kind: 'keepLargest' }, keepLargestPart(own, frame)],
    [{ kind: 'removeIslands', limitMl: 0.1 }, removeIslands(own, frame, 0.1)],
    [{ kind: 'cropTo', distanceMm: 2 }, cropTo(own, other, frame, 2)],
    [{ kind: 'cropAway', distanceMm: 0 }, cropAway(own, other, frame, 0)],
    [{ kind: 'mirror', xLps: -4 }, mirrorStructure(own, frame, sagittalPlane(-4))],
    [{ kind: 'split', axis: 1, atLps: 3, side: 'front' }, splitStructure(own, frame, plane).front],
    [{ kind: 'split', axis: 1, atLps: 3, side: 'behind' }, splitStructure(own, frame, plane).behind],
    [{ kind: 'fillBetween' }, withChanges(own, interpolateMissing(own, frame))],
  ];

  it.each(cases)('%j is what the function of that name does', (operation, wanted) => {
    const made = computeOperation(operation, frame, own, [other, third]);
    expect(voxelsOf(made, geometry.size)).toEqual(voxelsOf(wanted, geometry.size));
    // The given structure stays as it was.
    expect(own.has(5)).toBe(false);
    expect(decodeOperation(encodeOperation(operation))).toEqual(operation);
  });

  it('is refused where the other structure is missing', () => {
    for (const kind of ['cropTo', 'cropAway'] as const) {
      expect(() => computeOperation({ kind, distanceMm: 0 }, frame, own, [])).toThrow('Choose the other structure');
    }
    expect(() => computeOperation({ kind: 'boolean', operation: 'union' }, frame, own, [])).toThrow(
      expect.objectContaining({ kind: 'invalid-input', code: 'OPERATION_OPERANDS' }),
    );
  });
});

describe('the text of an operation', () => {
  it('says what was done with which values', () => {
    expect(encodeOperation({ kind: 'expand', margin: { ...MARGIN, left: 2.04, inferior: 6.25 } })).toBe(
      'expand 2 3 1 4 3 6.3',
    );
    expect(encodeOperation({ kind: 'split', axis: 2, atLps: -12.34, side: 'behind' })).toBe('split 2 -12.3 behind');
    expect(encodeOperation({ kind: 'cropAway', distanceMm: -0.04 })).toBe('cropAway 0');
  });

  it.each([
    '',
    'Margin of 5 mm',
    'expand',
    'expand 1 2 3 4 5',
    'expand 1 2 3 4 5 -6',
    'expand 1 2 3 4 5 ',
    'expand 1 2 3 4 5 Infinity',
    'boolean',
    'boolean nand',
    'smooth 0 planes',
    'smooth 2',
    'smooth Infinity planes',
    'smooth 2 slices',
    'fillHoles',
    'removeIslands -1',
    'removeIslands x',
    'cropTo',
    'mirror here',
    'split 3 0 front',
    'split 1 0',
    'split 1  front',
    'keepLargest 2',
    'constructor',
  ])("is not '%s'", (text) => {
    expect(decodeOperation(text)).toBeNull();
  });
});
