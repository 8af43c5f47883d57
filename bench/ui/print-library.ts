// A library with a head, its mandible and a block beside its chin, for the previews of printable models.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { maskFromDense } from '../../core/volume/index.ts';
import { decodeVoxels, encodeNiftiMaskGz, parseNiftiHeader } from '../../core/volume-files/index.ts';
import type { BenchContext } from '../section.ts';

const CASE = 'dicom/openkbp-pt_225';
export const PREVIEW_INPUT = 'CT 512 x 512 x 118, its mandible from values (44 ml)';
/** Half of the block along columns, rows and planes, mm: about a guide for a saw. */
const HALF_BLOCK_MM = [12, 4, 7] as const;

/** Voxels around the foremost one of a structure. */
function blockBeside(dense: ArrayLike<number>, { size, spacingMm }: ImageGeometry): Uint8Array {
  const [ni, nj, nk] = size;
  const slice = ni * nj;
  let foremost = -1;
  for (let at = 0; at < dense.length; at++) {
    if (dense[at] !== 0 && (foremost < 0 || at % slice < foremost % slice)) foremost = at;
  }
  const centre = [foremost % ni, Math.floor(foremost / ni) % nj, Math.floor(foremost / slice)] as const;
  const reach = HALF_BLOCK_MM.map((mm, axis) => Math.round(mm / (spacingMm[axis] as number)));
  const block = new Uint8Array(ni * nj * nk);
  const isNear = (index: number, axis: 0 | 1 | 2) => Math.abs(index - centre[axis]) <= (reach[axis] as number);
  for (let at = 0; at < block.length; at++) {
    if (isNear(Math.floor(at / slice), 2) && isNear(Math.floor(at / ni) % nj, 1) && isNear(at % ni, 0)) block[at] = 1;
  }
  return block;
}

function writeBlock(maskFile: string, blockFile: string): void {
  const file = gunzipSync(readFileSync(maskFile));
  const header = parseNiftiHeader(file);
  const { offset, byteLength } = header.data;
  const first = offset ?? file.length - byteLength;
  const { geometry, voxels } = decodeVoxels(header, file.subarray(first, first + byteLength));
  writeFileSync(blockFile, encodeNiftiMaskGz(maskFromDense(blockBeside(voxels, geometry), geometry.size), geometry));
}

/** The mandible is made from values by the command line. */
export async function previewLibrary(context: BenchContext): Promise<string> {
  const folder = await context.temporaryFolder();
  const images = await context.unpackShared(CASE);
  const [library, set] = [join(folder, 'library'), join(folder, 'set.dcm')];
  const [mandible, block] = [join(folder, 'mandible.nii.gz'), join(folder, 'block.nii.gz')];
  const places = ['--seed=-26.4,-77.9,52.5', '--split=21.7,-4.1,52.5'];
  await context.runLimner(['segment', images, '--threshold=226..3071', ...places, '--out', mandible]);
  writeBlock(mandible, block);
  const masks = ['--mask', `Bone_Mandible=${mandible}`, '--mask', `Block=${block}`];
  await context.runLimner(['rtstruct', '--image', images, ...masks, '--out', set]);
  for (const path of [images, set]) await context.runLimner(['import', path, '--library', library]);
  return library;
}
