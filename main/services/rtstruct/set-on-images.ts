// An imported set with the images that it lies on, as computing threads take it.

import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { LibraryReader, StoredVolume } from '../../store/index.ts';

export interface SetOnImages {
  /** The file as it came. */
  readonly bytes: Uint8Array;
  readonly geometry: ImageGeometry;
  readonly sopInstanceUids: readonly string[];
  readonly frameNumbers: readonly (number | null)[];
  /** A person said that the set belongs to these images although it names others. */
  readonly isFrameConfirmed: boolean;
}

export function setOnImages(
  library: Pick<LibraryReader, 'readOriginal'>,
  structureSetId: string,
  { geometry, slices }: StoredVolume,
  isFrameConfirmed: boolean,
): SetOnImages {
  return {
    bytes: library.readOriginal(structureSetId),
    geometry,
    sopInstanceUids: slices.map(({ sopInstanceUid }) => sopInstanceUid),
    frameNumbers: slices.map(({ frameNumber }) => frameNumber),
    isFrameConfirmed,
  };
}
