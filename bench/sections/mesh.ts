// Surface, smoothing and simplification of a 256^3 mandible for printing, against VTK on the same voxels. Ours also makes
// sure that the surface does not meet itself; VTK does not look.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readVolumeFile } from '../../main/volume-files/index.ts';
import { CUBE_SIDE, mandibleCube } from '../mandible-cube.ts';
import { type BenchContext, type BenchSection, type JsonRecord, median, repeat, roundTo } from '../section.ts';

const MANDIBLE = ['datasets', 'tcia-hn-oar', '0522c0017', 'oncologist', 'Mandible.nrrd'] as const;
const SMOOTH_MM = 3;
const TRIANGLES = 60_000;
const RATIO_TARGET = 1.0;
const MEMORY_TARGET_GB = 1.5;

interface Figures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly triangles: number;
  readonly trianglesBefore: number;
  readonly [name: string]: number | string | boolean;
}

const middle = (runs: readonly Figures[], name: 'seconds' | 'cpuSeconds'): number =>
  roundTo(median(runs.map((run) => run[name])), 2);

async function timed(context: BenchContext, label: string, argv: readonly string[]) {
  const once = async (measureMemory: boolean) => {
    const { stdout, memory } = await context.runCommand(argv, { measureMemory });
    return { figures: JSON.parse(stdout) as Figures, memory };
  };
  const runs = (await repeat(context.runs, () => once(false))).map(({ figures }) => figures);
  const { figures, memory } = await once(true);
  const [seconds, cpuSeconds] = [middle(runs, 'seconds'), middle(runs, 'cpuSeconds')];
  context.log(`${label}: ${seconds} s, ${cpuSeconds} s of processor time`);
  return { seconds, cpuSeconds, figures, peakGb: memory && roundTo(memory.peakBytes / 2 ** 30, 3) };
}

async function runPeer(context: BenchContext, file: string, spacingMm: number) {
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  const installed = await context.runCommand([python, '-c', 'import vtkmodules']).catch(() => null);
  if (installed === null) return null;
  const script = join(context.projectRoot, 'bench/peers/vtk_surface_peer.py');
  const side = String(CUBE_SIDE);
  return timed(context, 'vtk', [python, script, file, side, side, side, String(spacingMm), String(TRIANGLES)]);
}

async function run(context: BenchContext): Promise<JsonRecord> {
  const { geometry, voxels } = await readVolumeFile(context.sharedPath(...MANDIBLE));
  const cube = mandibleCube(geometry, voxels);
  const file = join(await context.temporaryFolder(), 'mandible.raw');
  writeFileSync(file, cube.voxels);
  const script = join(context.projectRoot, 'bench/surface-in-process.ts');
  const numbers = [CUBE_SIDE, cube.spacingMm, SMOOTH_MM, TRIANGLES].map(String);
  const ours = await timed(context, 'limner', [process.execPath, script, file, ...numbers]);
  const peer = await runPeer(context, file, cube.spacingMm);
  const ratio = peer && roundTo(ours.seconds / peer.seconds, 2);
  const { peakGb } = ours;
  return {
    input: `${MANDIBLE.join('/')} on ${CUBE_SIDE}^3 voxels of ${roundTo(cube.spacingMm, 3)} mm`,
    smoothMm: SMOOTH_MM,
    limner: { ...ours.figures, seconds: ours.seconds, cpuSeconds: ours.cpuSeconds },
    vtk: peer
      ? { ...peer.figures, seconds: peer.seconds, cpuSeconds: peer.cpuSeconds, peakGb: peer.peakGb }
      : { missing: 'VTK is not installed (Debian package python3-vtk9)' },
    ratio: { measured: ratio, target: RATIO_TARGET, isMet: ratio && ratio <= RATIO_TARGET },
    cpuRatio: peer && roundTo(ours.cpuSeconds / peer.cpuSeconds, 2),
    peakMemoryGb: { measured: peakGb, target: MEMORY_TARGET_GB, isMet: peakGb && peakGb <= MEMORY_TARGET_GB },
  };
}

export const meshSection: BenchSection = { name: 'mesh', run };
