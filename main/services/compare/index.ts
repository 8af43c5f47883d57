export { type CompareDependencies, comparePaths, compareVolumes, type FilesComparison } from './compare-files.ts';
export { structureName } from './mask-names.ts';
