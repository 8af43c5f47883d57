export * from './closed-manifold.ts';
export * from './create-surface.ts';
export * from './max-deviation.ts';
export * from './obj.ts';
export * from './ply.ts';
export * from './stl.ts';
export * from './surface-from-mask.ts';
export * from './triangle-mesh.ts';
