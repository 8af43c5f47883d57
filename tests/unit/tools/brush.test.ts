import { describe, expect, it } from 'vitest';
import { countStructureVoxels, structureSlicesOf } from '../../../core/edit/index.ts';
import { createBrush, createEraser } from '../../../renderer/tools/brush.ts';
import { NO_MODIFIERS } from '../../../renderer/tools/tool.ts';
import { documentOf, slicesWhere, structureRecord, uprightStack, voxelsOf } from '../../support/edit-stacks.ts';
import { driveTool } from '../../support/tool-driver.ts';

const g = uprightStack([40, 40, 12], [1, 1, 3]);
const empty = documentOf([{ record: structureRecord('Cord'), slices: new Map() }]);
const block = slicesWhere(g, (i, j, k) => i >= 10 && i < 30 && j >= 10 && j < 30 && k >= 3 && k < 9);
const filled = documentOf([{ record: structureRecord('Cord'), slices: block }]);
const count = (d: ReturnType<typeof driveTool>) => countStructureVoxels(structureSlicesOf(d.document(), 'Cord'));

describe('brush', () => {
  it('paints a stroke on one plane and commits it as one edit', () => {
    const d = driveTool(createBrush(), {
      geometry: g,
      document: empty,
      structureId: 'Cord',
      options: { brushSizeMm: 10 },
    });
    d.drag([d.at('axial', 5, 12, 20), d.at('axial', 5, 24, 20)]);
    const effects = d.effects();
    expect(effects.filter(({ type }) => type === 'commit')).toHaveLength(1);
    // 81 voxels of the disc, and 12 more columns of 11.
    expect(count(d)).toBe(81 + 12 * 11);
    expect([...structureSlicesOf(d.document(), 'Cord').keys()]).toEqual([5]);
    expect(effects.find(({ type }) => type === 'commit')).toMatchObject({
      label: 'Brush',
      k: 5,
      dirty: { i0: 7, i1: 30, j0: 15, j1: 26, k0: 5, k1: 6 },
    });
  });

  it('shows each step while the hand moves, with the box that is to be drawn again', () => {
    const d = driveTool(createBrush(), {
      geometry: g,
      document: empty,
      structureId: 'Cord',
      options: { brushSizeMm: 4 },
    });
    d.send({ type: 'down', point: d.at('axial', 5, 12, 20), modifiers: NO_MODIFIERS });
    const [preview] = d.send({ type: 'move', point: d.at('axial', 5, 16, 20), modifiers: NO_MODIFIERS });
    expect(preview).toMatchObject({ type: 'preview', dirty: { i0: 10, i1: 19, j0: 18, j1: 23, k0: 5, k1: 6 } });
    expect(d.shown().size).toBe(1);
    expect(count(d)).toBe(0);
  });

  it('leaves nothing behind when it is cancelled', () => {
    const brush = createBrush();
    const d = driveTool(brush, { geometry: g, document: empty, structureId: 'Cord' });
    d.send({ type: 'down', point: d.at('axial', 5, 12, 20), modifiers: NO_MODIFIERS });
    expect(brush.isBusy()).toBe(true);
    expect(d.send({ type: 'cancel' })).toMatchObject([{ type: 'discard' }]);
    expect(brush.isBusy()).toBe(false);
    expect(d.document()).toBe(empty);
  });

  it('erases while Ctrl is held, and the eraser paints', () => {
    const d = driveTool(createBrush(), {
      geometry: g,
      document: filled,
      structureId: 'Cord',
      options: { brushSizeMm: 10 },
    });
    d.drag([d.at('axial', 5, 20, 20)], { ctrl: true });
    expect(count(d)).toBe(6 * 400 - 81);
    const e = driveTool(createEraser(), {
      geometry: g,
      document: filled,
      structureId: 'Cord',
      options: { brushSizeMm: 10 },
    });
    e.drag([e.at('axial', 5, 20, 20)]);
    expect(count(e)).toBe(6 * 400 - 81);
    expect(e.effects().find(({ type }) => type === 'commit')).toMatchObject({ label: 'Eraser' });
    e.drag([e.at('axial', 5, 20, 20)], { ctrl: true });
    expect(count(e)).toBe(6 * 400);
  });

  it('paints a ball through the planes from any view', () => {
    const d = driveTool(createBrush(), {
      geometry: g,
      document: empty,
      structureId: 'Cord',
      options: { brushSizeMm: 12, brushShape: 'sphere' },
    });
    d.drag([d.at('coronal', 20, 20, 6)]);
    const sphere = slicesWhere(g, (i, j, k) => Math.hypot(i - 20, j - 20, 3 * (k - 6)) <= 6);
    expect(voxelsOf(structureSlicesOf(d.document(), 'Cord'), g.size)).toEqual(voxelsOf(sphere, g.size));
  });

  it('paints only values inside the gate, and takes the gate from under the ring', () => {
    const voxels = new Int16Array(40 * 40 * 12);
    for (let at = 0; at < voxels.length; at++) voxels[at] = at % 40 < 20 ? -100 : 60;
    const d = driveTool(createBrush(), {
      geometry: g,
      document: empty,
      structureId: 'Cord',
      voxels,
      options: { brushSizeMm: 10 },
    });
    d.drag([d.at('axial', 5, 30, 20)], { alt: true });
    expect(d.context().options.gate).toEqual({ isOn: true, low: 60, high: 60 });
    d.drag([d.at('axial', 5, 20, 20)]);
    // Half of the disc and its middle column.
    expect(count(d)).toBe((81 - 11) / 2 + 11);
    const hover = d.send({ type: 'move', point: d.at('axial', 6, 20, 20), modifiers: NO_MODIFIERS });
    expect(hover).toMatchObject([
      { type: 'cursor', cursor: { kind: 'ring', radiusMm: 5, sign: '+', isDashed: false } },
    ]);
    const cursor = hover[0]?.type === 'cursor' ? hover[0].cursor : null;
    expect(cursor?.kind === 'ring' && countStructureVoxels(cursor.wouldChange ?? new Map())).toBe(46);
  });

  it('spares other structures where the overlap option says so', () => {
    const other = { record: structureRecord('Stem', { isLocked: true }), slices: block };
    const document = documentOf([{ record: structureRecord('Cord'), slices: new Map() }, other]);
    for (const [overlap, expected] of [
      ['allow', 81],
      ['notLocked', 46],
      ['notOthers', 46],
    ] as const) {
      const d = driveTool(createBrush(), {
        geometry: g,
        document,
        structureId: 'Cord',
        options: { brushSizeMm: 10, overlap },
      });
      d.drag([d.at('axial', 5, 9, 20)]);
      expect(count(d)).toBe(expected);
    }
  });

  it('says why it cannot paint', () => {
    const locked = documentOf([{ record: structureRecord('Cord', { isLocked: true }), slices: block }]);
    const cases = [
      [{ document: empty, structureId: null }, 'Choose a structure first.'],
      [{ document: locked, structureId: 'Cord' }, 'Cord is locked.'],
      [{ document: filled, structureId: 'Cord', isVisible: () => false }, 'Cord is hidden.'],
    ] as const;
    for (const [setup, reason] of cases) {
      const d = driveTool(createBrush(), { geometry: g, ...setup });
      expect(d.send({ type: 'down', point: d.at('axial', 5, 20, 20), modifiers: NO_MODIFIERS })).toMatchObject([
        { type: 'cursor', cursor: { barredBecause: reason } },
        { type: 'status', text: reason },
      ]);
      expect(d.send({ type: 'up', point: d.at('axial', 5, 20, 20), modifiers: NO_MODIFIERS })).toEqual([]);
    }
    const d = driveTool(createBrush(), { geometry: g, document: empty, structureId: 'Cord' });
    expect(d.send({ type: 'move', point: d.at('axial', 5, 60, 20), modifiers: NO_MODIFIERS })).toMatchObject([
      { cursor: { barredBecause: 'Outside the image.' } },
    ]);
  });

  it('changes its size by wheel and keys, inside the limits', () => {
    const d = driveTool(createBrush(), {
      geometry: g,
      document: empty,
      structureId: 'Cord',
      options: { brushSizeMm: 0.4 },
    });
    const point = d.at('axial', 5, 20, 20);
    const key = (name: string) => d.send({ type: 'key', key: name, modifiers: NO_MODIFIERS });
    key('[');
    expect(d.context().options.brushSizeMm).toBe(0);
    expect(d.send({ type: 'move', point, modifiers: NO_MODIFIERS })).toMatchObject([{ cursor: { kind: 'voxel' } }]);
    for (const [name, size] of [
      [']', 1],
      ['+', 1.2],
      ['-', 1],
    ] as const) {
      key(name);
      expect(d.context().options.brushSizeMm).toBe(size);
    }
    d.set({ brushSizeMm: 98 });
    d.send({ type: 'wheel', point, modifiers: { ...NO_MODIFIERS, shift: true }, steps: 1 });
    expect(d.context().options.brushSizeMm).toBe(100);
  });
});
