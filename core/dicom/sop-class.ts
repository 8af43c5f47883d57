// SOP classes (PS3.4 annex B.5) that decide what a file is to Limner.

export const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
export const MR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.4';
export const RT_STRUCTURE_SET_STORAGE = '1.2.840.10008.5.1.4.1.1.481.3';
export const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';
export const LABEL_MAP_SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.7';
export const ENCAPSULATED_STL_STORAGE = '1.2.840.10008.5.1.4.1.1.104.3';
export const SPATIAL_REGISTRATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.1';
export const DEFORMABLE_REGISTRATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.3';
export const SECONDARY_CAPTURE_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.7';
const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10';

/** Objects with pixels in many frames, whose geometry is in functional groups. */
const MULTI_FRAME: Readonly<Record<string, string>> = {
  '1.2.840.10008.5.1.4.1.1.2.1': 'enhanced CT',
  '1.2.840.10008.5.1.4.1.1.2.2': 'legacy converted enhanced CT',
  '1.2.840.10008.5.1.4.1.1.4.1': 'enhanced MR',
  '1.2.840.10008.5.1.4.1.1.4.3': 'enhanced MR colour',
  '1.2.840.10008.5.1.4.1.1.4.4': 'legacy converted enhanced MR',
  '1.2.840.10008.5.1.4.1.1.128.1': 'legacy converted enhanced PET',
  '1.2.840.10008.5.1.4.1.1.130': 'enhanced PET',
  '1.2.840.10008.5.1.4.1.1.7.1': 'multi-frame screen capture',
  '1.2.840.10008.5.1.4.1.1.7.2': 'multi-frame screen capture',
  '1.2.840.10008.5.1.4.1.1.7.3': 'multi-frame screen capture',
  '1.2.840.10008.5.1.4.1.1.7.4': 'multi-frame screen capture',
};

const UNUSED: Readonly<Record<string, string>> = {
  [MEDIA_STORAGE_DIRECTORY]: 'directory record',
  '1.2.840.10008.5.1.4.1.1.4.2': 'MR spectroscopy',
  '1.2.840.10008.5.1.4.1.1.66': 'raw data',
  '1.2.840.10008.5.1.4.1.1.66.2': 'spatial fiducials',
  '1.2.840.10008.5.1.4.1.1.66.5': 'surface segmentation',
  '1.2.840.10008.5.1.4.1.1.66.6': 'tractography',
  '1.2.840.10008.5.1.4.1.1.67': 'real-world value mapping',
  '1.2.840.10008.5.1.4.1.1.481.1': 'radiotherapy image',
  '1.2.840.10008.5.1.4.1.1.481.4': 'treatment record',
  '1.2.840.10008.5.1.4.1.1.481.6': 'treatment record',
  '1.2.840.10008.5.1.4.1.1.481.7': 'treatment record',
  '1.2.840.10008.5.1.4.1.1.481.9': 'ion treatment record',
};

/** Families of objects without images, by the start of their UID. */
const UNUSED_FAMILIES: readonly (readonly [string, string])[] = [
  ['1.2.840.10008.5.1.4.1.1.9.', 'waveform'],
  ['1.2.840.10008.5.1.4.1.1.11.', 'presentation state'],
  ['1.2.840.10008.5.1.4.1.1.88.', 'report'],
  ['1.2.840.10008.5.1.4.1.1.104.', 'encapsulated document'],
  ['1.2.840.10008.5.1.4.1.1.481.', 'radiotherapy object'],
  ['1.2.840.10008.5.1.4.34.', 'workflow object'],
];

/** In words, what an object without use here is; null for images, structure sets and unknown classes. Ask after
 * `keptObjectKind`. */
export function unusedObjectName(sopClassUid: string): string | null {
  if (sopClassUid === RT_STRUCTURE_SET_STORAGE) return null;
  return UNUSED[sopClassUid] ?? UNUSED_FAMILIES.find(([prefix]) => sopClassUid.startsWith(prefix))?.[1] ?? null;
}

/** In words, the multi-frame class of an object; null for others. */
export const multiFrameName = (sopClassUid: string): string | null => MULTI_FRAME[sopClassUid] ?? null;

const SINGLE_FRAME_IMAGES = new Set([
  CT_IMAGE_STORAGE,
  MR_IMAGE_STORAGE,
  SECONDARY_CAPTURE_IMAGE_STORAGE,
  '1.2.840.10008.5.1.4.1.1.128',
  '1.2.840.10008.5.1.4.1.1.20',
]);

/** True for classes whose every object has pixels, so that one without them was cut short. */
export const mustHavePixels = (sopClassUid: string): boolean =>
  SINGLE_FRAME_IMAGES.has(sopClassUid) || sopClassUid in MULTI_FRAME;
