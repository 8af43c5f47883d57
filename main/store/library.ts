// The case library: what can be asked of it and done to it, over one database and one blob folder.

import type { JsonValue } from '../../core/error/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { ImageVolume, Mask } from '../../core/volume/index.ts';
import { type BlobCopies, beginBackup, contentOf, isBlobGone } from './backup.ts';
import { getCase, listCases, type PageRequest } from './case-reader.ts';
import { type CaseWork, type CaseWorkReader, createCaseWork, createCaseWorkReader } from './case-work.ts';
import { deleteCase, touchCase } from './case-writer.ts';
import type { LibraryContext, ReferencedBlob } from './context.ts';
import {
  type DeletedCases,
  discardCase,
  listDeleted,
  removeExpiredCases,
  undeleteCase,
  writeLabel,
} from './deleted-cases.ts';
import { createImportSession, type ImportSession } from './import-session.ts';
import { type Checkable, checkBlob, checkIntegrity, findDatabaseProblems, type IntegrityReport } from './integrity.ts';
import {
  addJob,
  failJob,
  getJob,
  type JobError,
  type JobProgress,
  type JobRecord,
  listJobs,
  type NewJob,
  reportJob,
  startJob,
  succeedJob,
} from './job-repository.ts';
import type { LibraryPaths } from './library-folder.ts';
import { schemaVersion } from './migrate.ts';
import { objectBlob } from './object-repository.ts';
import type {
  AutoStructureSetInput,
  CaseSummary,
  ImportOutcome,
  IncomingSeries,
  ListedCases,
  LoadedSeries,
  ObjectInput,
  SeriesInput,
  StoredStructureSet,
  StoredVolume,
  StructureSetInput,
} from './records.ts';
import { confirmLink } from './set-links.ts';
import type { SettleOptions } from './settle-database.ts';
import {
  addAutoStructureSet,
  getStructureSet,
  originalBlob,
  readMask,
  setReviewed,
  uncertaintyBlob,
} from './structure-repository.ts';
import { getVolume, readVolume } from './volume-repository.ts';

/** What can be asked of a library; every opening can do this. */
export interface LibraryReader extends Checkable {
  readonly folder: string;
  readonly schemaVersion: number;
  /** The last changed case first; `search`: see `listCases`. */
  listCases(search?: string | null): CaseSummary[];
  /** A part of the same list. */
  listPage(search: string | null, page: PageRequest): ListedCases;
  getCase(caseId: string): CaseSummary;
  listDeleted(): DeletedCases;
  /** A volume without its voxels. */
  getVolume(volumeId: string): StoredVolume;
  /** The voxels, in a buffer of their own. `verify` (default true) hashes them; without it only the length is checked. */
  readVolume(volumeId: string, options?: { readonly verify: boolean }): ImageVolume;
  getStructureSet(structureSetId: string): StoredStructureSet;
  readMask(structureId: number): Mask;
  /** The uncertainty that is kept with what a model made; null where there is none. Throws `not-found`, `corrupt-data`. */
  readUncertainty(structureSetId: string): Uint8Array | null;
  /** The RTSTRUCT that an imported set came in, hash checked. */
  readOriginal(structureSetId: string): Uint8Array<ArrayBuffer>;
  /** The file of a kept object, hash checked. */
  readObject(objectId: string): Uint8Array<ArrayBuffer>;
  listJobs(): JobRecord[];
  getJob(jobId: string): JobRecord;
  /** Writes a snapshot into an empty folder; see `beginBackup`. */
  beginBackup(folder: string): BlobCopies;
  /** True when no row needs the blob any more. */
  isBlobGone(blob: ReferencedBlob): boolean;
  checkIntegrity(options?: { readonly verifyBlobs: boolean }): IntegrityReport;
  /** Documents, the table of cases, the line of long work, settings. */
  readonly work: CaseWorkReader;
  /** Ends the use; an open import is forgotten. Safe to call twice. */
  close(): void;
}

export interface ImportBatch {
  readonly series: readonly (
    | (SeriesInput & { readonly volume: ImageVolume })
    | (IncomingSeries & { load(signal?: AbortSignal): Promise<LoadedSeries> })
  )[];
  readonly structureSets: readonly StructureSetInput[];
  readonly objects?: readonly (ObjectInput & { loadBytes(signal?: AbortSignal): Promise<Uint8Array> })[];
}

export type ImportItem = IncomingSeries | StructureSetInput | ObjectInput;

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** Called before each series and once at the end. */
  report?(progress: { readonly done: number; readonly total: number }): void;
  /** Called for an item that cannot be taken in; without it the first such error ends the import. */
  refuse?(item: ImportItem, error: AppError): void;
}

export interface Library extends LibraryReader {
  readonly work: CaseWork;
  /** One at a time: throws `conflict` IMPORT_RUNNING. */
  beginImport(): ImportSession;
  /** A whole scan in one session: everything appears at once, or nothing. Throws `cancelled` on the signal. */
  importSeries(batch: ImportBatch, options?: ImportOptions): Promise<ImportOutcome>;
  /** For good, whether it was among the deleted cases or not. */
  deleteCase(caseId: string): void;
  /** Puts a case among the deleted ones; returns until when it is kept. See `discardCase`. */
  discardCase(caseId: string): string;
  /** See `undeleteCase`. */
  undeleteCase(caseId: string): void;
  /** For the start of the window; see `removeExpiredCases`. */
  removeExpiredCases(): string[];
  /** A name for people beside the one in the images; null takes it away. */
  labelCase(caseId: string, label: string | null): void;
  /** Stores what a model made and returns the id of the set. */
  addAutoStructureSet(input: AutoStructureSetInput): string;
  /** See `confirmLink`. */
  confirmLink(structureSetId: string, seriesId: string): void;
  /** Records that a person has looked at a set (or takes it back). */
  setReviewed(structureSetId: string, reviewed: boolean): void;
  addJob(job: NewJob): string;
  startJob(jobId: string): void;
  reportJob(jobId: string, progress: JobProgress): void;
  succeedJob(jobId: string, result: JsonValue): void;
  failJob(jobId: string, error: JobError): void;
}

