// Steps that work on solids, each against a volume that a formula gives.
import { describe, expect, it } from 'vitest';
import { checkClosedManifold, computeEnclosedVolumeMm3, type TriangleMesh } from '../../../core/mesh/index.ts';
import { type Part, PrintRecipe, runRecipe, type StepWorld } from '../../../core/print/index.ts';
import type { StepRunner } from '../../../core/print/step-runner.ts';
import { STEP_RUNNERS } from '../../../core/print/steps/index.ts';
import { joined } from '../../support/mesh-shapes.ts';
import { boxMesh, insideOut, partOf, SOLID_WORLD, sphereMesh, torusMesh } from '../../support/solid-shapes.ts';

async function run(parts: readonly Part[], step: object, world: StepWorld = SOLID_WORLD): Promise<readonly Part[]> {
  const parsed = PrintRecipe.parse({ version: 1, steps: [step] }).steps[0] as { name: 'trim' };
  const after = await (STEP_RUNNERS[parsed.name] as StepRunner<typeof parsed.name>)(parts, parsed as never, world);
  for (const { mesh } of after) expect(checkClosedManifold(mesh).isClosedManifold).toBe(true);
  return after;
}
const mm3 = (part: Part | undefined): number => computeEnclosedVolumeMm3((part as Part).mesh);
const names = (parts: readonly Part[]) => parts.map(({ name }) => name);

/** 20 x 20 x 20 mm, from -10 to 10. */
const cube = partOf('Cube', boxMesh([-10, -10, -10], [10, 10, 10]));
const far = partOf('Far', boxMesh([50, 0, 0], [60, 10, 10]));

describe('trim', () => {
  const box = { name: 'trim', minLps: [-10, -10, 0], maxLps: [0, 30, 30] };
  it('keeps a corner, or all but the corner', async () => {
    expect(mm3((await run([cube], { ...box, keep: 'inside' }))[0])).toBeCloseTo(2000, 4);
    expect(mm3((await run([cube], { ...box, keep: 'outside' }))[0])).toBeCloseTo(6000, 4);
  });
  it('drops parts that lie outside, and refuses to drop all', async () => {
    expect(names(await run([cube, far], { ...box, keep: 'inside' }))).toEqual(['Cube']);
    await expect(run([far], { ...box, keep: 'inside' })).rejects.toMatchObject({ code: 'PRINT_NOTHING_LEFT' });
    await expect(run([cube], { ...box, maxLps: [-10, 0, 9], keep: 'inside' })).rejects.toMatchObject({
      code: 'PRINT_TRIM_BOX',
    });
  });
});

describe('mirror', () => {
  const plane = { originLps: [0, 0, 0], normalLps: [1, 0, 0] };
  const mirrored = async (parts: readonly Part[], over: object = {}) =>
    (await run(parts, { name: 'mirror', plane, ...over })).map(({ name, isMirrored = false }) => [name, isMirrored]);
  it('says of each part whether it is a mirror image, whatever its name', async () => {
    const named = partOf('Jaw mirrored', boxMesh([1, 0, 0], [9, 9, 9]));
    expect(await mirrored([named, far], { on: ['Far'] })).toEqual([
      ['Jaw mirrored', false],
      ['Far', true],
    ]);
    expect(await mirrored([far], { keepOriginal: true })).toEqual([
      ['Far', false],
      ['Far mirrored', true],
    ]);
    expect(await mirrored([{ ...far, isMirrored: true }])).toEqual([['Far', false]]);
  });
  it('which a base and a union keep', async () => {
    const image = { ...partOf('Far', boxMesh([50, 0, -10], [60, 10, 0])), isMirrored: true };
    const [based] = await run([cube, image], { name: 'base', side: 'I', thicknessMm: 3, marginMm: 2 });
    const [joined] = await run([cube, image], {
      name: 'combine',
      on: ['Cube'],
      operation: 'union',
      with: { part: 'Far' },
    });
    expect([based?.isMirrored, joined?.isMirrored]).toEqual([true, true]);
  });
});

