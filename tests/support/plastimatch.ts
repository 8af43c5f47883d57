import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Masks as plastimatch makes them of a structure set: by name, one byte a voxel, on the grid of the image. */
export function masksOfPlastimatch(rtstruct: string, ct: string, out: string): Map<string, Uint8Array> {
  execFileSync('plastimatch', [
    ...['convert', '--input', rtstruct, '--referenced-ct', ct],
    ...['--output-prefix', out, '--prefix-format', 'nrrd'],
  ]);
  const masks = new Map<string, Uint8Array>();
  for (const file of readdirSync(out)) {
    const bytes = readFileSync(join(out, file));
    const split = bytes.indexOf('\n\n') + 2;
    const isPacked = bytes.subarray(0, split).includes('encoding: gzip');
    const voxels = bytes.subarray(split);
    masks.set(file.replace(/\.nrrd$/, ''), isPacked ? gunzipSync(voxels) : voxels);
  }
  return masks;
}

/** Writes an image anew in the format of the name, of its own type of value or of that which is asked for. */
export function convertByPlastimatch(input: string, output: string, type?: 'uchar'): void {
  const asType = type === undefined ? [] : ['--output-type', type];
  execFileSync('plastimatch', ['convert', '--input', input, '--output-img', output, ...asType], { stdio: 'ignore' });
}
