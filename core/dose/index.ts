export * from './contour-planes.ts';
export * from './dose-grid.ts';
export * from './histogram.ts';
export * from './metrics.ts';
export * from './structure-planes.ts';
export * from './sum-doses.ts';
export * from './target-indices.ts';