describe('combine', () => {
  const ball = partOf('Ball', sphereMesh([10, 0, 0], 6));
  const halfBall = mm3(ball) / 2;
  it('adds a part, which is then no part of its own', async () => {
    const after = await run([ball, cube], {
      name: 'combine',
      on: ['Cube'],
      operation: 'union',
      with: { part: 'Ball' },
    });
    expect(names(after)).toEqual(['Cube']);
    expect(mm3(after[0])).toBeCloseTo(8000 + halfBall, 0);
  });
  it('takes a part away, which stays', async () => {
    const after = await run([cube, ball], { name: 'combine', operation: 'difference', with: { part: 'Ball' } });
    expect(names(after)).toEqual(['Cube', 'Ball']);
    expect(mm3(after[0])).toBeCloseTo(8000 - halfBall, 0);
  });
  it('keeps what is shared with a file', async () => {
    const world = { ...SOLID_WORLD, readMesh: async () => ball.mesh };
    const after = await run([cube], { name: 'combine', operation: 'intersection', with: { file: 'x.stl' } }, world);
    expect(mm3(after[0])).toBeCloseTo(halfBall, 0);
  });
  it('leaves a clearance around what is taken away: the seat of a splint', async () => {
    const step = { name: 'combine', operation: 'difference', with: { part: 'Ball' }, clearanceMm: 1 };
    const [after] = await run([cube, ball], step);
    expect((8000 - mm3(after)) / ((2 / 3) * Math.PI * 7 ** 3)).toBeCloseTo(1, 2);
  });
  it.each([
    ['nothing is left', { operation: 'intersection', with: { part: 'Far' } }, 'PRINT_NOTHING_LEFT'],
    ['it is the part itself', { operation: 'union', on: ['Cube'], with: { part: 'Cube' } }, 'PRINT_COMBINE_SELF'],
    ['there is no such part', { operation: 'union', on: ['Cube'], with: { part: 'Bell' } }, 'PRINT_PART'],
    [
      'there is no such structure',
      { operation: 'union', on: ['Cube'], with: { structure: 'Bell' } },
      'PRINT_STRUCTURE',
    ],
  ])('is refused where %s', async (_, step, code) => {
    await expect(run([cube, far], { name: 'combine', ...step })).rejects.toMatchObject({ code });
  });
});

describe('hole', () => {
  const step = { name: 'hole', atLps: [0, 0, 10], directionLps: [0, 0, -2], diameterMm: 6 };
  it('goes through everything, or as deep as asked', async () => {
    expect((8000 - mm3((await run([cube], step))[0])) / (Math.PI * 9 * 20)).toBeCloseTo(1, 2);
    expect((8000 - mm3((await run([cube], { ...step, depthMm: 5 }))[0])) / (Math.PI * 9 * 5)).toBeCloseTo(1, 2);
  });
  it('is never narrower than asked', async () => {
    const [drilled] = await run([cube], step);
    const { positions: p } = (drilled as Part).mesh;
    const radii: number[] = [];
    for (let at = 0; at < p.length; at += 3) radii.push(Math.hypot(p[at] as number, p[at + 1] as number));
    expect(Math.min(...radii)).toBeGreaterThanOrEqual(3);
  });
  it('drills the parts that it meets, and is refused where it meets none', async () => {
    expect((await run([cube, far], step))[1]).toBe(far);
    await expect(run([far], step)).rejects.toMatchObject({ code: 'SOLID_HOLE_MISSES' });
  });
});

describe('pin', () => {
  const step = { name: 'pin', atLps: [0, 0, 10], directionLps: [0, 0, 1], diameterMm: 4, lengthMm: 8 };
  it('stands up by its length', async () => {
    expect((mm3((await run([cube], step))[0]) - 8000) / (Math.PI * 4 * 8)).toBeCloseTo(1, 1.9);
  });
  it('reaches into a curved surface until its whole foot stands in it', async () => {
    const ball = partOf('Ball', sphereMesh([0, 0, 0], 10));
    const [after] = await run([ball], step);
    // The pin, and what it fills between its foot's plane and the ball: the pin's part of the cap.
    const capGap = 10 - Math.sqrt(96);
    const cap = Math.PI * 4 * capGap - (Math.PI * capGap ** 2 * (30 - capGap)) / 3;
    expect((mm3(after) - mm3(ball)) / (Math.PI * 4 * 8 + cap)).toBeCloseTo(1, 1.9);
  });
  it.each([
    ['over an edge', { ...step, atLps: [9, 0, 10] }, 'SOLID_PIN_LOOSE'],
    ['in the air', { ...step, atLps: [0, 0, 40] }, 'SOLID_PIN_LOOSE'],
  ])('is refused %s', async (_, bad, code) => {
    await expect(run([cube], bad)).rejects.toMatchObject({ code, kind: 'safety' });
  });
  it('is refused on two parts at once', async () => {
    await expect(run([cube, far], step)).rejects.toMatchObject({ code: 'PRINT_ONE_PART' });
  });
});

