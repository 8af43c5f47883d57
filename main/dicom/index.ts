export { patientIdentityHash } from './dicom-series.ts';
export { indexPaths, scanPaths } from './scan-paths.ts';
export * from './scan-result.ts';
