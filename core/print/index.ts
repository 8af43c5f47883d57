export * from './parse-recipe.ts';
export * from './part.ts';
export * from './recipe.ts';
export * from './run-recipe.ts';
export type { StepWorld } from './step-runner.ts';