describe('base', () => {
  const step = { name: 'base', side: 'I', thicknessMm: 3, marginMm: 5 };
  it('is as large as the shadow and a margin, with rounded corners', async () => {
    const [after] = await run([cube], step);
    // Below the parts it is 2 mm thick, around them 3.
    const outlineMm2 = 20 * 20 + 4 * 20 * 5 + Math.PI * 25;
    expect((mm3(after) - 8000) / (outlineMm2 * 3 - 400)).toBeCloseTo(1, 2);
    expect(names([after as Part])).toEqual(['Cube']);
  });
  it('makes parts on it one part, and covers the hole of a ring', async () => {
    const ring = partOf('Ring', torusMesh([0, 0, 0], 20, 5));
    const low = partOf('Low', boxMesh([40, 0, -5], [50, 10, 0]));
    const after = await run([ring, low, far], { ...step, on: ['Ring', 'Low'] });
    expect(names(after)).toEqual(['Model on a base', 'Far']);
    expect(checkClosedManifold((after[0] as Part).mesh).shells).toBe(1);
    // A point below the middle of the ring is plate.
    expect(
      mm3(
        (
          await run(after, {
            name: 'trim',
            on: ['Model on a base'],
            minLps: [-1, -1, -9],
            maxLps: [1, 1, 9],
            keep: 'inside',
          })
        )[0],
      ),
    ).toBeCloseTo(12, 2);
  });
  it('is refused where a part would hang in the air', async () => {
    await expect(run([cube, far], step)).rejects.toMatchObject({ code: 'SOLID_BASE_LOOSE' });
  });
});

describe('mirror and scale', () => {
  const left = partOf('Left', boxMesh([10, 0, 0], [30, 4, 5]));
  it('puts the image on the other side, outward still', async () => {
    const after = await run([left], {
      name: 'mirror',
      plane: { originLps: [5, 0, 0], normalLps: [2, 0, 0] },
      keepOriginal: true,
    });
    expect(names(after)).toEqual(['Left', 'Left mirrored']);
    expect(mm3(after[1])).toBeCloseTo(400, 4);
    const xs = [...(after[1] as Part).mesh.positions].filter((_, at) => at % 3 === 0);
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([-20, 0]);
  });
  it('scales about the middle of all, so that parts keep their places to each other', async () => {
    const after = await run([cube, far], { name: 'scale', factor: 2 });
    expect(after.map(mm3)).toEqual([64000, 8000]);
    const xs = after.map(({ mesh }) => Math.min(...[...mesh.positions].filter((_, at) => at % 3 === 0)));
    expect(xs).toEqual([-45, 75]);
  });
});

describe('shells', () => {
  const hollow = (outer: TriangleMesh, inner: TriangleMesh) => joined(outer, insideOut(inner));
  const piece = hollow(boxMesh([0, 0, 0], [10, 10, 10]), boxMesh([2, 2, 2], [8, 8, 8]));
  const inside = boxMesh([4, 4, 4], [5, 5, 5]);
  const part = partOf(
    'Part',
    joined(boxMesh([20, 0, 0], [29, 10, 10]), piece, inside, boxMesh([40, 0, 0], [41, 1, 1])),
  );
  it.each([
    [{ keep: 'largest' }, 900],
    [{ keep: { minVolumeMl: 0.5 } }, 900 + 784],
    [{ keep: { minVolumeMl: 0 } }, 900 + 784 + 1 + 1],
    [{ keep: 'largest', fillCavities: true }, 1000],
    [{ keep: { minVolumeMl: 0 }, fillCavities: true }, 900 + 1000 + 1],
  ])('%j leaves %d mm3', async (step, volume) => {
    expect(mm3((await run([part], { name: 'shells', ...step }))[0])).toBeCloseTo(volume, 3);
  });
  it('refuses to leave nothing', async () => {
    await expect(run([part], { name: 'shells', keep: { minVolumeMl: 2 } })).rejects.toMatchObject({
      code: 'PRINT_NOTHING_LEFT',
    });
  });
});

it('steps run one after the other in a recipe', async () => {
  const refused = runRecipe(PrintRecipe.parse({ version: 1, steps: [{ name: 'scale', factor: 2 }] }), SOLID_WORLD);
  await expect(refused).rejects.toMatchObject({ code: 'PRINT_NO_PARTS' });
});
