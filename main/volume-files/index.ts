export { derivedUid, indexVolumeFile } from './index-volume-file.ts';
export { readVolumeFile } from './open-volume.ts';
export { type OpenVolumeHandle, openOnDisk } from './volume-handle.ts';
export { encodeMask, MASK_FILE_EXTENSIONS, type MaskFileFormat, writeMaskFile } from './write-mask-file.ts';
