export type { ImportSession } from './import-session.ts';
export type { IntegrityProblem, IntegrityReport } from './integrity.ts';
export type { JobError, JobProgress, JobRecord, JobState, NewJob } from './job-repository.ts';
export type { ImportBatch, ImportOptions, Library, LibraryReader } from './library.ts';
export { type OpenOptions, openLibrary } from './open-library.ts';
export type * from './records.ts';
export { createTemporaryLibrary } from './temporary-library.ts';
