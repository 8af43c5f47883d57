// Hollowing one part, for bench/sections/hollow.ts, which runs it as a process of its own.
// Arguments: a binary STL file, the wall in mm.

import { readFileSync } from 'node:fs';
import { checkClosedManifold, decodeStlBinary } from '../core/mesh/index.ts';
import { hollowSolid, nowhere, TriangleTree } from '../core/offset/index.ts';

const [file = '', wall = ''] = process.argv.slice(2);
const mesh = decodeStlBinary(readFileSync(file));
const started = { ms: performance.now(), cpu: process.cpuUsage() };
const hollow = hollowSolid(mesh, Number(wall));
const seconds = (performance.now() - started.ms) / 1000;
const { user, system } = process.cpuUsage(started.cpu);

const tree = new TriangleTree(mesh);
const found = nowhere();
let [thinnestMm, thickestMm] = [Number.POSITIVE_INFINITY, 0];
for (const { mesh: cavity } of hollow.cavities) {
  for (let at = 0; at < cavity.positions.length; at += 3) {
    const [x, y, z] = cavity.positions.subarray(at, at + 3) as unknown as [number, number, number];
    tree.nearest(x, y, z, Number.POSITIVE_INFINITY, found);
    thinnestMm = Math.min(thinnestMm, found.distanceMm);
    thickestMm = Math.max(thickestMm, found.distanceMm);
  }
}
const { cellMm, cavities, filled } = hollow;
const { isClosedManifold, shells } = checkClosedManifold(hollow.mesh);
const figures = { seconds, cpuSeconds: (user + system) / 1e6, cellMm, isClosedManifold, shells, filled: filled.pieces };
const cavityMl = cavities.reduce((sum, { volumeMl }) => sum + volumeMl, 0);
process.stdout.write(
  JSON.stringify({ ...figures, triangles: mesh.indices.length / 3, cavityMl, thinnestMm, thickestMm }),
);
