export { type EdgeWidth, edgeWidth, type StructureWidths, widthsOf } from './edge-width.ts';
export { createMapSampler, type MapSampler, type PlacedMap } from './map-sampler.ts';
