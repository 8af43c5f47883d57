export * from './leaving-structures.ts';
export * from './profile.ts';
