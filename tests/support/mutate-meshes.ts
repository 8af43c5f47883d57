// Damaged meshes of other programs, read and repaired as a step of printing does it.

import { unzipSync, zipSync } from 'fflate';
import {
  checkClosedManifold,
  encodeObjObjects,
  encodePly,
  encodeStlBinary,
  encodeThreeMf,
} from '../../core/mesh/index.ts';
import { decodeForeign, repairForeign } from '../../core/solid/index.ts';
import { loadSolids } from '../../main/platform/solid-engine.ts';
import { type MutatedFormat, mutate, type SeedFile } from './mutate.ts';
import { boxMesh, sphereMesh } from './solid-shapes.ts';
import { type DamageReport, takeDamaged } from './take-damaged.ts';

interface Seed extends SeedFile {
  readonly ending: string;
  readonly damage: MutatedFormat;
  /** What is damaged may be a part of the file only. */
  readonly file?: (damaged: Buffer) => Uint8Array;
}

const BALL = sphereMesh([3, -4, 5], 10, 12);
const PARTS = [
  { name: 'Ball', colour: '#ff8000', mesh: BALL },
  { name: 'Box', colour: null, mesh: boxMesh([0, 0, 0], [2, 3, 4]) },
];
const THREE_MF = encodeThreeMf(PARTS, 'Limner 1');
const MODEL = '3D/3dmodel.model';

const corner = (vertex: number): string =>
  `vertex ${[...BALL.positions.subarray(3 * vertex, 3 * vertex + 3)].join(' ')}`;
const TEXT_STL = `solid ball\n${Array.from({ length: BALL.indices.length / 3 }, (_, t) => {
  const corners = [...BALL.indices.subarray(3 * t, 3 * t + 3)].map(corner).join('\n');
  return `facet normal 0 0 0\nouter loop\n${corners}\nendloop\nendfacet`;
}).join('\n')}\nendsolid ball\n`;
const TEXT_PLY = `ply\nformat ascii 1.0\nelement vertex ${BALL.positions.length / 3}\nproperty float x\nproperty float y\nproperty float z\nelement face ${BALL.indices.length / 3}\nproperty list uchar int vertex_indices\nend_header\n${[
  ...Array.from({ length: BALL.positions.length / 3 }, (_, v) => corner(v).slice(7)),
  ...Array.from(
    { length: BALL.indices.length / 3 },
    (_, t) => `3 ${BALL.indices.subarray(3 * t, 3 * t + 3).join(' ')}`,
  ),
].join('\n')}\n`;

/** A damaged file inside of a whole package. */
const packed = (path: string) => (damaged: Buffer) => zipSync({ ...unzipSync(THREE_MF), [path]: damaged });
const partOf = (path: string) => Buffer.from(unzipSync(THREE_MF)[path] as Uint8Array);

const SEEDS: readonly Seed[] = [
  { name: 'ball.stl', ending: '.stl', damage: 'nifti', bytes: Buffer.from(encodeStlBinary(BALL)) },
  { name: 'text.stl', ending: '.stl', damage: 'nrrd', bytes: Buffer.from(TEXT_STL) },
  { name: 'ball.ply', ending: '.ply', damage: 'nrrd', bytes: Buffer.from(encodePly(BALL)) },
  { name: 'text.ply', ending: '.ply', damage: 'nrrd', bytes: Buffer.from(TEXT_PLY) },
  { name: 'two.obj', ending: '.obj', damage: 'nrrd', bytes: Buffer.from(encodeObjObjects(PARTS, 'two.mtl')) },
  { name: 'two.3mf', ending: '.3mf', damage: 'nifti', bytes: Buffer.from(THREE_MF) },
  { name: MODEL, ending: '.3mf', damage: 'nrrd', bytes: partOf(MODEL), file: packed(MODEL) },
  { name: '_rels/.rels', ending: '.3mf', damage: 'nrrd', bytes: partOf('_rels/.rels'), file: packed('_rels/.rels') },
];

/** Takes in `count` damaged files; each comes out closed or is refused with one line. */
export async function mutateMeshes(count: number, seed: number): Promise<DamageReport> {
  const kernel = await loadSolids();
  const seedOf = (index: number) => SEEDS[index % SEEDS.length] as Seed;
  return takeDamaged(
    count,
    (index) => ({ ...seedOf(index), ...mutate(seedOf(index).damage, SEEDS, seed, index) }),
    ({ name, bytes, ending, file }) => {
      const { mesh } = decodeForeign(file === undefined ? bytes : file(bytes), ending);
      if (!mesh.indices.every((vertex) => 3 * vertex < mesh.positions.length)) throw new Error('a corner is missing');
      const repaired = repairForeign(kernel, mesh, name).mesh;
      if (!checkClosedManifold(repaired).isClosedManifold) throw new Error('what was accepted is not closed');
    },
  );
}
