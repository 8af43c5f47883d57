export * from './ball-union.ts';
export * from './distance-field.ts';
export * from './drain-path.ts';
export * from './hollow-solid.ts';
export * from './level-surface.ts';
export * from './offset-solid.ts';
export * from './sample-grid.ts';
export * from './triangle-tree.ts';
