export { indexVolumeFile } from './index-volume-file.ts';
export { readVolumeFile } from './open-volume.ts';
export { encodeMask, MASK_FILE_EXTENSIONS, type MaskFileFormat, writeMaskFile } from './write-mask-file.ts';
