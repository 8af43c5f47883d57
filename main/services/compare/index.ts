export { type CompareDependencies, comparePaths, type FilesComparison } from './compare-files.ts';
export { type ComparePorts, compareInThreads } from './compare-in-threads.ts';
export { compareOnGrid, type MaskPair } from './compare-pair.ts';
export { structureName } from './mask-names.ts';
