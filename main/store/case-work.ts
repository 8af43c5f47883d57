// What the window does with a library beyond what the command line does: documents, the table of cases, the line of long
// work, settings.

import fs from 'node:fs';
import type { EditWire, SliceWire, StructureRecord } from '../../core/edit/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import { isoTime } from '../platform/clock.ts';
import { caseState, markDone, refreshCaseList, type WorkState } from './case-list.ts';
import { type CaseListPage, type CaseListQuery, pageCases } from './case-pages.ts';
import { caseNotFound } from './case-reader.ts';
import { type LibraryContext, nextRevision } from './context.ts';
import { addTime, markSeen } from './document-attention.ts';
import { appendEdit, redoEdit, undoEdit } from './document-edits.ts';
import { rebaseDocument } from './document-rebase.ts';
import type {
  AppendRequest,
  AuditRow,
  DocumentContent,
  DocumentHead,
  DocumentHistory,
  TakenSet,
} from './document-records.ts';
import { linkRegions, type RegionLink } from './document-regions.ts';
import { keepRelaid, type RelaidSet, setsToLayAnew } from './document-relaying.ts';
import {
  currentVolume,
  documentStructures,
  ensureDocument,
  findDocument,
  getDocumentHead,
  lastChanges,
  markTaken,
  readAudit,
  readDocument,
  readHistory,
  saveView,
  setsToTake,
  structurePlanes,
  takeSet,
} from './document-repository.ts';
import {
  confirmDosePlace,
  type DoseSum,
  type DoseWords,
  keepDoseSum,
  listDoseSums,
  listDoseWords,
  removeDoseSum,
  sayDoseReference,
} from './dose-repository.ts';
import type { LibraryPaths } from './library-folder.ts';
import { heldContent, removedStructures } from './merged-edit.ts';
import {
  type KeptPrint,
  keepMesh,
  keepPrint,
  keepPrintSetup,
  movePrint,
  noteExport,
  readMesh,
  readPrint,
  type VersionToKeep,
} from './print-repository.ts';
import { listQueue, putQueueRow, removeQueueRow, type StoredQueueRow } from './queue-repository.ts';
import type { AutoStructureSetInput } from './records.ts';
import { type SettleOptions, settleLog } from './settle-database.ts';
import { addAutoStructureSet, readMaskRuns } from './structure-repository.ts';
import { readPlaneBytes, readVoxelBytes, streamVoxelBytes, voxelFormat } from './volume-repository.ts';
import { voxelsFromBytes } from './voxel-type.ts';

