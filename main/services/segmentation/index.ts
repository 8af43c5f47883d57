export * from './write-seg-file.ts';
