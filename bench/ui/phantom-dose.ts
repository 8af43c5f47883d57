// The large case with a dose over it: a grid of 3 mm about its targets, as a planning system would export it.

import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDose } from '../../tests/support/rtdose-builder.ts';
import type { BenchContext } from '../section.ts';
import { PHANTOM_UIDS, phantomLibrary } from './phantom.ts';

const SIZE = [120, 100, 130] as const;
const STEP_MM = 3;
const ORIGIN_LPS = [-150, -170, -80] as const;
/** Middle of PTV_7000. */
const TARGET_LPS = [29.8, -20, 112.5] as const;
const TARGET_GY = 70;
/** Full dose within, falling to a third over twice the way. */
const RADIUS_MM = 50;
const GY_PER_STEP = 0.002;

/** Stored number of a voxel: flat in the target, smooth outside. */
function stored(...voxel: readonly [number, number, number]): number {
  const fromTarget = voxel.map((index, axis) => {
    const at = (ORIGIN_LPS[axis] as number) + STEP_MM * index;
    return at - (TARGET_LPS[axis] as number);
  });
  const outside = Math.max(0, Math.hypot(...fromTarget) - RADIUS_MM);
  return Math.round((TARGET_GY * Math.exp(-outside / RADIUS_MM)) / GY_PER_STEP);
}

/** The library of the phantom with its dose, made once and kept beside the other. */
export async function doseLibrary({ cacheFolder, runLimner, log }: BenchContext): Promise<string> {
  const phantom = await phantomLibrary(cacheFolder, log);
  const folder = `${phantom}-dose`;
  if (existsSync(folder)) return folder;
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  cpSync(phantom, part, { recursive: true });
  const files = mkdtempSync(join(tmpdir(), 'limner-dose-'));
  try {
    const file = join(files, 'dose.dcm');
    writeFileSync(
      file,
      buildDose({
        size: SIZE,
        pixelSpacing: [STEP_MM, STEP_MM],
        position: ORIGIN_LPS,
        offsets: Array.from({ length: SIZE[2] }, (_, k) => STEP_MM * k),
        scaling: GY_PER_STEP,
        frameOfReferenceUid: PHANTOM_UIDS.frame,
        patientId: PHANTOM_UIDS.patient,
        extra: [
          { tag: 0x00100021, vr: 'LO', value: PHANTOM_UIDS.issuer },
          { tag: 0x0020000d, vr: 'UI', value: PHANTOM_UIDS.study },
        ],
        stored,
      }),
    );
    await runLimner(['import', file, '--library', part]);
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
  renameSync(part, folder);
  return folder;
}
