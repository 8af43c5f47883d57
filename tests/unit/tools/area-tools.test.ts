import { describe, expect, it } from 'vitest';
import { countStructureVoxels, structureSlicesOf } from '../../../core/edit/index.ts';
import { createDraw, createPolygon } from '../../../renderer/tools/draw.ts';
import { createFloodFill } from '../../../renderer/tools/flood-fill.ts';
import { createNudge } from '../../../renderer/tools/nudge.ts';
import { createSmartBrush } from '../../../renderer/tools/smart-brush.ts';
import { NO_MODIFIERS, type ToolEffect } from '../../../renderer/tools/tool.ts';
import { documentOf, slicesWhere, structureRecord, uprightStack, voxelsOf } from '../../support/edit-stacks.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { driveTool, type ToolDriver } from '../../support/tool-driver.ts';

const g = uprightStack([48, 48, 10], [1, 1, 2.5]);
const empty = documentOf([{ record: structureRecord('Cord'), slices: new Map() }]);
const inDisc = (i: number, j: number, radius: number) => Math.hypot(i - 24, j - 24) <= radius;
const disc = slicesWhere(g, (i, j, k) => k === 5 && inDisc(i, j, 10));
const filled = documentOf([{ record: structureRecord('Cord'), slices: disc }]);
const slicesOf = (d: ToolDriver) => structureSlicesOf(d.document(), 'Cord');
const count = (d: ToolDriver) => countStructureVoxels(slicesOf(d));
const commits = (effects: readonly ToolEffect[]) => effects.filter(({ type }) => type === 'commit');

describe('draw', () => {
  it('adds the voxels inside of the line, and takes them away with Ctrl', () => {
    const d = driveTool(createDraw(), { geometry: g, document: empty, structureId: 'Cord' });
    const square = (a: number, b: number, size: number) =>
      [
        [a, b],
        [a + size, b],
        [a + size, b + size],
        [a, b + size],
      ].map(([p, q]) => d.at('axial', 5, p as number, q as number));
    d.drag(square(9.5, 9.5, 10));
    expect(voxelsOf(slicesOf(d), g.size)).toEqual(
      voxelsOf(
        slicesWhere(g, (i, j, k) => k === 5 && i >= 10 && i < 20 && j >= 10 && j < 20),
        g.size,
      ),
    );
    d.drag(square(9.5, 9.5, 4), { ctrl: true });
    expect(count(d)).toBe(100 - 16);
    expect(commits(d.effects())).toMatchObject([
      { label: 'Draw', k: 5 },
      { label: 'Cut out', k: 5 },
    ]);
  });

  it('makes nothing of a line that holds no voxel', () => {
    const d = driveTool(createDraw(), { geometry: g, document: empty, structureId: 'Cord' });
    d.drag([d.at('axial', 5, 10.2, 10.2), d.at('axial', 5, 10.8, 10.2), d.at('axial', 5, 10.8, 10.8)]);
    expect(d.effects().at(-1)).toEqual({ type: 'status', text: 'No voxel lies inside of this line.' });
    expect(d.document()).toBe(empty);
  });
});

describe('polygon', () => {
  const start = () => {
    const tool = createPolygon();
    const d = driveTool(tool, { geometry: g, document: empty, structureId: 'Cord' });
    const click = (a: number, b: number, clicks = 1) =>
      d.send({ type: 'down', point: d.at('sagittal', 20, a, b), modifiers: NO_MODIFIERS, clicks });
    return { tool, d, click };
  };

  it('is closed by Enter, by a click on its first point, or by a double click', () => {
    for (const how of ['Enter', 'first', 'double'] as const) {
      const { tool, d, click } = start();
      for (const [a, b] of [
        [9.5, 1.5],
        [29.5, 1.5],
        [29.5, 6.5],
        [9.5, 6.5],
      ] as const)
        click(a, b);
      expect(tool.isBusy()).toBe(true);
      if (how === 'Enter') d.send({ type: 'key', key: 'Enter', modifiers: NO_MODIFIERS });
      else if (how === 'first') click(9.6, 1.6);
      else click(9.5, 6.5, 2);
      expect(tool.isBusy()).toBe(false);
      expect(voxelsOf(slicesOf(d), g.size)).toEqual(
        voxelsOf(
          slicesWhere(g, (i, j, k) => i === 20 && j >= 10 && j < 30 && k >= 2 && k < 7),
          g.size,
        ),
      );
    }
  });

  it('takes its last point back with X and all of them with Esc', () => {
    const { tool, d, click } = start();
    for (const [a, b] of [
      [9.5, 1.5],
      [29.5, 1.5],
      [40, 40],
    ] as const)
      click(a, b);
    d.send({ type: 'key', key: 'x', modifiers: NO_MODIFIERS });
    expect(d.effects().findLast(({ type }) => type === 'path')).toMatchObject({ path: { points: { length: 4 } } });
    d.send({ type: 'cancel' });
    expect(tool.isBusy()).toBe(false);
    expect(d.document()).toBe(empty);
  });
});

