export * from './join-loops.ts';
export * from './lay-contours.ts';
export { loopOnPlane, type MappedContours, mapContoursToPlanes } from './map-contours.ts';
export * from './patient-contour.ts';
export { openFate, type PlaneOfImage } from './place-contours.ts';
export * from './planar-loop.ts';
export * from './rasterise.ts';
export * from './trace-bits.ts';
export * from './trace-mask.ts';
