export * from './member-handle.ts';
export * from './read-member.ts';
export * from './zip-directory.ts';
export * from './zip-member.ts';
