// Cutting a part by a plane, against formulas; pins and the holes that take them.
import { describe, expect, it } from 'vitest';
import { checkClosedManifold, computeEnclosedVolumeMm3 } from '../../../core/mesh/index.ts';
import { type Part, PrintRecipe, type PrintStep } from '../../../core/print/index.ts';
import { cut } from '../../../core/print/steps/cut.ts';
import { boxMesh, partOf, SOLID_WORLD, sphereMesh, torusMesh } from '../../support/solid-shapes.ts';

type Cut = Extract<PrintStep, { name: 'cut' }>;
const ball = partOf('Ball', sphereMesh([0, 0, -800], 20));

async function cutParts(parts: readonly Part[], step: Omit<Cut, 'name'>): Promise<readonly Part[]> {
  const recipe = PrintRecipe.parse({ version: 1, steps: [{ name: 'cut', ...step }] });
  const after = await cut(parts, recipe.steps[0] as Cut, SOLID_WORLD);
  for (const { mesh } of after) expect(checkClosedManifold(mesh).isClosedManifold).toBe(true);
  return after;
}
const volumes = (parts: readonly Part[]) => parts.map(({ mesh }) => computeEnclosedVolumeMm3(mesh));

describe('a ball cut 5 mm above its middle', () => {
  const plane = { originLps: [7, 7, -795], normalLps: [0, 0, 3] } as const;
  const step = (keep: Cut['keep']) =>
    ({ plane: { originLps: [...plane.originLps], normalLps: [...plane.normalLps] }, keep }) as Omit<Cut, 'name'>;
  // A cap of height h: pi h² (3 R - h) / 3.
  const capMm3 = (Math.PI * 15 ** 2 * (60 - 15)) / 3;
  const wholeMm3 = (4 / 3) * Math.PI * 20 ** 3;

  it('gives a cap and the rest, named by their sides', async () => {
    const pieces = await cutParts([ball], step('both'));
    expect(pieces.map(({ name }) => name)).toEqual(['Ball Upper', 'Ball Lower']);
    const [cap, rest] = volumes(pieces) as [number, number];
    expect(cap / capMm3).toBeCloseTo(1, 2);
    expect((cap + rest) / wholeMm3).toBeCloseTo(1, 2);
  });

  it.each([
    ['front', capMm3],
    ['back', wholeMm3 - capMm3],
  ] as const)('keeps the %s alone, under its own name', async (keep, mm3) => {
    const pieces = await cutParts([ball], step(keep));
    expect(pieces.map(({ name }) => name)).toEqual(['Ball']);
    expect((volumes(pieces)[0] as number) / mm3).toBeCloseTo(1, 2);
  });

  it('keeps or drops a part whole that lies on one side', async () => {
    const above = partOf('Above', boxMesh([0, 0, 0], [1, 1, 1]));
    expect((await cutParts([ball, above], step('front'))).map(({ name }) => name)).toEqual(['Ball', 'Above']);
    expect((await cutParts([ball, above], step('back'))).map(({ name }) => name)).toEqual(['Ball']);
  });

  it('is refused where the plane meets nothing, or would leave nothing', async () => {
    const off = { ...step('both'), plane: { originLps: [0, 0, 0], normalLps: [0, 0, 1] } } as Omit<Cut, 'name'>;
    await expect(cutParts([ball], off)).rejects.toMatchObject({ code: 'PRINT_CUT_MISSES' });
    await expect(cutParts([ball], { ...off, keep: 'front' })).rejects.toMatchObject({ code: 'PRINT_NOTHING_LEFT' });
    await expect(cutParts([ball], { ...off, on: ['Bell'] })).rejects.toMatchObject({ code: 'PRINT_PART' });
  });
});

it.each([
  [
    [-1, 0.3, 0],
    ['Ring Right', 'Ring Left'],
  ],
  [
    [0, 1, 0],
    ['Ring Back', 'Ring Front'],
  ],
  [
    [1, 1, 0],
    ['Ring A', 'Ring B'],
  ],
] as const)('names the pieces in front of and behind %j', async (normal, names) => {
  const ring = partOf('Ring', torusMesh([0, 0, 0], 20, 5));
  const pieces = await cutParts([ring], { plane: { originLps: [0, 0, 0], normalLps: [...normal] }, keep: 'both' });
  expect(pieces.map(({ name }) => name)).toEqual(names);
});

describe('pins', () => {
  const plane: Cut['plane'] = { originLps: [0, 0, 0], normalLps: [0, 1, 0] };
  const joint = { pins: 2, diameterMm: 4, lengthMm: 6, clearanceMm: 0.2 };

  it('stand on one piece and find room in the other, one on each side of a ring', async () => {
    const ring = partOf('Ring', torusMesh([0, 0, 0], 30, 6));
    const plain = volumes(await cutParts([ring], { plane, keep: 'both' })) as [number, number];
    const [holed, pinned] = volumes(await cutParts([ring], { plane, keep: 'both', joint })) as [number, number];
    expect(pinned - plain[1]).toBeCloseTo(2 * Math.PI * 2 ** 2 * 6, -1);
    expect(plain[0] - holed).toBeCloseTo(2 * Math.PI * 2.2 ** 2 * 6.2, -1);
  });

  it('are hung from the front piece where only the back is thick enough for the holes', async () => {
    const flat = partOf('Block', boxMesh([-20, -20, -20], [20, 3, 20]));
    const [front, back] = volumes(await cutParts([flat], { plane, keep: 'both', joint })) as [number, number];
    expect(front - 3 * 1600).toBeCloseTo(2 * Math.PI * 2 ** 2 * 6, -1);
    expect(back).toBeLessThan(20 * 1600);
  });

  it('are refused with the room that there is', async () => {
    const rod = partOf('Rod', boxMesh([-3, -20, -3], [3, 20, 3]));
    const refused = cutParts([rod], { plane, keep: 'both', joint });
    await expect(refused).rejects.toMatchObject({ kind: 'safety', code: 'SOLID_PINS' });
    await expect(refused).rejects.toThrow('the widest place has 6.0 mm');
    const noPair = cutParts([rod], { plane, keep: 'front', joint });
    await expect(noPair).rejects.toMatchObject({ code: 'PRINT_JOINT' });
  });
});
