// Planes as they are stored <-> masks. Runs in computing threads: the masks of a body are large.

import {
  maskFromSlices,
  type PlaneSize,
  type SliceBits,
  type SliceWire,
  sliceFromWire,
  slicesFromMask,
  sliceToWire,
} from '../../../core/edit/index.ts';
import type { Size3 } from '../../../core/geometry/index.ts';
import type { Mask } from '../../../core/volume/index.ts';
import { decodePlane, forEachPackedPlane, type PackedPlanes, packPlanes } from '../../store/plane-codec.ts';

const planeOf = ([columns, rows]: Size3): PlaneSize => ({ columns, rows });

/** The set voxels of packed planes. Throws `corrupt-data` for damaged ones. */
export function maskOfPlanes(planes: PackedPlanes, size: Size3): Mask {
  const slices = new Map<number, SliceBits>();
  forEachPackedPlane(planes, (k, content) => {
    const slice = sliceFromWire(decodePlane(content), planeOf(size));
    if (slice !== null && slice.bits.rows > 0) slices.set(k, slice.bits);
  });
  return maskFromSlices(slices, size);
}

/** The planes of a mask, k growing; `loopsOf`: the points with which a plane came. */
export function planesOfMask(
  mask: Mask,
  loopsOf: ReadonlyMap<number, readonly Float64Array[]> = new Map(),
): PackedPlanes {
  const plane = planeOf(mask.size);
  const slices = slicesFromMask(mask);
  const all = [...new Set([...slices.keys(), ...loopsOf.keys()])].sort((a, b) => a - b);
  return packPlanes(
    all.map((k) => {
      const bits = slices.get(k) ?? { i0: 0, j0: 0, wordsPerRow: 0, rows: 0, words: new Uint32Array(0) };
      const slice: SliceWire = sliceToWire({ bits, importedLoops: loopsOf.get(k) ?? null }, plane);
      return { k, slice };
    }),
  );
}

/** The imported points that packed planes still hold, by plane. */
export function loopsOfPlanes(planes: PackedPlanes): Map<number, Float64Array[]> {
  const loops = new Map<number, Float64Array[]>();
  forEachPackedPlane(planes, (k, content) => {
    const slice = decodePlane(content);
    if (slice.loops !== null && slice.loops.length > 0) {
      loops.set(
        k,
        slice.loops.map((loop) => Float64Array.from(loop)),
      );
    }
  });
  return loops;
}
