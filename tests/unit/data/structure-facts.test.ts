import { describe, expect, it } from 'vitest';
import { applyEdit, type EditDocument, type StructureSlices, slicesFromMask } from '../../../core/edit/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { computeVolumeMl } from '../../../core/metrics/index.ts';
import { findBodyBox } from '../../../renderer/data/body-box.ts';
import { createEditMemory } from '../../../renderer/data/edit-memory.ts';
import { createStructureFacts } from '../../../renderer/data/structure-facts.ts';
import { voxelAt } from '../../../renderer/data/voxel-at.ts';
import { documentOf, slicesWhere, structureRecord, tiltedStack, uprightStack } from '../../support/edit-stacks.ts';

const box = (i: number, j: number, k: number) => i >= 4 && i < 14 && j >= 5 && j < 9 && k >= 2 && k < 7;
const documentWith = (structures: Readonly<Record<string, StructureSlices>>): EditDocument =>
  documentOf(Object.entries(structures).map(([id, slices]) => ({ record: structureRecord(id), slices })));

describe('volume and planes of a structure', () => {
  it('are counted from its voxels', () => {
    const geometry = uprightStack();
    const facts = createStructureFacts(documentWith({ a: slicesWhere(geometry, box), b: new Map() }), geometry);
    // 10 x 4 x 5 voxels of 1 x 1.25 x 3 mm.
    expect(facts.volumesMl()['a']).toBeCloseTo(0.75, 9);
    expect(facts.planesOf()).toEqual({ a: [2, 3, 4, 5, 6] });
  });

  it('take each plane for what it stands for on an uneven stack, as the figures that are stored do', () => {
    const geometry = tiltedStack();
    const slices = slicesWhere(geometry, box);
    const mask = {
      size: geometry.size,
      box: { i0: 4, i1: 14, j0: 5, j1: 9, k0: 2, k1: 7 },
      voxels: new Uint8Array(200).fill(1),
    };
    expect([...slicesFromMask(mask).keys()]).toEqual([...slices.keys()]);
    const { a } = createStructureFacts(documentWith({ a: slices }), geometry).volumesMl();
    expect(a).toBeCloseTo(computeVolumeMl(mask, geometry), 9);
  });

  it('follow a change plane by plane, and a structure that goes and comes', () => {
    const geometry = uprightStack();
    const before = documentWith({ a: slicesWhere(geometry, box) });
    const facts = createStructureFacts(before, geometry);
    const content = before.slices.get('a')?.get(2) ?? null;
    const taken = applyEdit(before, {
      ops: [{ type: 'slices', structureId: 'a', changes: [{ k: 2, before: content, after: null }] }],
    });
    facts.update(taken, new Map([['a', [2]]]));
    expect(facts.volumesMl()['a']).toBeCloseTo(0.6, 9);
    expect(facts.planesOf()).toEqual({ a: [3, 4, 5, 6] });
    const moved = applyEdit(taken, {
      ops: [{ type: 'slices', structureId: 'a', changes: [{ k: 0, before: null, after: content }] }],
    });
    facts.update(moved, new Map([['a', [0]]]));
    expect(facts.planesOf()).toEqual({ a: [0, 3, 4, 5, 6] });
    facts.update({ ...moved, slices: new Map() }, new Map([['a', [0, 3, 4, 5, 6]]]));
    expect([facts.volumesMl(), facts.planesOf()]).toEqual([{}, {}]);
    facts.update(before, new Map([['a', [2, 3, 4, 5, 6]]]));
    expect(facts.volumesMl()['a']).toBeCloseTo(0.75, 9);
  });
});

