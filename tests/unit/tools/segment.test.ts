import { describe, expect, it } from 'vitest';
import { createStackFrame } from '../../../core/edit/index.ts';
import { snapped, withMark } from '../../../renderer/features/operations/segment-marks.ts';
import type { SegmentationState } from '../../../renderer/state/segmentation-state.ts';
import type { SegmentMouse } from '../../../renderer/tools/options.ts';
import { createSegment } from '../../../renderer/tools/segment.ts';
import { NO_MODIFIERS, type SegmentMark } from '../../../renderer/tools/tool.ts';
import { documentOf, slicesWhere, tiltedStack, uprightStack } from '../../support/edit-stacks.ts';
import { driveTool } from '../../support/tool-driver.ts';

const geometry = uprightStack([40, 32, 12], [1, 1.25, 3]);
const frame = createStackFrame(geometry);
const driven = (segmentMouse: SegmentMouse, g = geometry) =>
  driveTool(createSegment(), {
    geometry: g,
    document: documentOf([]),
    structureId: null,
    voxels: new Int16Array(g.size[0] * g.size[1] * g.size[2]),
    options: { segmentMouse },
  });
const marksOf = (d: ReturnType<typeof driven>): SegmentMark[] =>
  d.effects().flatMap((effect) => (effect.type === 'segment' ? [effect.mark] : []));

describe('marks for a structure from values', () => {
  it('are the clicked voxel; with Ctrl, what is not meant', () => {
    const d = driven('part');
    const point = d.at('axial', 5, 12.3, 7.8);
    d.send({ type: 'down', point, modifiers: NO_MODIFIERS });
    d.send({ type: 'down', point, modifiers: { ...NO_MODIFIERS, ctrl: true } });
    expect(marksOf(d)).toEqual([
      { kind: 'part', ijk: [12, 8, 5], view: 'axial' },
      { kind: 'other', ijk: [12, 8, 5], view: 'axial' },
    ]);
  });

  it.each([
    ['an upright', geometry],
    ['a tilted', tiltedStack()],
  ])('close an opening by a line and the depth of its slice, on %s stack', (_which, g) => {
    const d = driven('closure', g);
    d.drag([d.at('axial', 4, 10, 10), d.at('axial', 4, 10, 18)]);
    const [made] = marksOf(d);
    const jStep = g.spacingMm[1];
    expect(made).toMatchObject({ kind: 'closure', closure: { radiusMm: expect.closeTo(4 * jStep, 9) } });
    const normal = made?.kind === 'closure' ? made.closure.normalLps : [0, 0, 0];
    expect(Math.abs(normal[0])).toBeCloseTo(1, 9);
  });

  it('are no line where the hand did not move', () => {
    const d = driven('closure');
    d.drag([d.at('axial', 4, 10, 10), d.at('axial', 4, 10.1, 10)]);
    expect(d.effects().at(-1)).toMatchObject({ type: 'status', text: 'Drag from rim to rim of the opening.' });
  });

  it('are a box from two views, cut to the image', () => {
    const d = driven('box');
    d.drag([d.at('axial', 4, 30, 20), d.at('axial', 4, 5, 90)]);
    d.drag([d.at('coronal', 9, 8, 3), d.at('coronal', 9, 25, 6)]);
    let state = { box: null } as SegmentationState;
    for (const made of marksOf(d)) state = { ...state, ...withMark(state, frame, made) };
    expect(state.box).toEqual({ i0: 8, i1: 26, j0: 20, j1: 32, k0: 3, k1: 7 });
  });

  it('snap to the nearest voxel of the part, within 3 mm', () => {
    const part = slicesWhere(geometry, (i, j, k) => i >= 20 && j === 10 && k === 4);
    expect(snapped(frame, part, [18, 11, 4])).toEqual([20, 10, 4]);
    expect(snapped(frame, part, [16, 10, 4])).toBeNull();
  });
});
