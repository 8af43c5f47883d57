// Laws of the volume codecs, with zlib as the judge of our own gzip stream and its CRC.
import { crc32, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameGrid, regularGeometry, type Vec3, voxelCount } from '../../core/geometry/index.ts';
import { denseFromMask, type Mask, maskFromDense, type VoxelArray } from '../../core/volume/index.ts';
import {
  CRC_START,
  decodeVoxels,
  encodeMetaImage,
  encodeNifti,
  encodeNrrd,
  feedBytes,
  feedRun,
  finishCrc,
  gzipMask,
  parseVolumeHeader,
  sniffVolumeFile,
} from '../../core/volume-files/index.ts';

const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }));

/** Runs of all lengths, so that every match length of DEFLATE occurs. */
const masks: fc.Arbitrary<Mask> = fc
  .tuple(sizes, fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 30 }), fc.boolean())
  .map(([size, runs, first]) => {
    const dense = new Uint8Array(voxelCount(size));
    let at = 0;
    let value = first ? 1 : 0;
    for (let n = 0; at < dense.length; n++) {
      const run = runs[n % runs.length] as number;
      dense.fill(value, at, at + run);
      at += run;
      value ^= 1;
    }
    return maskFromDense(dense, size);
  });

describe('gzipMask', () => {
  it('is what zlib inflates to the prefix and the whole grid', () => {
    fc.assert(
      fc.property(masks, fc.uint8Array({ maxLength: 400 }), (mask, prefix) => {
        const inflated = gunzipSync(gzipMask(mask, prefix));
        expect(Buffer.compare(inflated, Buffer.concat([prefix, denseFromMask(mask)]))).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('holds every run length from 1 to 1000', () => {
    for (let length = 1; length <= 1000; length++) {
      const dense = new Uint8Array(length + 3).fill(1, 1, length + 1);
      const mask = maskFromDense(dense, [length + 3, 1, 1]);
      expect(Buffer.compare(gunzipSync(gzipMask(mask, new Uint8Array(0))), dense)).toBe(0);
    }
  });

  it('writes 31 million voxels in less than 150 kB', () => {
    const size = [512, 512, 118] as const;
    const dense = new Uint8Array(voxelCount(size));
    for (let k = 30; k < 90; k++) {
      for (let j = 100; j < 400; j++) {
        const half = Math.round(Math.sqrt(150 ** 2 - (j - 250) ** 2));
        dense.fill(1, (k * 512 + j) * 512 + 256 - half, (k * 512 + j) * 512 + 256 + half);
      }
    }
    const mask = maskFromDense(dense, size);
    const file = gzipMask(mask, new Uint8Array(352));
    expect(file.length).toBeLessThan(150_000);
    expect(Buffer.compare(gunzipSync(file).subarray(352), dense)).toBe(0);
  });
});

describe('crc32', () => {
  it('equals that of zlib, for bytes and for runs', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(0, 1),
        fc.integer({ min: 0, max: 100_000 }),
        (bytes, value, length) => {
          const ours = finishCrc(feedRun(feedBytes(CRC_START, bytes), value, length));
          expect(ours).toBe(crc32(new Uint8Array(length).fill(value), crc32(bytes)));
        },
      ),
    );
  });
});

const unit = (v: Vec3): Vec3 => {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
};
const crossed = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const component = fc.double({ min: -1, max: 1, noNaN: true });

/** Any rotation, either handedness. */
const directions = fc
  .tuple(fc.tuple(component, component, component), fc.tuple(component, component, component), fc.boolean())
  .filter(([a, b]) => Math.hypot(...a) > 0.2 && Math.hypot(...crossed(a, b)) > 0.1)
  .map(([a, b, isLeft]) => {
    const i = unit(a);
    const k = unit(crossed(a, b));
    const j = crossed(k, i);
    return [...i, ...j, ...(isLeft ? k.map((v) => -v) : k)];
  });

const grids = fc
  .record({
    size: sizes,
    spacing: fc.tuple(...([0, 1, 2] as const).map(() => fc.double({ min: 0.05, max: 20, noNaN: true }))),
    origin: fc.tuple(...([0, 1, 2] as const).map(() => fc.double({ min: -1500, max: 1500, noNaN: true }))),
    direction: directions,
  })
  .map(({ size, spacing, origin, direction }) =>
    regularGeometry({
      size,
      spacingMm: spacing as [number, number, number],
      originLps: origin as unknown as Vec3,
      direction,
    }),
  );

const arrays: readonly (new (length: number) => VoxelArray)[] = [
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
];

describe('every volume format', () => {
  it.each([
    ['nifti', encodeNifti],
    ['nrrd', encodeNrrd],
    ['metaimage', encodeMetaImage],
  ] as const)('%s keeps grid, type and values', (format, encode) => {
    fc.assert(
      fc.property(grids, fc.constantFrom(...arrays), fc.integer(), (g, VoxelType, seed) => {
        const voxels = new VoxelType(voxelCount(g.size));
        for (let n = 0; n < voxels.length; n++) voxels[n] = ((seed % 1000) + n * 31) % 120;
        const bytes = encode(voxels, g);
        expect(sniffVolumeFile(bytes.subarray(0, 4096))).toEqual({ format, isGzipped: false });
        const header = parseVolumeHeader(format, bytes.slice(0, 4096));
        const data = bytes.slice(header.data.offset ?? 0);
        const volume = decodeVoxels(header, data);
        expect(volume.voxels).toBeInstanceOf(VoxelType);
        expect([...volume.voxels]).toEqual([...voxels]);
        expect(isSameGrid(g, volume.geometry)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('answers any damage to a header with an AppError', () => {
    const g = regularGeometry({ size: [4, 3, 2], spacingMm: [1, 1, 2], originLps: [0, 0, 0] });
    const files = [encodeNifti, encodeNrrd, encodeMetaImage].map((encode) => encode(new Int16Array(24), g));
    const formats = ['nifti', 'nrrd', 'metaimage'] as const;
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.array(fc.tuple(fc.nat(352), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        (which, edits) => {
          const bytes = (files[which] as Uint8Array).slice();
          for (const [at, value] of edits) bytes[at % bytes.length] = value;
          try {
            const header = parseVolumeHeader(formats[which] as 'nifti', bytes);
            expect(header.data.byteLength).toBeLessThanOrEqual(2 ** 31);
          } catch (thrown) {
            expect(thrown).toMatchObject({ name: 'AppError' });
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
