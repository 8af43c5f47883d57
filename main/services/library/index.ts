export { type BackupPorts, backupLibrary, restoreLibrary } from './backup-library.ts';
export * from './case-row.ts';
export { checkBackup, checkLibrary } from './check-library.ts';
export * from './import-paths.ts';
export { linkSet, reportOf, runHere, runInPool } from './set-reports.ts';
