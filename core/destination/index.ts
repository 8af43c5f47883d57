export * from './leaving-structures.ts';
export * from './profile.ts';
export * from './shipped.ts';
