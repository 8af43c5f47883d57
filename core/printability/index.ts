export * from './split-edges.ts';
export * from './thicken-solid.ts';
export * from './thin-sites.ts';
export * from './vertex-frames.ts';
export * from './wall-thickness.ts';
