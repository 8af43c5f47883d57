export * from './document.ts';
export * from './region.ts';
export * from './slice-bits.ts';
export * from './stack-frame.ts';
export * from './structure-slices.ts';
export * from './wire.ts';
