// A real mandible, hollowed with a drain, offset and thickened, judged by admesh (the STL file) and manifold-3d (the
// triangles), and its wall by the distances that VTK finds.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { computeEnclosedVolumeMm3, createSurface, encodeStlBinary, type TriangleMesh } from '../../core/mesh/index.ts';
import { hollowSolid, offsetSolid } from '../../core/offset/index.ts';
import { hollow } from '../../core/print/steps/hollow.ts';
import { thicken } from '../../core/print/steps/thicken.ts';
import { findThinSites } from '../../core/printability/index.ts';
import { maskFromDense } from '../../core/volume/index.ts';
import { readTestNrrd } from '../support/nrrd-for-tests.ts';
import { runPython } from '../support/run-python.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { partOf, SOLID_WORLD } from '../support/solid-shapes.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Repairs that admesh had to make, and the volume it finds, mm3. */
function askAdmesh(path: string): { readonly repairs: number; readonly volumeMm3: number } {
  const said = execFileSync('admesh', [path], { encoding: 'latin1' });
  const count = (label: string) => Number(new RegExp(`${label} *: *(\\d+)`).exec(said)?.[1]);
  const labels = [
    'Degenerate facets',
    'Edges fixed',
    'Facets removed',
    'Facets added',
    'Facets reversed',
    'Backwards edges',
  ];
  return {
    repairs: labels.reduce((sum, label) => sum + count(label), 0),
    volumeMm3: Number(/Volume *: *(-?[\d.]+)/.exec(said)?.[1]),
  };
}

const VTK_DISTANCES = `
import sys, json, vtk
from vtk.util.numpy_support import vtk_to_numpy
def read(path):
    reader = vtk.vtkSTLReader(); reader.SetFileName(path); reader.Update(); return reader.GetOutput()
part, cavity = read(sys.argv[1]), read(sys.argv[2])
distance = vtk.vtkImplicitPolyDataDistance(); distance.SetInput(part)
points = vtk_to_numpy(cavity.GetPoints().GetData())[::31]
found = [distance.EvaluateFunction(*map(float, p)) for p in points]
print(json.dumps({'thinnest': -max(found), 'thickest': -min(found)}))
`;

describeWithShared('solids made of a real mandible', () => {
  const folder = tempFolder();
  const { geometry, voxels } = readTestNrrd(
    sharedPath('datasets', 'tcia-hn-oar', '0522c0017', 'oncologist', 'Mandible.nrrd'),
  );
  const { mesh } = createSurface(maskFromDense(voxels, geometry.size), geometry);
  const write = (name: string, solid: TriangleMesh): string => {
    const path = join(folder, `${name}.stl`);
    writeFileSync(path, encodeStlBinary(solid));
    return path;
  };
  const judge = async (name: string, solid: TriangleMesh): Promise<void> => {
    const { repairs, volumeMm3 } = askAdmesh(write(name, solid));
    const volume = computeEnclosedVolumeMm3(solid);
    expect(repairs).toBe(0);
    expect(volumeMm3 / volume).toBeCloseTo(1, 3);
    const kernel = await SOLID_WORLD.solids();
    expect(kernel.work([0, 0, 0], (bench) => bench.solid(solid, name).volume()) / volume).toBeCloseTo(1, 3);
  };

  it('keep the wall that was asked for', async () => {
    const { mesh: solid, cavities, cellMm } = hollowSolid(mesh, 2);
    await judge('hollow', solid);
    const cavity = write('cavity', cavities[0]?.mesh ?? solid);
    const wall = runPython<{ thinnest: number; thickest: number }>(VTK_DISTANCES, write('part', mesh), cavity);
    expect(wall.thinnest).toBeGreaterThan(2 - 0.1 * cellMm);
    expect(wall.thickest).toBeLessThan(2 + cellMm);
  });

  it('are open where a drain was asked for, and thick enough once thickened', async () => {
    const [x = 0, y = 0, z = 0] = hollowSolid(mesh, 2).cavities[0]?.mesh.positions ?? [];
    const drains = [{ atLps: [x, y, z] as [number, number, number], diameterMm: 2.5 }];
    const [drained] = await hollow(
      [partOf('Mandible', mesh)],
      { name: 'hollow', wallMm: 2, drains },
      { ...SOLID_WORLD, quality: 'preview' },
    );
    await judge('drained', drained?.mesh ?? mesh);
    const thin = findThinSites(mesh, 2).reduce((sum, { areaMm2 }) => sum + areaMm2, 0);
    const [thick] = await thicken([partOf('Mandible', mesh)], { name: 'thicken', minWallMm: 2 }, SOLID_WORLD);
    await judge('thick', thick?.mesh ?? mesh);
    const left = findThinSites(thick?.mesh ?? mesh, 2).reduce((sum, { areaMm2 }) => sum + areaMm2, 0);
    expect(thin).toBeGreaterThan(2);
    expect(left).toBeLessThan(thin / 3);
  });

  it('are larger after an offset outwards and smaller after one inwards', async () => {
    const coarse = { coarseness: 1.5 };
    const [larger, smaller] = [offsetSolid(mesh, 1.2, coarse).mesh, offsetSolid(mesh, -1.2, coarse).mesh];
    await judge('larger', larger);
    await judge('smaller', smaller);
    expect(computeEnclosedVolumeMm3(larger)).toBeGreaterThan(computeEnclosedVolumeMm3(mesh));
    expect(computeEnclosedVolumeMm3(smaller)).toBeLessThan(computeEnclosedVolumeMm3(mesh));
  });
});
