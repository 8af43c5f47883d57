// Hollow with drains and offset as steps of a recipe, with the real solid engine.
import { describe, expect, it } from 'vitest';
import { checkClosedManifold, computeEnclosedVolumeMm3 } from '../../../core/mesh/index.ts';
import { PrintStep, type StepWorld } from '../../../core/print/index.ts';
import { hollow } from '../../../core/print/steps/hollow.ts';
import { offset } from '../../../core/print/steps/offset.ts';
import { ball, box } from '../../support/analytic-solids.ts';
import { partOf, SOLID_WORLD } from '../../support/solid-shapes.ts';

const hollowStep = (step: object) => PrintStep.parse({ name: 'hollow', ...step }) as Parameters<typeof hollow>[1];
const ballVolume = (radius: number) => (4 / 3) * Math.PI * radius ** 3;
const part = partOf('Ball', ball(15, [0, 0, -900]));

describe('hollow', () => {
  it('opens the cavity with a drain on the shortest way', async () => {
    const drains = [{ atLps: [0, 0, -915.4], diameterMm: 3 }];
    const [after] = await hollow([part], hollowStep({ wallMm: 2, drains }), SOLID_WORLD);
    const mesh = after?.mesh ?? part.mesh;
    expect(checkClosedManifold(mesh)).toMatchObject({ isClosedManifold: true, shells: 1 });
    const [closed] = await hollow([part], hollowStep({ wallMm: 2 }), SOLID_WORLD);
    const lost = computeEnclosedVolumeMm3(closed?.mesh ?? mesh) - computeEnclosedVolumeMm3(mesh);
    // A round hole through 2 mm of wall, but for the caps of the two balls.
    expect(lost / (Math.PI * 1.5 ** 2 * 2)).toBeCloseTo(1, 1);
  });

  it('gives each drain to the part that it lies on', async () => {
    const other = partOf('Other', ball(12, [40, 0, -900]));
    const drains = [
      { atLps: [0, 15, -900], diameterMm: 2 },
      { atLps: [40, 12, -900], directionLps: [0, -3, 0], diameterMm: 2 },
    ];
    const after = await hollow([part, other], hollowStep({ wallMm: 2, drains }), SOLID_WORLD);
    expect(after.map(({ mesh }) => checkClosedManifold(mesh).shells)).toEqual([1, 1]);
  });

  it.each([
    ['that begins away from the part', { atLps: [0, 0, -950], diameterMm: 3 }, 'DRAIN_OFF_SURFACE'],
    ['that leads outwards', { atLps: [0, 0, -915], directionLps: [0, 0, -1], diameterMm: 3 }, 'DRAIN_BLOCKED'],
    ['that misses the cavity', { atLps: [0, 0, -915], directionLps: [1, 0, 0.2], diameterMm: 3 }, 'DRAIN_BLOCKED'],
  ])('refuses a drain %s', async (_, drain, code) => {
    await expect(hollow([part], hollowStep({ wallMm: 2, drains: [drain] }), SOLID_WORLD)).rejects.toMatchObject({
      kind: 'invalid-input',
      code,
    });
  });

  it('names the part that is too thin', async () => {
    const plate = partOf('Plate', box([0, 0, 0], [20, 20, 3]));
    await expect(hollow([part, plate], hollowStep({ wallMm: 2 }), SOLID_WORLD)).rejects.toThrow(
      /"Plate" is about 3.0 mm/,
    );
  });

  it('stops when it is cancelled, and is quicker and coarser in a preview', async () => {
    const stopped: StepWorld = { ...SOLID_WORLD, signal: AbortSignal.abort() };
    await expect(hollow([part], hollowStep({ wallMm: 2 }), stopped)).rejects.toMatchObject({ kind: 'cancelled' });
    const triangles = async (world: StepWorld) =>
      (await hollow([part], hollowStep({ wallMm: 2 }), world))[0]?.mesh.indices.length ?? 0;
    expect(await triangles({ ...SOLID_WORLD, quality: 'preview' })).toBeLessThan(await triangles(SOLID_WORLD));
  });
});

describe('offset', () => {
  it('moves the chosen parts only', async () => {
    const other = partOf('Other', box([100, 0, 0], [110, 10, 10]));
    const after = await offset([part, other], { name: 'offset', on: ['Ball'], distanceMm: 1 }, SOLID_WORLD);
    expect(after[1]).toBe(other);
    expect(computeEnclosedVolumeMm3(after[0]?.mesh ?? other.mesh) / ballVolume(16)).toBeCloseTo(1, 2);
  });
});
