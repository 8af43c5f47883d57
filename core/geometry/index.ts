export * from './affine.ts';
export * from './image-geometry.ts';
export * from './tolerances.ts';
export * from './vector.ts';
