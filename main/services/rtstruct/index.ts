export * from './read-rtstruct-masks.ts';
export * from './structure-colours.ts';
export * from './write-rtstruct-file.ts';
