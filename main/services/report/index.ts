export { localTimestamp } from './local-timestamp.ts';
export { reportSubject } from './report-subject.ts';
export { reportAssets, type WriteReportOptions, writeReport } from './write-report.ts';
