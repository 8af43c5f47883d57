export { derivedUid, indexVolumeFile } from './index-volume-file.ts';
export { isVoxelsOfPair } from './open-volume.ts';
export { type LabelVolume, readLabelVolume } from './read-label-volume.ts';
export { type MaskOnGrid, readMaskFile, severalValuesWarning } from './read-mask-file.ts';
export { readVolumeFile } from './read-volume-file.ts';
export { type OpenVolumeHandle, openOnDisk } from './volume-handle.ts';
export { encodeMask, MASK_FILE_EXTENSIONS, type MaskFileFormat, writeMaskFile } from './write-mask-file.ts';
