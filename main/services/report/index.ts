export { localTimestamp } from './local-timestamp.ts';
export { reportAssets, type WriteReportOptions, writeReport } from './write-report.ts';
