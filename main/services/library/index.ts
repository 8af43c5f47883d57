export * from './case-row.ts';
export * from './import-paths.ts';
