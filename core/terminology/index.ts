export { NAME_ALIASES } from './aliases.ts';
export * from './parse-name.ts';
export * from './suggest-name.ts';
export * from './tg263.ts';
