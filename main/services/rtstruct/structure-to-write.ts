// A structure on its way into a structure set.

import type { DestinationProfile } from '../../../core/destination/index.ts';
import type { DecodedRoi, GenerationAlgorithm, ReviewState, RtstructLoop } from '../../../core/dicom/index.ts';
import type { RtRoiInterpretedType } from '../../../core/terminology/index.ts';
import type { Mask } from '../../../core/volume/index.ts';

export interface StructureToWrite {
  /** Written as given; a name outside TG-263 gets a warning and no code. */
  readonly name: string;
  /** On the grid of the image. */
  readonly mask: Mask;
  /** Planes that are written with the points that they came with, which must enclose what the mask has there. */
  readonly importedLoops?: readonly RtstructLoop[];
  /** The region of the file that the structure comes from: its contours are written as they came while they give the
   * mask; its number is kept where it is free, and what it says of itself. */
  readonly from?: DecodedRoi;
  readonly colourRgb?: readonly [number, number, number];
  readonly generationAlgorithm: GenerationAlgorithm;
  /** Model id and version, at most 64 characters; '' where there is none. */
  readonly generationDescription: string;
  readonly review: ReviewState;
  /** Default: what the TG-263 name implies. */
  readonly interpretedType?: RtRoiInterpretedType;
  /** The name by which the TG-263 table is asked for its code, where a destination calls the structure otherwise. */
  readonly codeName?: string;
}

/** How holes are written; a profile of a destination says so. */
export type HoleRules = Pick<DestinationProfile, 'holes' | 'importedHoles'>;
