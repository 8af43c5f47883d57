export * from './label-file-task.ts';
export * from './read-segmentation.ts';
export * from './read-structure-file.ts';
export * from './write-label-files.ts';
export * from './write-seg-file.ts';
