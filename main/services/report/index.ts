export { localTimestamp } from './local-timestamp.ts';
export { sha256Base64, type WriteReportOptions, writeReport } from './write-report.ts';