describe('the body in a CT', () => {
  const size = [96, 80, 40] as const;
  const geometry = regularGeometry({ size, spacingMm: [2, 2, 3], originLps: [0, 0, 0] });
  const voxelsWhere = (hu: (i: number, j: number, k: number) => number) => {
    const voxels = new Int16Array(size[0] * size[1] * size[2]);
    for (let k = 0; k < size[2]; k++)
      for (let j = 0; j < size[1]; j++)
        for (let i = 0; i < size[0]; i++) voxels[(k * size[1] + j) * size[0] + i] = hu(i, j, k);
    return voxels;
  };
  const isBody = (i: number, j: number) => ((i - 48) / 30) ** 2 + ((j - 36) / 20) ** 2 < 1;

  it('is where tissue is, without a cable beside it', () => {
    const found = findBodyBox(
      geometry,
      voxelsWhere((i, j, k) => (isBody(i, j) ? 40 : j === 72 && i === 12 && k < 4 ? 200 : -1000)),
    );
    expect(found).not.toBeNull();
    const { low, high } = found as NonNullable<typeof found>;
    // Looked for every 4 voxels: never off by more.
    expect(Math.abs(low[0] - 18)).toBeLessThanOrEqual(4);
    expect(Math.abs(high[0] - 78)).toBeLessThanOrEqual(4);
    expect(Math.abs(low[1] - 16)).toBeLessThanOrEqual(4);
    expect(Math.abs(high[1] - 56)).toBeLessThanOrEqual(4);
    expect([low[2], high[2]]).toEqual([0, 36]);
  });

  it('is not told in what is no CT, or holds nothing', () => {
    expect(
      findBodyBox(
        geometry,
        voxelsWhere(() => 500),
      ),
    ).toBeNull();
    expect(
      findBodyBox(
        geometry,
        voxelsWhere(() => -1000),
      ),
    ).toBeNull();
  });
});

describe('the voxel at a place in the patient', () => {
  it('is the nearest one, and inside the image', () => {
    const geometry = uprightStack([40, 32, 12], [1, 1.25, 3]);
    // Origin (-20, -30, 100).
    expect(voxelAt(geometry, [-20 + 7.4, -30 + 1.25 * 3, 100 + 3 * 5 + 1])).toEqual([7, 3, 5]);
    expect(voxelAt(geometry, [-500, 500, 0])).toEqual([0, 31, 0]);
    expect(voxelAt(geometry, [500, -500, 1e4])).toEqual([39, 0, 11]);
  });

  it('lies on the tilted plane that runs through it', () => {
    const geometry = tiltedStack();
    const [i, j, k] = [11, 20, 6];
    const [o, s, d] = [geometry.planeOriginsLps, geometry.spacingMm, geometry.direction];
    const at = [0, 1, 2].map(
      (axis) => (o[3 * k + axis] as number) + i * s[0] * (d[axis] as number) + j * s[1] * (d[3 + axis] as number),
    ) as [number, number, number];
    expect(voxelAt(geometry, at)).toEqual([i, j, k]);
  });
});

describe('the memory of steps', () => {
  const edit = (words: number) => ({
    id: 'x',
    label: '',
    at: '',
    structureId: null,
    k: null,
    ops: [
      {
        type: 'slices' as const,
        structureId: 'a',
        changes: [
          {
            k: 0,
            before: null,
            after: {
              bits: { i0: 0, j0: 0, wordsPerRow: 1, rows: words, words: new Uint32Array(words) },
              importedLoops: [new Float64Array(words)],
            },
          },
        ],
      },
    ],
  });

  it('weighs planes and imported points, drops what was used longest ago, and what is too large at once', () => {
    const memory = createEditMemory<{ readonly name: string }>(4 * 12_800);
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => ({ name })) as [
      object,
      object,
      object,
      object,
    ] as never as {
      name: string;
    }[] as [{ name: string }, { name: string }, { name: string }, { name: string }];
    memory.put(a, edit(1000));
    memory.put(b, edit(1000));
    memory.put(c, edit(1000));
    expect(memory.bytes()).toBeGreaterThanOrEqual(3 * 12_000);
    memory.get(a);
    memory.put(d, edit(1500));
    expect([a, b, c, d].filter((step) => memory.get(step) !== null).map(({ name }) => name)).toEqual(['a', 'c', 'd']);
    memory.put(a, edit(100));
    const before = memory.bytes();
    memory.drop(a);
    memory.drop(a);
    expect(memory.bytes()).toBeLessThan(before);
    memory.put(b, edit(1e6));
    expect([memory.get(b), memory.bytes()]).toEqual([null, 0]);
    memory.put(c, edit(10));
    memory.clear();
    expect([memory.get(c), memory.bytes()]).toEqual([null, 0]);
  });
});
