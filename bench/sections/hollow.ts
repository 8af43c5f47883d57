// Hollowing parts of 300 000 triangles: seconds, memory, and how well the wall is kept.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSurface, encodeStlBinary, type TriangleMesh } from '../../core/mesh/index.ts';
import { distanceField, gridOver, levelSurface } from '../../core/offset/index.ts';
import { maskFromDense } from '../../core/volume/index.ts';
import { readVolumeFile } from '../../main/volume-files/index.ts';
import { type BenchContext, type BenchSection, type JsonRecord, median, repeat, roundTo } from '../section.ts';

const MANDIBLE = ['datasets', 'tcia-hn-oar', '0522c0017', 'oncologist', 'Mandible.nrrd'] as const;
const TRIANGLES = 300_000;
const SECONDS_TARGET = 5;
const MEMORY_TARGET_GB = 1.5;
const WALLS_MM = [1, 2, 3] as const;

interface InProcess {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly triangles: number;
  readonly cellMm: number;
  readonly cavityMl: number;
  readonly thinnestMm: number;
  readonly thickestMm: number;
  readonly isClosedManifold: boolean;
}

/** The same surface with about so many triangles. */
function withTriangles(mesh: TriangleMesh, wanted: number): TriangleMesh {
  let cellMm = 1;
  let found = mesh;
  // The number of triangles goes with the inverse square of the cell.
  for (let tries = 0; tries < 3; tries++) {
    found = levelSurface(distanceField(mesh, gridOver(mesh, 0, cellMm), 0), 0);
    cellMm *= Math.sqrt(found.indices.length / 3 / wanted);
  }
  return found;
}

async function measureWall(context: BenchContext, file: string, wallMm: number): Promise<JsonRecord> {
  const script = join(context.projectRoot, 'bench/hollow-in-process.ts');
  const hollow = async (measureMemory: boolean) => {
    const command = await context.runCommand([process.execPath, script, file, String(wallMm)], { measureMemory });
    return { ...command, figures: JSON.parse(command.stdout) as InProcess };
  };
  const timed = await repeat(context.runs, () => hollow(false));
  const { memory, figures } = await hollow(true);
  const seconds = roundTo(median(timed.map((each) => each.figures.seconds)), 2);
  const cpuSeconds = roundTo(median(timed.map((each) => each.figures.cpuSeconds)), 2);
  const peakGb = memory && roundTo(memory.peakBytes / 2 ** 30, 3);
  context.log(`hollow, ${wallMm} mm: ${seconds} s, ${cpuSeconds} s of processor time`);
  return {
    wallMm,
    triangles: figures.triangles,
    cellMm: roundTo(figures.cellMm, 3),
    cavityMl: roundTo(figures.cavityMl, 2),
    measuredWallMm: [roundTo(figures.thinnestMm, 3), roundTo(figures.thickestMm, 3)],
    isClosedManifold: figures.isClosedManifold,
    seconds: { measured: seconds, ofProcessor: cpuSeconds, target: SECONDS_TARGET, isMet: seconds <= SECONDS_TARGET },
    peakMemoryGb: { measured: peakGb, target: MEMORY_TARGET_GB, isMet: peakGb && peakGb <= MEMORY_TARGET_GB },
  };
}

async function run(context: BenchContext): Promise<JsonRecord> {
  const { geometry, voxels } = await readVolumeFile(context.sharedPath(...MANDIBLE));
  const dense = Uint8Array.from(voxels, (value) => (value > 0 ? 1 : 0));
  const part = withTriangles(createSurface(maskFromDense(dense, geometry.size), geometry).mesh, TRIANGLES);
  const file = join(await context.temporaryFolder(), 'mandible.stl');
  writeFileSync(file, encodeStlBinary(part));
  const walls: JsonRecord[] = [];
  for (const wallMm of WALLS_MM) walls.push(await measureWall(context, file, wallMm));
  return { input: MANDIBLE.join('/'), walls };
}

export const hollowSection: BenchSection = { name: 'hollow', run };
