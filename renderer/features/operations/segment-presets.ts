// Ranges of values that a person starts from, and the names that fit what they make.

import type { ValueRange } from '../../../core/edit/index.ts';
import { isTg263 } from '../../../core/terminology/index.ts';

export interface SegmentPreset {
  readonly id: string;
  readonly label: string;
  readonly range: ValueRange;
  /** What such a structure is called before it has a name. */
  readonly name: string;
  /** What it may be; of these, those that TG-263 knows are offered. */
  readonly names: readonly string[];
}

/**
 * HU. Bone from 226 on, as printing programs have it: below lie contrast and calcium-free tissue, above cancellous bone. Air
 * up to -400: half-way between air and soft tissue, which is where the edge of a cavity lies in a blurred image.
 */
export const CT_PRESETS: readonly SegmentPreset[] = [
  {
    id: 'bone',
    label: 'Bone',
    range: { low: 226, high: 3071 },
    name: 'Bone',
    names: ['Bone_Mandible', 'Bone', 'Bone_Hyoid', 'Bone_Pelvic'],
  },
  {
    id: 'air',
    label: 'Air',
    range: { low: -1024, high: -400 },
    name: 'Air',
    names: [
      'Sinus_Maxilry_L',
      'Sinus_Maxilry_R',
      'Sinus_Frontal',
      'Sinus_Sphenoid',
      'Cavity_Nasal',
      'Pharynx',
      'Trachea',
    ],
  },
  { id: 'soft', label: 'Soft tissue', range: { low: -150, high: 225 }, name: 'Soft tissue', names: [] },
];

/** Presets speak of HU: an image without them has none. */
export const presetsFor = (unit: string): readonly SegmentPreset[] => (unit === 'HU' ? CT_PRESETS : []);

export const suggestedNames = (presetId: string): readonly string[] =>
  (CT_PRESETS.find(({ id }) => id === presetId)?.names ?? []).filter(isTg263);

/** The ends of the sliders and what the fields take: what the image holds, to tens. */
export function valueLimits(voxels: ArrayLike<number>): ValueRange {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  // One voxel in 31 finds the ends of an image well enough; a prime, so that no column is left out.
  for (let at = 0; at < voxels.length; at += 31) {
    const value = voxels[at] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low <= high)) return { low: 0, high: 1 };
  return { low: Math.floor(low / 10) * 10, high: Math.ceil(high / 10) * 10 };
}
