// The values of the images of one file, each in an array of its own.

import {
  checkCompressedPixels,
  decodePixels,
  type FrameCodec,
  isWholeValued,
  type PixelImage,
  pixelSource,
} from '../../core/dicom/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import { codecFor } from './frame-codecs.ts';

/** Bytes that `decodePlanes` will most likely yield. */
export const decodedBytes = (images: readonly PixelImage[]): number =>
  images.reduce((sum, image) => sum + image.rows * image.columns * (isWholeValued(image) ? 2 : 4), 0);

function decodePlane(source: Uint8Array, image: PixelImage, codec: FrameCodec | undefined): VoxelArray {
  const count = image.rows * image.columns;
  if (isWholeValued(image)) {
    const whole = new Int16Array(count);
    if (decodePixels(source, image, whole, 0, codec)) return whole;
  }
  const values = new Float32Array(count);
  decodePixels(source, image, values, 0, codec);
  return values;
}

/** One array an image, Int16 where its values are whole and fit. Throws as `decodePixels`. */
export async function decodePlanes(bytes: Uint8Array, images: readonly PixelImage[]): Promise<VoxelArray[]> {
  const planes: VoxelArray[] = [];
  const [first] = images;
  if (first === undefined) return planes;
  const source = pixelSource(bytes, first);
  for (const image of images) planes.push(decodePlane(source, image, await codecFor(image)));
  return planes;
}

/** Decodes compressed images without keeping them: only that says whether they are whole. Throws as `decodePixels`. */
export async function checkPlanes(bytes: Uint8Array, images: readonly PixelImage[]): Promise<void> {
  for (const image of images) checkCompressedPixels(bytes, image, await codecFor(image));
}

/**
 * Decodes images of one file into a volume. False when a value does not fit Int16 or is not whole and the volume is
 * Int16: then planes of this file are incomplete. Throws as `decodePixels`.
 */
export async function decodeInto(
  bytes: Uint8Array,
  planes: readonly { readonly image: PixelImage; readonly k: number }[],
  voxels: Int16Array | Float32Array,
): Promise<boolean> {
  const [first] = planes;
  if (first === undefined) return true;
  const source = pixelSource(bytes, first.image);
  for (const { image, k } of planes) {
    const at = k * image.rows * image.columns;
    if (!decodePixels(source, image, voxels, at, await codecFor(image))) return false;
  }
  return true;
}
