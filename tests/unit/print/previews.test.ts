// What the hand sees while it looks for a value: near to the exact model, and the same whatever was tried before.
import { expect, it } from 'vitest';
import { regularGeometry, type Size3 } from '../../../core/geometry/index.ts';
import {
  computeEnclosedVolumeMm3,
  deviationField,
  type TriangleMesh,
  triangleCount,
} from '../../../core/mesh/index.ts';
import { type PrintStep, type Quality, runRecipe } from '../../../core/print/index.ts';
import { lightParts } from '../../../core/print/light-parts.ts';
import { maskFromDense } from '../../../core/volume/index.ts';
import { ball } from '../../support/analytic-solids.ts';
import { partOf, SOLID_WORLD } from '../../support/solid-shapes.ts';

const SIZE: Size3 = [48, 48, 48];
const SPACING_MM = 0.8;

/** Whether a place (mm from the middle) lies in a bent rod with a knob and a fin 2 mm thick, as a jaw has thick and thin
 * places. */
function isBody(x: number, y: number, z: number): boolean {
  const ring = Math.hypot(Math.hypot(x, y) - 12, z) < 4.5 && y > -4;
  const knob = Math.hypot(x - 11, y + 4, z) < 7.5;
  const fin = Math.abs(x + 11) < 1 && Math.abs(y) < 6 && z > 0 && z < 16;
  return ring || knob || fin;
}

/** The same structure each time, and nothing remembered of it. */
function freshWorld(quality: Quality) {
  const [ni, nj, nk] = SIZE;
  const at = (n: number) => (n - ni / 2) * SPACING_MM;
  const dense = Uint8Array.from({ length: ni * nj * nk }, (_, n) =>
    isBody(at(n % ni), at(Math.floor(n / ni) % nj), at(Math.floor(n / (ni * nj)))) ? 1 : 0,
  );
  const geometry = regularGeometry({
    size: SIZE,
    spacingMm: [SPACING_MM, SPACING_MM, SPACING_MM],
    originLps: [0, 0, 0],
  });
  const source = { name: 'Body', colour: null, mask: maskFromDense(dense, SIZE), geometry, probability: null };
  return { ...SOLID_WORLD, sources: [source], quality };
}

/** One model for each value of the last step, made one after the other as a hand tries them. */
async function modelsOf(steps: readonly PrintStep[], quality: Quality): Promise<readonly TriangleMesh[]> {
  const world = freshWorld(quality);
  const surface = await runRecipe({ version: 1, steps: [{ name: 'surface' }] }, world);
  const first = { parts: surface.parts, done: surface.steps[0] as (typeof surface.steps)[0] };
  const memory = { recall: (number: number) => (number === 1 ? first : undefined), keep: () => undefined };
  const meshes: TriangleMesh[] = [];
  for (const step of steps) {
    const model = await runRecipe({ version: 1, steps: [{ name: 'surface' }, step] }, world, () => undefined, memory);
    meshes.push(model.parts[0]?.mesh as TriangleMesh);
  }
  return meshes;
}

const middle = SPACING_MM * 24;
/** Each with how far a preview may lie off, mm: half a voxel, more where balls are set further apart. */
const STEPS: readonly [string, number, (n: number) => PrintStep][] = [
  ['hollow', SPACING_MM / 2, (n) => ({ name: 'hollow', wallMm: 1.4 + 0.3 * n, drains: [] })],
  ['offset', SPACING_MM / 2, (n) => ({ name: 'offset', distanceMm: 0.7 + 0.6 * n })],
  ['thicken', SPACING_MM * 0.7, (n) => ({ name: 'thicken', minWallMm: 2.4 + 0.5 * n })],
  [
    'trim',
    SPACING_MM / 2,
    (n) => ({ name: 'trim', minLps: [-50, -50, -50], maxLps: [90, 90, middle + 3 + n], keep: 'inside' }),
  ],
];

it.each(STEPS)('%s looks in a preview as it is written, to %f mm', async (_, boundMm, step) => {
  const [preview] = await modelsOf([step(1)], 'preview');
  const [exact] = await modelsOf([step(1)], 'exact');
  const { distancesMm } = deviationField(preview as TriangleMesh, exact as TriangleMesh);
  const sizes = distancesMm.map(Math.abs).sort();
  expect(sizes[Math.floor(0.99 * sizes.length)]).toBeLessThan(boundMm);
  const volumes = [preview, exact].map((mesh) => computeEnclosedVolumeMm3(mesh as TriangleMesh));
  expect((volumes[0] as number) / (volumes[1] as number)).toBeCloseTo(1, 1);
});

it.each(STEPS)('a preview of %s is the same after other values as without them', async (_, __, step) => {
  const [, , after] = await modelsOf([step(0), step(3), step(1)], 'preview');
  const [fresh] = await modelsOf([step(1)], 'preview');
  expect(after?.indices).toEqual(fresh?.indices);
  const apartMm = fresh?.positions.map((x, at) => Math.abs(x - (after?.positions[at] as number)));
  expect(apartMm?.reduce((a, b) => Math.max(a, b), 0)).toBeLessThan(1e-4);
});

it('takes triangles off what is changed in a preview, and no more than it must', () => {
  const many = partOf('Many', ball(30, [0, 0, -900], 96));
  const few = partOf('Few', ball(3, [80, 0, -900], 12));
  const [light, same] = lightParts([many, few]);
  expect(triangleCount(light?.mesh as TriangleMesh)).toBeLessThanOrEqual(10_000);
  expect(same).toBe(few);
  expect(lightParts([many, few])[0]?.mesh).toBe(light?.mesh);
  expect(deviationField(light?.mesh as TriangleMesh, many.mesh).maxMm).toBeLessThan(0.1);
});
