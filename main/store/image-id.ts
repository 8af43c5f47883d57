// What names an image inside the library. A SOPInstanceUID names a file, and a multi-frame file holds many images.

import type { SliceInput } from './records.ts';

/** The SOPInstanceUID; for a frame followed by # and its number, which no UID contains. */
export const imageId = ({ sopInstanceUid, frameNumber }: Pick<SliceInput, 'sopInstanceUid' | 'frameNumber'>): string =>
  frameNumber === undefined || frameNumber === null ? sopInstanceUid : `${sopInstanceUid}#${frameNumber}`;

/** The SOPInstanceUID of an image id, and its frame number or null. */
export function parseImageId(id: string): { readonly sopInstanceUid: string; readonly frameNumber: number | null } {
  const [sopInstanceUid = '', frame] = id.split('#');
  return { sopInstanceUid, frameNumber: frame === undefined ? null : Number(frame) };
}

/** Files among the slices of one series. */
export const fileCount = (slices: readonly Pick<SliceInput, 'sopInstanceUid'>[]): number =>
  new Set(slices.map(({ sopInstanceUid }) => sopInstanceUid)).size;
