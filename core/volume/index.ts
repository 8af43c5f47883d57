export * from './image-volume.ts';
export * from './mask.ts';
export * from './mask-builder.ts';
export * from './move-to-planes.ts';
export * from './reorder-mask.ts';
export * from './run-length.ts';
export * from './straighten.ts';
