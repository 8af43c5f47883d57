// Damaged doses and plans, decoded in this process: no file is written, so a thousand take seconds.

import { readFileSync } from 'node:fs';
import { decodeRtdose, decodeRtplan } from '../../core/dicom/index.ts';
import { doseHistogram, isodoseContours } from '../../core/dose/index.ts';
import { voxelCount } from '../../core/geometry/index.ts';
import { boxStructure } from './dose-phantom.ts';
import { mutate, type SeedFile } from './mutate.ts';
import { buildDose, type DoseFileOptions } from './rtdose-builder.ts';
import { hasSharedData, sharedPath } from './shared-data.ts';
import { type DamageReport, takeDamaged } from './take-damaged.ts';

const KINDS: Readonly<Record<string, DoseFileOptions>> = {
  explicit: { size: [8, 8, 6], position: [-10, -10, -6], offsets: [0, 2, 4, 6, 8, 12] },
  reversed: { size: [8, 8, 4], position: [-10, -10, 6], offsets: [6, 3, 0, -3] },
  implicit: { layout: 'implicit', bits: 16 },
  big: { layout: 'big-endian' },
  deflated: { layout: 'deflated' },
  rle: { layout: 'rle', size: [8, 8, 1], offsets: null },
};

function seeds(): SeedFile[] {
  const built = Object.entries(KINDS).map(([name, options]) => ({ name, bytes: Buffer.from(buildDose(options)) }));
  const shared = hasSharedData() ? ['pydicom_rtdose', 'pydicom_rtplan'] : [];
  return [...built, ...shared.map((name) => ({ name, bytes: readFileSync(sharedPath('dicom/rt', `${name}.dcm`)) }))];
}

/** Reads it and uses what comes out. */
function takeIn({ name, bytes }: SeedFile): void {
  if (name === 'pydicom_rtplan') {
    decodeRtplan(bytes);
    return;
  }
  const { geometry, voxels } = decodeRtdose(bytes);
  const numbers = [...geometry.spacingMm, ...geometry.direction, ...geometry.planeOriginsLps];
  if (!numbers.every(Number.isFinite)) throw new Error('a geometry that is not finite was accepted');
  if (voxels.length !== voxelCount(geometry.size)) throw new Error('voxels do not fit their grid');
  const grid = { geometry, gy: voxels };
  const { volumeMl, outsideMl } = doseHistogram(boxStructure([6, 6, 4], 2), grid);
  if (!(outsideMl <= volumeMl && volumeMl > 0.1)) throw new Error('a volume was lost');
  const extent = { u0: -20, u1: 20, v0: -20, v1: 20 };
  isodoseContours(grid, { originLps: [0, 0, 0], uLps: [1, 0, 0], vLps: [0, 1, 0], extent }, [0.5], 1);
}

/** Takes in `count` damaged files; each is used whole or refused with one line. */
export function mutateDoses(count: number, seed: number): Promise<DamageReport> {
  const files = seeds();
  return takeDamaged(count, (index) => mutate('dicom', files, seed, index), takeIn);
}
