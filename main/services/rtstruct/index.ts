export * from './read-rtstruct-masks.ts';
export { checkFit } from './report-set.ts';
export { type SetOnImages, setOnImages } from './set-on-images.ts';
export * from './structure-colours.ts';
export * from './structure-to-write.ts';
export * from './write-rtstruct-file.ts';
