// Text on parts: as deep everywhere, readable from outside, refused where it would not lie on the part.
import { describe, expect, it } from 'vitest';
import { checkClosedManifold, computeEnclosedVolumeMm3, type TriangleMesh } from '../../../core/mesh/index.ts';
import { type Part, PrintRecipe, type PrintStep } from '../../../core/print/index.ts';
import { text as textStep } from '../../../core/print/steps/text.ts';
import { boxMesh, partOf, SOLID_WORLD, sphereMesh, torusMesh } from '../../support/solid-shapes.ts';

type Text = Extract<PrintStep, { name: 'text' }>;
const plate = partOf('Plate', boxMesh([-40, -10, -10], [40, 10, 0]));
/** On the plate, read from above, patient's front upward. */
const onPlate = { text: 'L', atLps: [0, 0, 0], normalLps: [0, 0, 1], upLps: [0, -1, 0], heightMm: 8, depthMm: 1 };

async function write(parts: readonly Part[], step: object): Promise<readonly Part[]> {
  const recipe = PrintRecipe.parse({ version: 1, steps: [{ name: 'text', style: 'engraved', ...step }] });
  const after = await textStep(parts, recipe.steps[0] as Text, SOLID_WORLD);
  for (const { mesh } of after) expect(checkClosedManifold(mesh).isClosedManifold).toBe(true);
  return after;
}
const mm3 = (part: Part | undefined) => computeEnclosedVolumeMm3((part as Part).mesh);
async function inkMm2(step: object, part = plate): Promise<number> {
  const [after] = await write([part], { ...onPlate, ...step });
  return Math.abs(mm3(part) - mm3(after)) / ({ ...onPlate, ...step } as { depthMm: number }).depthMm;
}
const pointsOf = ({ positions: p }: TriangleMesh) =>
  Array.from({ length: p.length / 3 }, (_, v) => [...p.subarray(3 * v, 3 * v + 3)] as [number, number, number]);

describe('on a flat plate', () => {
  it('an L has its stem on the left of the reader', async () => {
    const [after] = await write([plate], onPlate);
    const floor = pointsOf((after as Part).mesh).filter(([, , z]) => Math.abs(z + 1) < 1e-4);
    // Looking down on the head with the patient's front upward, the reader's right is the patient's right: -x.
    const high = floor.filter(([, y]) => y < -3.9).map(([x]) => x);
    const low = floor.filter(([, y]) => y > 3.9).map(([x]) => x);
    expect(Math.min(...high)).toBeGreaterThan(0);
    expect(Math.min(...low)).toBeLessThan(-1);
  });

  it('raised and engraved letters have the same ink, twice the depth has twice the volume', async () => {
    const ink = await inkMm2({ text: 'R 8' });
    expect(await inkMm2({ text: 'R 8', style: 'raised' })).toBeCloseTo(ink, 1);
    expect(await inkMm2({ text: 'R 8', depthMm: 2 })).toBeCloseTo(ink, 1);
  });

  it('letters with holes keep them: an O is no disc, and one shell is left', async () => {
    const [width, height] = [0.95 * 8, 8];
    expect(await inkMm2({ text: 'O' })).toBeLessThan(0.6 * (Math.PI / 4) * width * height);
    const [after] = await write([plate], { ...onPlate, text: '8ÅéÖß€ł' });
    expect(checkClosedManifold((after as Part).mesh).shells).toBe(1);
  });
});

it('on a ball the letters are as deep at the ends as in the middle', async () => {
  const ball = partOf('Ball', sphereMesh([0, 0, -30], 30));
  const [after] = await write([ball], { ...onPlate, text: 'HHHHH', heightMm: 6 });
  // Along the reading direction the floor is the ball moved down by 1 mm.
  const depths = pointsOf((after as Part).mesh)
    .filter(([x, y, z]) => z > -25 && Math.hypot(x, y, z + 30) < 29.8)
    .map(([x, y, z]) => Math.sqrt(900 - x * x - y * y) - 30 - z);
  expect(depths.length).toBeGreaterThan(100);
  expect(Math.max(...depths)).toBeLessThan(1.05);
});

it('on a ring it goes onto the near side only, and onto the part that is nearest', async () => {
  const ring = partOf('Ring', torusMesh([0, 20, -6], 20, 6));
  const far = partOf('Far', boxMesh([-40, -10, -90], [40, 10, -80]));
  const after = await write([far, ring], { ...onPlate, text: 'L', heightMm: 4, style: 'raised' });
  expect(after[0]).toBe(far);
  expect(checkClosedManifold((after[1] as Part).mesh).shells).toBe(1);
  expect(mm3(after[1])).toBeGreaterThan(mm3(ring));
});

describe('is refused', () => {
  it('away from all of several parts', async () => {
    const far = partOf('Far', boxMesh([100, 0, 0], [101, 1, 1]));
    await expect(write([plate, far], { ...onPlate, atLps: [60, 0, 0] })).rejects.toThrow('lies on no part');
  });
  it.each([
    ['over an edge', { atLps: [38, 0, 0] }, 'SOLID_TEXT_OFF', '"L" hangs over its edge'],
    ['in the air', { atLps: [0, 0, 30] }, 'SOLID_TEXT_OFF', 'no surface at its middle'],
    ['where it would break through', { depthMm: 9.8 }, 'SOLID_TEXT_THIN', '10.0 mm thick'],
    ['for letters that are not there', { text: 'L 中\u0007' }, 'TEXT_NO_GLYPH', '"中" (U+4E2D), U+0007'],
    ['for blanks', { text: '  ' }, 'TEXT_BLANK', 'blank'],
    ['upright along its normal', { upLps: [0, 0, 5] }, 'TEXT_UP', 'normal'],
  ])('%s', async (_, step, code, words) => {
    const refused = write([plate], { ...onPlate, ...step });
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(words);
  });

  it('on a side that leans away', async () => {
    const ball = partOf('Ball', sphereMesh([0, 0, -12], 12));
    await expect(write([ball], { ...onPlate, text: 'MMMM', heightMm: 5 })).rejects.toMatchObject({
      code: 'SOLID_TEXT_OFF',
    });
  });
});
