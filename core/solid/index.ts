export * from './boolean.ts';
export { createSolidLoader, type SolidKernel } from './kernel.ts';