describe('nudge', () => {
  it('pushes the outline out from inside, and in from outside, and leaves what lies behind', () => {
    const d = driveTool(createNudge(), {
      geometry: g,
      document: filled,
      structureId: 'Cord',
      options: { nudgeSizeMm: 12 },
    });
    const along = (from: number, to: number) =>
      Array.from({ length: 9 }, (_, n) => d.at('axial', 5, from + ((to - from) * n) / 8, 24));
    d.drag(along(26, 36));
    const right = (j: number) =>
      Math.max(
        ...voxelsOf(slicesOf(d), g.size)
          .map((v) => v.split(',').map(Number))
          .filter(([, y]) => y === j)
          .map(([i]) => i as number),
      );
    expect(right(24)).toBeGreaterThanOrEqual(36);
    expect(right(24)).toBeLessThanOrEqual(39);
    const left = voxelsOf(slicesOf(d), g.size).filter((v) => Number(v.split(',')[0]) < 24);
    expect(left).toEqual(voxelsOf(disc, g.size).filter((v) => Number(v.split(',')[0]) < 24));
    const grown = count(d);
    d.drag(along(46, 34));
    expect(count(d)).toBeLessThan(grown);
    expect(right(24)).toBeLessThanOrEqual(33);
    expect(commits(d.effects())).toMatchObject([{ label: 'Nudge' }, { label: 'Nudge' }]);
  });

  it('adds up many small movements', () => {
    const d = driveTool(createNudge(), {
      geometry: g,
      document: filled,
      structureId: 'Cord',
      options: { nudgeSizeMm: 12 },
    });
    d.drag(Array.from({ length: 60 }, (_, n) => d.at('axial', 5, 34 + n * 0.1, 24)));
    expect(count(d) - countStructureVoxels(disc)).toBeGreaterThan(15);
  });

  it('has nothing to push on an empty slice', () => {
    const d = driveTool(createNudge(), { geometry: g, document: filled, structureId: 'Cord' });
    const effects = d.send({ type: 'down', point: d.at('axial', 2, 24, 24), modifiers: NO_MODIFIERS });
    expect(effects).toEqual([{ type: 'status', text: 'There is no outline to push on this slice.' }]);
  });
});

describe('flood fill', () => {
  const voxels = new Int16Array(48 * 48 * 10).fill(-100);
  for (let k = 2; k < 8; k++) {
    for (let j = 0; j < 48; j++)
      for (let i = 0; i < 48; i++) if (inDisc(i, j, 8)) voxels[(k * 48 + j) * 48 + i] = 50 + (i % 3);
  }
  it('fills like values on the slice or through all of them', () => {
    for (const [fillExtent, planes] of [
      ['slice', 1],
      ['volume', 6],
    ] as const) {
      const d = driveTool(createFloodFill(), {
        geometry: g,
        document: empty,
        structureId: 'Cord',
        voxels,
        options: { fillExtent, fillTolerance: 5 },
      });
      d.drag([d.at('axial', 4, 24, 24)]);
      // Lattice points within 8 of the origin: N(8) = 197.
      expect(count(d)).toBe(197 * planes);
    }
  });

  it('ends at its reach and says so', () => {
    const d = driveTool(createFloodFill(), {
      geometry: g,
      document: empty,
      structureId: 'Cord',
      voxels,
      options: { fillReachMm: 5, fillTolerance: 5 },
    });
    d.drag([d.at('axial', 4, 2, 2)]);
    expect(count(d)).toBe(8 * 8);
    expect(d.effects().at(-1)).toEqual({
      type: 'status',
      text: 'The fill ended 5 mm from the click: there is more beyond.',
    });
  });

  it('fills a hole of the structure, but not its surroundings', () => {
    const ring = slicesWhere(g, (i, j, k) => k === 5 && inDisc(i, j, 10) && !inDisc(i, j, 5));
    const document = documentOf([{ record: structureRecord('Cord'), slices: ring }]);
    const d = driveTool(createFloodFill(), {
      geometry: g,
      document,
      structureId: 'Cord',
      options: { fillKind: 'structure' },
    });
    d.drag([d.at('axial', 5, 2, 2)]);
    expect(d.document()).toBe(document);
    d.drag([d.at('axial', 5, 24, 24)]);
    expect(count(d)).toBe(317);
  });
});

describe('smart brush', () => {
  it('stops at the edge of what lies under its centre', () => {
    const random = seededRandom(7);
    const noise = () => 10 * (random() + random() + random() + random() - 2) * 1.7;
    const voxels = new Int16Array(48 * 48 * 10);
    for (let at = 0; at < voxels.length; at++) voxels[at] = (at % 48 < 30 ? 40 : -90) + noise();
    const d = driveTool(createSmartBrush(), {
      geometry: g,
      document: empty,
      structureId: 'Cord',
      voxels,
      options: { smartSizeMm: 20 },
    });
    d.drag([d.at('axial', 5, 25, 24)]);
    const found = voxelsOf(slicesOf(d), g.size).map((v) => v.split(',').map(Number) as [number, number, number]);
    expect(Math.max(...found.map(([i]) => i))).toBe(29);
    const expected = voxelsOf(
      slicesWhere(g, (i, j, k) => k === 5 && i < 30 && Math.hypot(i - 25, j - 24) <= 10),
      g.size,
    );
    expect(found.length).toBeGreaterThan(0.95 * expected.length);
    expect(found.every(([i, j]) => Math.hypot(i - 25, j - 24) <= 10)).toBe(true);
  });
});