export interface CaseWorkReader {
  pageCases(query: CaseListQuery): CaseListPage;
  caseState(caseId: string): WorkState;
  /** Id of the volume that a series has now. Throws `not-found` SERIES_NOT_FOUND. */
  currentVolume(seriesId: string): string;
  voxelFormat(volumeId: string): { readonly dtype: string; readonly byteLength: number };
  /** The latest changes of the documents of a case, newest first. */
  lastChanges(caseId: string, count: number): { readonly at: string; readonly text: string }[];
  /** Of the database and of all blobs that it names. */
  sizeBytes(): number;
  /** A picture that was kept, made of exactly this; null: none. */
  readPicture(seriesId: string, name: string, madeOf: string): Uint8Array | null;
  /** As `readVoxelBytes`, in the type of the volume. `mayGoOn` is waited for between parts. */
  readVoxels(volumeId: string, mayGoOn?: () => Promise<void>): Promise<VoxelArray>;
  /** The stored voxels as bytes, read without holding up the process and hashed. Throws `not-found`, `corrupt-data`. */
  readVoxelBytes(volumeId: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The same as they are read: the last part comes only when the hash of all is right, else iterating throws. */
  streamVoxelBytes(volumeId: string): ReturnType<typeof streamVoxelBytes>;
  /** One plane k, not hashed: to be shown until all of them are there. Throws `not-found`, `corrupt-data`. */
  readPlaneBytes(volumeId: string, k: number): Uint8Array<ArrayBuffer>;
  findDocument(seriesId: string): DocumentHead | null;
  getDocument(documentId: string): DocumentHead;
  readDocument(documentId: string): DocumentContent;
  readHistory(documentId: string): DocumentHistory;
  readAudit(documentId: string): AuditRow[];
  documentStructures(documentId: string): StructureRecord[];
  hasGroup(documentId: string, groupId: string): boolean;
  structurePlanes(documentId: string, structureId: string): { readonly k: number; readonly slice: SliceWire }[];
  /** See `setsToLayAnew`. */
  setsToLayAnew(documentId: string): string[];
  setsToTake(documentId: string): { readonly structureSetId: string; readonly volumeId: string }[];
  /** A mask as it is stored. Throws `not-found`. */
  readMaskRuns(structureId: number): Uint8Array;
  listQueue(): StoredQueueRow[];
  getSetting(section: string): string | null;
  /** The printable model of a document. Throws `not-found` DOCUMENT_NOT_FOUND. */
  readPrint(documentId: string): KeptPrint;
  /** A mesh of another program that is kept with a document. Throws `not-found`, `corrupt-data`. */
  readMesh(documentId: string, name: string): Uint8Array<ArrayBuffer>;
  /** What a person said of the doses of a case, and the sums of them. */
  doseWords(caseId: string): DoseWords[];
  doseSums(caseId: string): DoseSum[];
}

export interface ContouringToKeep {
  readonly set: AutoStructureSetInput;
  readonly documentId: string;
  /** What the window is told, given the id of the set; null: nothing. */
  readonly edit: (structureSetId: string) => Omit<AppendRequest, 'baseRev' | 'documentId'> | null;
}

export interface CaseWork extends CaseWorkReader {
  ensureDocument(seriesId: string): DocumentHead;
  takeSet(documentId: string, set: TakenSet): void;
  rebaseDocument(documentId: string, planeOf: readonly number[]): void;
  /** Returns the new revision; see `appendEdit`. */
  append(request: AppendRequest): number;
  /** Structures that an edit is about and that are not there any more. */
  removedStructures(documentId: string, edit: Pick<EditWire, 'ops'>): string[];
  undo(documentId: string, baseRev: number, editId?: string | null): { readonly rev: number; readonly edit: EditWire };
  redo(documentId: string, baseRev: number, editId?: string | null): { readonly rev: number; readonly edit: EditWire };
  /** A model's structures as a set of the library and as an edit of the document, both or none. */
  keepContouring(input: ContouringToKeep): { readonly structureSetId: string; readonly rev: number | null };
  markSeen(documentId: string, seen: readonly { structureId: string; slices: readonly number[] }[]): void;
  addTime(documentId: string, spent: readonly { structureId: string; ms: number }[]): void;
  saveView(documentId: string, view: string): void;
  /** See `linkRegions`. */
  linkRegions(documentId: string, links: readonly RegionLink[]): void;
  /** See `keepRelaid`. */
  keepRelaid(documentId: string, set: RelaidSet): number;
  setDone(caseId: string, isDone: boolean): void;
  putQueueRow(row: StoredQueueRow): void;
  removeQueueRow(jobId: string): void;
  putSetting(section: string, json: string): void;
  /** One more version of the steps; see `keepPrint`. */
  keepPrint(version: VersionToKeep): void;
  movePrint(documentId: string, baseRev: number, direction: 'undo' | 'redo'): void;
  noteExport(documentId: string, json: string): void;
  keepPrintSetup(documentId: string, json: string): void;
  /** Returns the name under which it is kept. */
  keepMesh(documentId: string, given: { readonly name: string; readonly bytes: Uint8Array }): string;
  /** See `sayDoseReference`. */
  sayDoseReference(objectId: string, referenceGy: number | null): void;
  /** See `confirmDosePlace`. */
  confirmDosePlace(objectId: string, seriesId: string | null): void;
  /** Returns the id of the sum. */
  keepDoseSum(caseId: string, parts: readonly string[]): string;
  removeDoseSum(caseId: string, sumId: string): void;
  /** Keeps the pictures of a series in place of older ones. */
  putPictures(seriesId: string, madeOf: string, pictures: Readonly<Record<string, Uint8Array>>): void;
  /** Moves the write-ahead log into the database when it has grown large; for a moment without work. */
  tidy(): void;
}

/** A log larger than this is moved into the database while the window is idle. */
const LARGEST_LOG_BYTES = 64 << 20;

export function createCaseWorkReader(context: LibraryContext): CaseWorkReader {
  const { database, blobs } = context;
  return {
    pageCases: (query) => pageCases(database, query),
    caseState: (caseId) => caseState(database, caseId),
    currentVolume: (seriesId) => currentVolume(database, seriesId),
    voxelFormat: (volumeId) => voxelFormat(database, volumeId),
    lastChanges: (caseId, count) => lastChanges(database, caseId, count),
    sizeBytes: () =>
      Number(database.pragma('page_count')) * Number(database.pragma('page_size')) +
      (database
        .prepare<{ bytes: number | null }>(
          'SELECT sum(bytes) AS bytes FROM (SELECT max(bytes) AS bytes FROM blob_uses GROUP BY sha256)',
        )
        .get()?.bytes ?? 0),
    readPicture: (seriesId, name, madeOf) =>
      database
        .prepare<{ png: Uint8Array }>('SELECT png FROM pictures WHERE series_id = ? AND name = ? AND made_of = ?')
        .get(seriesId, name, madeOf)?.png ?? null,
    readVoxels: async (volumeId, mayGoOn) => {
      const { dtype } = voxelFormat(database, volumeId);
      return voxelsFromBytes(dtype, await readVoxelBytes(database, blobs, volumeId, mayGoOn));
    },
    readVoxelBytes: (volumeId) => readVoxelBytes(database, blobs, volumeId),
    streamVoxelBytes: (volumeId) => streamVoxelBytes(database, blobs, volumeId),
    readPlaneBytes: (volumeId, k) => readPlaneBytes(database, blobs, volumeId, k),
    findDocument: (seriesId) => findDocument(database, seriesId),
    getDocument: (documentId) => getDocumentHead(database, documentId),
    readDocument: (documentId) => readDocument(database, documentId),
    readHistory: (documentId) => readHistory(database, documentId),
    readAudit: (documentId) => readAudit(database, documentId),
    documentStructures: (documentId) => documentStructures(database, documentId),
    hasGroup: (documentId, groupId) =>
      database
        .prepare("SELECT 1 FROM document_records WHERE document_id = ? AND kind = 'group' AND id = ?")
        .get(documentId, groupId) !== undefined,
    structurePlanes: (documentId, structureId) => structurePlanes(database, documentId, structureId),
    setsToLayAnew: (documentId) => setsToLayAnew(database, documentId),
    setsToTake: (documentId) => setsToTake(database, documentId),
    readMaskRuns: (structureId) => readMaskRuns(database, structureId),
    listQueue: () => listQueue(database),
    getSetting: (section) =>
      database.prepare<{ json: string }>('SELECT json FROM settings WHERE section = ?').get(section)?.json ?? null,
    readPrint: (documentId) => readPrint(database, documentId),
    readMesh: (documentId, name) => readMesh(context, documentId, name),
    doseWords: (caseId) => listDoseWords(database, caseId),
    doseSums: (caseId) => listDoseSums(database, caseId),
  };
}

export function createCaseWork(context: LibraryContext, paths: LibraryPaths, options: SettleOptions): CaseWork {
  const { database, clock } = context;
  return {
    ...createCaseWorkReader(context),
    ensureDocument: (seriesId) => ensureDocument(context, seriesId),
    takeSet: (documentId, set) => takeSet(context, documentId, set),
    rebaseDocument: (documentId, planeOf) => rebaseDocument(context, documentId, planeOf),
    append: (request) => appendEdit(context, request),
    removedStructures: (documentId, { ops }) => removedStructures(ops, heldContent(database, documentId)),
    undo: (documentId, baseRev, editId) => undoEdit(context, documentId, baseRev, editId),
    redo: (documentId, baseRev, editId) => redoEdit(context, documentId, baseRev, editId),
    keepContouring: ({ set, documentId, edit }) =>
      database.transaction(() => {
        const structureSetId = addAutoStructureSet(context, set);
        const request = edit(structureSetId);
        markTaken(database, documentId, structureSetId, []);
        const rev = request === null ? null : appendEdit(context, { ...request, documentId, baseRev: null });
        return { structureSetId, rev };
      }),
    markSeen: (documentId, seen) => markSeen(context, documentId, seen),
    addTime: (documentId, spent) => addTime(context, documentId, spent),
    keepRelaid: (documentId, set) => keepRelaid(context, documentId, set),
    linkRegions: (documentId, links) => linkRegions(context, documentId, links),
    saveView: (documentId, view) => saveView(context, documentId, view),
    setDone: (caseId, isDone) =>
      database.transaction(() => {
        const known = database
          .prepare('UPDATE cases SET revision = ? WHERE id = ?')
          .run(nextRevision(database), caseId);
        if (known.changes === 0) throw caseNotFound(caseId);
        markDone(database, caseId, isDone, isoTime(clock));
        refreshCaseList(database, caseId);
      }),
    putQueueRow: (row) => putQueueRow(database, row),
    removeQueueRow: (jobId) => removeQueueRow(database, jobId),
    putSetting: (section, json) =>
      database.transaction(
        () =>
          void database
            .prepare(
              'INSERT INTO settings (section, json) VALUES (?, ?) ON CONFLICT (section) DO UPDATE SET json = excluded.json',
            )
            .run(section, json),
      ),
    keepPrint: (version) => keepPrint(context, version),
    movePrint: (documentId, baseRev, direction) => movePrint(context, documentId, baseRev, direction),
    noteExport: (documentId, json) => noteExport(context, documentId, json),
    keepPrintSetup: (documentId, json) => keepPrintSetup(context, documentId, json),
    keepMesh: (documentId, given) => keepMesh(context, documentId, given),
    sayDoseReference: (objectId, referenceGy) => sayDoseReference(context, objectId, referenceGy),
    confirmDosePlace: (objectId, seriesId) => confirmDosePlace(context, objectId, seriesId),
    keepDoseSum: (caseId, parts) => keepDoseSum(context, caseId, parts),
    removeDoseSum: (caseId, sumId) => removeDoseSum(context, caseId, sumId),
    putPictures: (seriesId, madeOf, pictures) =>
      database.transaction(() => {
        if (database.prepare('SELECT 1 FROM series WHERE id = ?').get(seriesId) === undefined) return;
        for (const [name, png] of Object.entries(pictures)) {
          database
            .prepare('INSERT OR REPLACE INTO pictures (series_id, name, made_of, png) VALUES (?, ?, ?, ?)')
            .run(seriesId, name, madeOf, png);
        }
      }),
    tidy: () => {
      const logBytes = fs.statSync(`${paths.database}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      if (logBytes > LARGEST_LOG_BYTES) settleLog(database, paths, options);
    },
  };
}
