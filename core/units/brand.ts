// Branded points and vectors: a number triple that knows its frame, so that a voxel index cannot be passed where
// patient millimetres are meant. This folder is the only place where brand casts are legal.

declare const frameTag: unique symbol;
declare const kindTag: unique symbol;

/** Lps: patient coordinates, mm, +x left, +y posterior, +z superior (DICOM PS3.3 C.7.6.2.1.1). Ijk: continuous voxel
 * index, integer = voxel centre, i fastest in memory. Uv: mm on a plane, from a stated origin. */
export type Frame = 'Lps' | 'Ijk' | 'Uv';

type Triple = readonly [number, number, number];

export type Point3<F extends Frame> = Triple & { readonly [frameTag]: F; readonly [kindTag]: 'point' };
export type Vector3<F extends Frame> = Triple & { readonly [frameTag]: F; readonly [kindTag]: 'vector' };

export const pointLps = (x: number, y: number, z: number): Point3<'Lps'> => [x, y, z] as unknown as Point3<'Lps'>;
export const pointIjk = (i: number, j: number, k: number): Point3<'Ijk'> => [i, j, k] as unknown as Point3<'Ijk'>;
export const vectorLps = (x: number, y: number, z: number): Vector3<'Lps'> => [x, y, z] as unknown as Vector3<'Lps'>;
export const vectorIjk = (i: number, j: number, k: number): Vector3<'Ijk'> => [i, j, k] as unknown as Vector3<'Ijk'>;

/** A point of frame F from three numbers, for code that is generic over the frame. */
export const pointIn = <F extends Frame>(a: number, b: number, c: number): Point3<F> =>
  [a, b, c] as unknown as Point3<F>;
export const vectorIn = <F extends Frame>(a: number, b: number, c: number): Vector3<F> =>
  [a, b, c] as unknown as Vector3<F>;
