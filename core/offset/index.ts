export * from './distance-field.ts';
export * from './hollow-solid.ts';
export * from './level-surface.ts';
export * from './mesh-shells.ts';
export * from './offset-solid.ts';
export * from './sample-grid.ts';
export * from './triangle-tree.ts';
export * from './winding-number.ts';
