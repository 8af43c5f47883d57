// Meshes of other programs as the steps get them: repaired and said, or refused with the file and the reason.

import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkClosedManifold, encodeStlBinary, type TriangleMesh } from '../../../core/mesh/index.ts';
import { readForeignMesh } from '../../../main/services/mesh/read-mesh-file.ts';
import { joined, meshOf, tetrahedron } from '../../support/mesh-shapes.ts';
import { testFolder } from '../../support/temp-folder.ts';

const turned = ({ positions, indices }: TriangleMesh): TriangleMesh => ({
  positions,
  indices: indices.slice().reverse(),
});
const stl = (mesh: TriangleMesh) => ({ name: 'guide.stl', bytes: encodeStlBinary(mesh) });
const bytes = (text: string) => ({ name: 'guide.stl', bytes: new TextEncoder().encode(text) });
const open = meshOf([0, 0, 0, 30, 0, 0, 0, 30, 0], [[0, 1, 2]]);
const dust = () =>
  joined(...Array.from({ length: 10_001 }, (_, n) => tetrahedron(2 * (n % 100), 2 * Math.floor(n / 100))));

describe('a mesh of another program', () => {
  it('is taken as it is when it is sound', async () => {
    const { mesh, repairs, triangles } = await readForeignMesh(stl(tetrahedron()));
    expect({ repairs, triangles }).toEqual({ repairs: [], triangles: 4 });
    expect(checkClosedManifold(mesh).isClosedManifold).toBe(true);
  });

  it.each([
    ['inside out', turned(tetrahedron()), /outside out/],
    ['of pieces that overlap', joined(tetrahedron(), tetrahedron(0.2, 0.2, 0.1)), /made one/],
  ])('is repaired when it is %s, and that is said', async (_, mesh, said) => {
    const repaired = await readForeignMesh(stl(mesh));
    expect(repaired.repairs.join()).toMatch(said);
    expect(repaired.volumeMl).toBeGreaterThan(0);
  });

  it.each([
    ['open', () => stl(open), 'MESH_OPEN', 'guide.stl is open'],
    ['empty', () => stl({ positions: new Float32Array(0), indices: new Uint32Array(0) }), 'MESH_EMPTY', 'guide.stl'],
    ['ten thousand shells', () => stl(dust()), 'MESH_TOO_MANY', 'guide.stl has 10001 loose pieces'],
    ['no mesh', () => bytes('%PDF-1.7 and so on'), 'MESH_FILE_DAMAGED', 'guide.stl: '],
    ['of no known kind', () => ({ name: 'a.step', bytes: new Uint8Array(9) }), 'MESH_FILE_KIND', 'a.step: '],
    [
      'cut short',
      () => ({ name: 'guide.stl', bytes: encodeStlBinary(dust()).slice(0, 5000) }),
      'MESH_FILE_DAMAGED',
      'guide.stl: ',
    ],
  ])('is refused when it is %s', async (_, source, code, why) => {
    await expect(readForeignMesh(source())).rejects.toMatchObject({ code, message: expect.stringContaining(why) });
  });

  it('is refused unread when it has 5 GB, and named when it is not there', async () => {
    const path = join(testFolder(), 'huge.stl');
    writeFileSync(path, '');
    truncateSync(path, 5e9);
    await expect(readForeignMesh({ path })).rejects.toMatchObject({ code: 'MESH_FILE_TOO_LARGE' });
    await expect(readForeignMesh({ path: '/no/where.stl' })).rejects.toMatchObject({ kind: 'not-found' });
  });
});
