export * from './document.ts';
export * from './slice-bits.ts';
export * from './structure-slices.ts';
export * from './wire.ts';
