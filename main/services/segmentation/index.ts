export * from './read-segmentation.ts';
export * from './write-seg-file.ts';
