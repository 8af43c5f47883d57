// A second, minimal NRRD reader, for tests that must not depend on the product's own: unsigned 8-bit gzip or raw only.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type ImageGeometry, normalise, regularGeometry, type Vec3 } from '../../core/geometry/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';

const triple = (text: string): Vec3 => text.split(',').map(Number) as unknown as Vec3;

/** Throws when the file is not what the header comment says. */
export function readTestNrrd(path: string): ImageVolume<Uint8Array> {
  const bytes = readFileSync(path);
  const end = bytes.indexOf('\n\n');
  const header = bytes.subarray(0, end).toString('latin1');
  const field = (name: string): string => {
    const value = new RegExp(`^${name}: *(.*)$`, 'm').exec(header)?.[1];
    if (value === undefined) throw new Error(`${path}: no ${name}`);
    return value.trim();
  };
  if (!/^(uint8|uchar|unsigned char|uint8_t)$/.test(field('type'))) throw new Error(`${path}: type ${field('type')}`);
  if (field('space') !== 'left-posterior-superior') throw new Error(`${path}: space ${field('space')}`);
  const body = bytes.subarray(end + 2);
  const size = field('sizes').split(/\s+/).map(Number) as [number, number, number];
  const count = size[0] * size[1] * size[2];
  const voxels = field('encoding').startsWith('gz') ? gunzipSync(body, { chunkSize: count + 1024 }) : body;
  if (voxels.length !== count) throw new Error(`${path}: ${voxels.length} voxels for ${size.join(' x ')}`);
  const steps = [...field('space directions').matchAll(/\(([^)]*)\)/g)].map((match) => triple(match[1] as string));
  const geometry: ImageGeometry = regularGeometry({
    size,
    spacingMm: steps.map((step) => Math.hypot(...step)) as [number, number, number],
    originLps: triple(field('space origin').slice(1, -1)),
    direction: steps.flatMap((step) => [...normalise(step)]),
  });
  return { geometry, voxels: new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.length) };
}
