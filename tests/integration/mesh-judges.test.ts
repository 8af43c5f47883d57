// Surfaces of real structures, judged by programs that know nothing of ours: admesh reads the STL file, manifold-3d takes
// its welded triangles.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/error/index.ts';
import { type ImageGeometry, voxelVolumeMm3 } from '../../core/geometry/index.ts';
import { createSurface, decodeStlBinary } from '../../core/mesh/index.ts';
import { countVoxels, type Mask, maskFromDense } from '../../core/volume/index.ts';
import { requireMeshFormat, writeMeshFile } from '../../main/services/mesh/write-mesh-file.ts';
import { readVolumeFile } from '../../main/volume-files/index.ts';
import { askAdmesh, askManifold } from '../support/mesh-judges.ts';
import { tetrahedron } from '../support/mesh-shapes.ts';
import { readTestNrrd } from '../support/nrrd-for-tests.ts';
import { ORIENTATIONS, phantomGrid, sphere } from '../support/phantom-masks.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { tempFolder } from '../support/temp-folder.ts';

function judge(mask: Mask, geometry: ImageGeometry, path: string): void {
  const surface = createSurface(mask, geometry);
  writeMeshFile(path, surface.mesh);
  const report = askAdmesh(path);
  const volumeMm3 = 1000 * surface.volumeMl;
  expect(report).toMatchObject({ facets: surface.triangles, repairs: 0 });
  expect(Math.abs(report.volumeMm3 / volumeMm3 - 1)).toBeLessThan(1e-3);
  expect(Math.abs(askManifold(decodeStlBinary(readFileSync(path))) / volumeMm3 - 1)).toBeLessThan(1e-4);
  expect(Math.abs(volumeMm3 / (countVoxels(mask) * voxelVolumeMm3(geometry)) - 1)).toBeLessThan(0.02);
  expect(surface.maxDeviationMm).toBeLessThanOrEqual(Math.max(...geometry.spacingMm) / 2);
  expect(surface.watertight).toBe(true);
}

describe('mesh files', () => {
  const folder = tempFolder();
  const g = phantomGrid(ORIENTATIONS['coronal, mirrored'] as readonly number[]);
  const centre = [0, 1, 2].map(
    (axis) =>
      (g.planeOriginsLps[3 * 8 + axis] as number) +
      20 * g.spacingMm[0] * (g.direction[axis] as number) +
      16 * g.spacingMm[1] * (g.direction[3 + axis] as number),
  ) as [number, number, number];
  const { mesh } = createSurface(sphere(g, centre, 12), g);

  it('are written as their extension says', () => {
    for (const [name, start] of [
      ['ball.stl', 'Binary STL'],
      ['ball.OBJ', '# Limner'],
      ['ball.ply', 'ply\n'],
    ] as const) {
      writeMeshFile(join(folder, name), mesh);
      expect(readFileSync(join(folder, name), 'latin1').startsWith(start)).toBe(true);
    }
    expect(() => requireMeshFormat('ball.step')).toThrowError(
      expect.objectContaining({ kind: 'unsupported', code: 'MESH_FORMAT' }),
    );
  });

  it('are never written open, and leave nothing behind', () => {
    const { positions, indices } = tetrahedron();
    const path = join(folder, 'open.stl');
    const before = readdirSync(folder);
    let caught: unknown;
    try {
      writeMeshFile(path, { positions, indices: indices.slice(3) });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(AppError);
    expect(caught).toMatchObject({ kind: 'internal', code: 'MESH_NOT_CLOSED' });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('keep an older file when the new one cannot be written', () => {
    const path = join(folder, 'kept.stl');
    writeMeshFile(path, tetrahedron());
    const { positions, indices } = tetrahedron();
    expect(() => writeMeshFile(path, { positions, indices: indices.slice(3) })).toThrow(AppError);
    expect(statSync(path).size).toBe(284);
  });

  it('of a tilted, mirrored phantom pass admesh and manifold-3d', () => {
    judge(sphere(g, centre, 12), g, join(folder, 'phantom.stl'));
  });
});

describeWithShared('surfaces of clinical contours', () => {
  const folder = tempFolder();
  const patient = sharedPath('datasets', 'tcia-hn-oar', '0522c0017', 'oncologist');
  const names = existsSync(patient) ? readdirSync(patient).filter((name) => name.endsWith('.nrrd')) : [];

  it.each(names)('tcia-hn-oar 0522c0017 %s', (name) => {
    const { geometry, voxels } = readTestNrrd(join(patient, name));
    judge(maskFromDense(voxels, geometry.size), geometry, join(folder, `${name}.stl`));
  });

  it('every organ of a left-handed OpenKBP label map', async () => {
    const { geometry, voxels } = await readVolumeFile(
      sharedPath('datasets', 'openkbp-oar', 'val', 'pt_225_oar.nii.gz'),
    );
    let organs = 0;
    for (let label = 1; label <= 7; label++) {
      const mask = maskFromDense(
        voxels.map((v) => (v === label ? 1 : 0)),
        geometry.size,
      );
      if (countVoxels(mask) === 0) continue;
      judge(mask, geometry, join(folder, `${label}.stl`));
      organs++;
    }
    expect(organs).toBeGreaterThan(3);
  });
});
