// A structure of a label map file, and what the file says of it.

import type { Mask } from '../volume/index.ts';

/** What stands beside a value. */
export interface LabelDescription {
  /** From 0; in a file of one value a voxel all are of layer 0. */
  readonly layer: number;
  readonly label: number;
  readonly name: string;
  readonly colourRgb: readonly [number, number, number] | null;
  /** 3D Slicer's; '' where the file has none. */
  readonly id: string;
  /** 3D Slicer's tags as they stand in the file, terminology among them; '' where it has none. */
  readonly tags: string;
  /** From the tags, where their type is of the Foundational Model of Anatomy. */
  readonly fmaId: string | null;
}

export interface LabelStructure extends Omit<LabelDescription, 'layer' | 'label'> {
  readonly mask: Mask;
}