export function createReader(context: LibraryContext, folder: string, close: () => void): LibraryReader {
  const { database, blobs } = context;
  return {
    folder,
    schemaVersion: schemaVersion(database),
    listCases: (search = null) => listCases(database, search).cases,
    listPage: (search, page) => listCases(database, search, page),
    getCase: (caseId) => getCase(database, caseId),
    listDeleted: () => listDeleted(database),
    getVolume: (volumeId) => getVolume(database, volumeId),
    readVolume: (volumeId, options = { verify: true }) => readVolume(database, blobs, volumeId, options),
    getStructureSet: (structureSetId) => getStructureSet(database, structureSetId),
    readMask: (structureId) => readMask(database, structureId),
    readObject: (objectId) => blobs.read(objectBlob(database, objectId), { verify: true }),
    readUncertainty: (structureSetId) => {
      const sha256 = uncertaintyBlob(database, structureSetId);
      return sha256 === null ? null : blobs.read(sha256, { verify: true });
    },
    readOriginal: (structureSetId) => blobs.read(originalBlob(database, structureSetId), { verify: true }),
    listJobs: () => listJobs(database),
    getJob: (jobId) => getJob(database, jobId),
    content: () => contentOf(database),
    beginBackup: (target) => beginBackup(context, target),
    isBlobGone: (blob) => isBlobGone(context, blob),
    findDatabaseProblems: () => findDatabaseProblems(database),
    // A case may be deleted while its files are read.
    checkBlob: (blob) => (isBlobGone(context, blob) ? null : checkBlob(blobs, blob)),
    checkIntegrity: (options = { verifyBlobs: true }) => checkIntegrity(database, blobs, options),
    work: createCaseWorkReader(context),
    close: once(close),
  };
}

export function createLibrary(
  context: LibraryContext,
  paths: LibraryPaths,
  options: SettleOptions,
  close: () => void,
): Library {
  let session: ImportSession | null = null;
  const beginImport = (signal?: AbortSignal) => {
    if (session !== null) {
      throw new AppError('conflict', 'IMPORT_RUNNING', 'An import is running already. Wait for it to end.', {
        retryable: true,
      });
    }
    session = createImportSession(
      context,
      () => {
        session = null;
      },
      signal,
    );
    return session;
  };
  const closeAll = () => {
    session?.abandon();
    close();
  };
  return {
    ...createReader(context, paths.folder, closeAll),
    work: createCaseWork(context, paths, options),
    beginImport: () => beginImport(),
    importSeries: (batch, options = {}) => importBatch(beginImport(options.signal), batch, options),
    deleteCase: (caseId) => deleteCase(context, caseId),
    discardCase: (caseId) => discardCase(context, caseId),
    undeleteCase: (caseId) => undeleteCase(context, caseId),
    removeExpiredCases: () => removeExpiredCases(context),
    labelCase: (caseId, label) =>
      context.database.transaction(() => {
        writeLabel(context.database, caseId, label);
        touchCase(context.database, caseId);
      }),
    addAutoStructureSet: (input) => addAutoStructureSet(context, input),
    confirmLink: (structureSetId, seriesId) => confirmLink(context, structureSetId, seriesId),
    setReviewed: (structureSetId, reviewed) => setReviewed(context.database, structureSetId, reviewed),
    addJob: (job) => addJob(context, job),
    startJob: (jobId) => startJob(context, jobId),
    reportJob: (jobId, progress) => reportJob(context, jobId, progress),
    succeedJob: (jobId, result) => succeedJob(context, jobId, result),
    failJob: (jobId, error) => failJob(context, jobId, error),
  };
}

async function importBatch(session: ImportSession, batch: ImportBatch, options: ImportOptions): Promise<ImportOutcome> {
  const { signal, report, refuse } = options;
  const total = batch.series.length;
  const takeIn = async (item: ImportItem, add: () => unknown) => {
    signal?.throwIfAborted();
    try {
      await add();
    } catch (error) {
      // A full disk or a cancelled run concerns the whole import, not this one series.
      const isOfItem = error instanceof AppError && error.kind !== 'resource' && error.kind !== 'cancelled';
      if (refuse === undefined || !isOfItem) throw error;
      refuse(item, error);
    }
  };
  try {
    for (const [done, series] of batch.series.entries()) {
      report?.({ done, total });
      const load = () => ('volume' in series ? series : series.load(signal));
      await takeIn(series, () => session.addSeries(series, load));
    }
    for (const set of batch.structureSets) await takeIn(set, () => session.addStructureSet(set));
    for (const object of batch.objects ?? []) {
      await takeIn(object, () => session.addObject(object, () => object.loadBytes(signal)));
    }
    report?.({ done: total, total });
    signal?.throwIfAborted();
    return await session.commit();
  } catch (error) {
    await session.abort();
    if (signal?.aborted && !(error instanceof AppError)) {
      throw new AppError('cancelled', 'IMPORT_CANCELLED', 'The import was cancelled; nothing was changed.', {
        cause: error,
      });
    }
    throw error;
  }
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
