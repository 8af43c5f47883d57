export * from './affine.ts';
export * from './align-grids.ts';
export * from './cut-view.ts';
export * from './image-geometry.ts';
export * from './plane-heights.ts';
export * from './stack-tilt.ts';
export * from './tolerances.ts';
export * from './vector.ts';
