// Masks as the frames of a segmentation: only planes that hold something, in the order of segments, then of planes.

import { AppError } from '../error/index.ts';
import { boxSize, firstOverlap, isEmptyMask, type Mask } from '../volume/index.ts';
import { setBit } from './bit-frames.ts';
import type { SegInput } from './seg-types.ts';

export interface FrameToWrite {
  /** null: of a label map. */
  readonly segment: number | null;
  readonly k: number;
}

export interface EncodedFrames {
  readonly frames: readonly FrameToWrite[];
  readonly bitsAllocated: 1 | 8 | 16;
  /** Value field of PixelData, of even length. */
  readonly pixels: Uint8Array;
}

/** More bytes of pixels than this are refused: the value field of an element ends at 4 GiB, an array earlier. */
const MOST_PIXEL_BYTES = 2 ** 31 - 2;

function pixelBytes(count: number): Uint8Array {
  const even = count + (count % 2);
  if (even <= MOST_PIXEL_BYTES) return new Uint8Array(even);
  throw new AppError(
    'resource',
    'SEG_TOO_LARGE',
    'The segmentation would have more than 2 GiB of pixels. Export fewer structures at once.',
  );
}

/** Calls `set` with the place, in pixels of all frames together, of every set voxel of a mask.
 * @param frameOf of the planes that hold a voxel */
function eachPixel(
  { box, voxels, size: [ni, nj] }: Mask,
  frameOf: ReadonlyMap<number, number>,
  set: (pixel: number) => void,
): void {
  const [bi, bj] = boxSize(box);
  for (let k = box.k0; k < box.k1; k++) {
    const frame = frameOf.get(k);
    if (frame === undefined) continue;
    for (let j = box.j0; j < box.j1; j++) {
      const own = ((k - box.k0) * bj + j - box.j0) * bi;
      const pixel = (frame * nj + j) * ni + box.i0;
      for (let n = 0; n < bi; n++) if (voxels[own + n] === 1) set(pixel + n);
    }
  }
}

/** Planes of the mask that hold a voxel. */
function filledPlanes({ box, voxels }: Mask): number[] {
  const [bi, bj, bk] = boxSize(box);
  return Array.from({ length: bk }, (_, n) => n)
    .filter((n) => voxels.subarray(n * bi * bj, (n + 1) * bi * bj).includes(1))
    .map((n) => box.k0 + n);
}

function binaryFrames({ geometry, segments }: SegInput): EncodedFrames {
  const [ni, nj] = geometry.size;
  const planes = segments.map(({ mask }) => filledPlanes(mask));
  const frames = segments.flatMap(({ number }, at) =>
    (planes[at] as number[]).map((k): FrameToWrite => ({ segment: number, k })),
  );
  const pixels = pixelBytes(Math.ceil((frames.length * ni * nj) / 8));
  let first = 0;
  segments.forEach(({ mask }, at) => {
    const frameOf = new Map((planes[at] as number[]).map((k, n) => [k, first + n]));
    eachPixel(mask, frameOf, (pixel) => setBit(pixels, pixel));
    first += frameOf.size;
  });
  return { frames, bitsAllocated: 1, pixels };
}

function labelFrames({ geometry, segments }: SegInput): EncodedFrames {
  const overlap = firstOverlap(segments)?.map(({ name }) => name);
  if (overlap !== undefined) {
    throw new AppError(
      'unsupported',
      'SEG_LABELMAP_OVERLAP',
      `${overlap[0]} and ${overlap[1]} overlap, and a label map holds one structure a voxel. Export a binary segmentation.`,
      { data: { structures: overlap } },
    );
  }
  const [ni, nj] = geometry.size;
  const bitsAllocated = segments.length < 256 ? 8 : 16;
  const planes = [...new Set(segments.flatMap(({ mask }) => filledPlanes(mask)))].sort((a, b) => a - b);
  const frameOf = new Map(planes.map((k, n) => [k, n]));
  const pixels = pixelBytes((planes.length * ni * nj * bitsAllocated) / 8);
  const view = new DataView(pixels.buffer);
  for (const { number, mask } of segments) {
    eachPixel(mask, frameOf, (pixel) => {
      if (bitsAllocated === 8) pixels[pixel] = number;
      else view.setUint16(2 * pixel, number, true);
    });
  }
  return { frames: planes.map((k) => ({ segment: null, k })), bitsAllocated, pixels };
}

/**
 * Throws `invalid-input` when nothing is drawn at all (a segmentation has one frame at least), `unsupported` for a label
 * map of structures that overlap, `resource` beyond 2 GiB.
 */
export function encodeFrames(input: SegInput): EncodedFrames {
  for (const { name, mask } of input.segments) {
    if (mask.size.some((n, axis) => n !== input.geometry.size[axis])) {
      const [theirs, ours] = [mask.size.join(' x '), input.geometry.size.join(' x ')];
      throw new AppError(
        'invalid-input',
        'SEG_MASK_GRID',
        `The mask of ${name} has ${theirs} voxels, the image ${ours}.`,
      );
    }
  }
  if (input.segments.every(({ mask }) => isEmptyMask(mask))) {
    throw new AppError(
      'invalid-input',
      'SEG_NOTHING_DRAWN',
      'All structures are empty, so there is no segmentation to write.',
    );
  }
  return input.type === 'LABELMAP' ? labelFrames(input) : binaryFrames(input);
}
