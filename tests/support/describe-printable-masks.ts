// The surfaces to print of every mask there is, judged on their files: tcia-hn-oar, openkbp-oar/val and analytic bodies.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ImageGeometry, regularGeometry, type Vec3 } from '../../core/geometry/index.ts';
import {
  computeMaxDeviationMm,
  decodeStlBinary,
  encodeStlBinary,
  findSelfIntersections,
  printableSurface,
} from '../../core/mesh/index.ts';
import { countVoxels, type Mask, maskFromDense } from '../../core/volume/index.ts';
import { readVolumeFile } from '../../main/volume-files/index.ts';
import { askAdmesh, askManifold } from './mesh-judges.ts';
import { readTestNrrd } from './nrrd-for-tests.ts';
import { box, middle, ORIENTATIONS, sphere, tiltedUnevenGrid, torus } from './phantom-masks.ts';
import { describeWithShared, hasSharedData, sharedPath } from './shared-data.ts';
import { tempFolder } from './temp-folder.ts';

function judge(mask: Mask, geometry: ImageGeometry, path: string): void {
  const { mesh, boundary } = printableSurface(mask, geometry);
  writeFileSync(path, encodeStlBinary(mesh));
  expect(askAdmesh(path)).toMatchObject({ facets: mesh.indices.length / 3, repairs: 0 });
  const written = decodeStlBinary(readFileSync(path));
  expect(askManifold(written)).toBeGreaterThan(0);
  expect(findSelfIntersections(written).pairs).toBe(0);
  expect(computeMaxDeviationMm(mesh, boundary)).toBeLessThanOrEqual(Math.max(...geometry.spacingMm) / 2);
}

const ORGANS = ['brainstem', 'cord', 'parotid R', 'parotid L', 'esophagus', 'larynx', 'mandible'] as const;

/** Folder of each reader of each patient, and the masks in it. */
const nrrdFiles = (): readonly string[] =>
  !hasSharedData()
    ? []
    : readdirSync(sharedPath('datasets', 'tcia-hn-oar'), { recursive: true, encoding: 'utf8' }).filter((file) =>
        file.endsWith('.nrrd'),
      );

const labelMaps = (): readonly string[] =>
  !hasSharedData()
    ? []
    : readdirSync(sharedPath('datasets', 'openkbp-oar', 'val')).filter((file) => file.endsWith('_oar.nii.gz'));

const every = <T>(list: readonly T[], step: number): readonly T[] => list.filter((_, at) => at % step === step >> 1);

/** One of `step` masks of each set; 1: all. */
export function describePrintableMasks(step: number): void {
  const folder = tempFolder();
  const path = join(folder, 'part.stl');

  describeWithShared(`one of ${step} masks, as printed`, () => {
    it.each(every(nrrdFiles().toSorted(), step))('tcia-hn-oar %s', (file) => {
      const { geometry, voxels } = readTestNrrd(sharedPath('datasets', 'tcia-hn-oar', file));
      const mask = maskFromDense(voxels, geometry.size);
      if (countVoxels(mask) > 0) judge(mask, geometry, path);
    });

    it.each(
      every(
        labelMaps().flatMap((file) => ORGANS.map((organ, at) => [file.slice(0, 6), organ, file, at + 1] as const)),
        step,
      ),
    )('openkbp-oar %s %s', async (_, __, file, label) => {
      const { geometry, voxels } = await readVolumeFile(sharedPath('datasets', 'openkbp-oar', 'val', file));
      const mask = maskFromDense(
        Uint8Array.from(voxels, (value) => (value === label ? 1 : 0)),
        geometry.size,
      );
      if (countVoxels(mask) > 0) judge(mask, geometry, path);
    });
  });

  describe('analytic bodies, as printed', () => {
    const spacings: readonly Vec3[] = [
      [1, 1, 1],
      [1, 1, 3],
      [0.6, 0.9, 2.2],
    ];
    const grids = every(
      spacings.flatMap((spacingMm) =>
        Object.entries(ORIENTATIONS).map(([name, direction]) => {
          const size = spacingMm.map((mm) => Math.ceil(36 / mm)) as unknown as Vec3;
          return [
            name,
            spacingMm,
            regularGeometry({ size, spacingMm, direction, originLps: [-123.4, 56.7, -989.8] }),
          ] as const;
        }),
      ),
      step,
    );
    it.each(grids)('%s, %s mm', (_, __, g) => {
      judge(sphere(g, middle(g), 15), g, path);
      judge(torus(g, middle(g), 11.2, 5.1), g, path);
      judge(box(g, middle(g), [12.3, 4.4, 9]), g, path);
    });
    it('tilted and unevenly spaced', () => {
      const g = tiltedUnevenGrid();
      judge(sphere(g, middle(g), 15), g, path);
    });
  });
}
