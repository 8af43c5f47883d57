// The case library: what goes in, what is there, what goes out.

import * as z from 'zod';
import { command, job, query } from '../define.ts';
import { CaseRow, GrantedPath, Warning } from './series.ts';
import { SetReport } from './structure-sets.ts';

export const Refusal = z.object({
  path: z.string(),
  /** How many files this refusal stands for. */
  files: z.number().int(),
  kind: z.string(),
  code: z.string(),
  reason: z.string(),
});
export type Refusal = z.infer<typeof Refusal>;

export const ImportSummary = z.object({
  /** Cases that the import touched, new or not, as they now are. */
  cases: z.array(CaseRow),
  /** Every structure set that was given, new or not. Absent in what an older Limner kept. */
  structureSets: z.array(SetReport).default([]),
  refused: z.array(Refusal),
  /** Files that were readable but are of no use here (directory records, reports, other objects). */
  ignored: z.number().int(),
  /** Files that were in the library already. */
  unchanged: z.number().int(),
  /** About what was given as a whole; those of a series stand with it. */
  warnings: z.array(Warning),
});
export type ImportSummary = z.infer<typeof ImportSummary>;

/** What a watch has taken in from beginning to end. */
export const WatchSummary = ImportSummary.extend({
  watched: z.array(z.string()),
  /** Series and other groups of files that went in. */
  imports: z.number().int(),
  importedFiles: z.number().int(),
  /** Files that were not complete yet when it ended. */
  waiting: z.number().int(),
});
export type WatchSummary = z.infer<typeof WatchSummary>;

/** What a library or a backup holds. */
const LibraryContent = z.object({
  cases: z.number().int(),
  /** Files with voxels and originals. */
  blobs: z.number().int(),
  /** Of the database and these files. */
  sizeBytes: z.number().int(),
  schemaVersion: z.number().int(),
});

export const BackupSummary = LibraryContent.extend({ backup: z.string() });
export type BackupSummary = z.infer<typeof BackupSummary>;

export const RestoreSummary = LibraryContent.extend({ library: z.string() });
export type RestoreSummary = z.infer<typeof RestoreSummary>;

export const LibraryCheck = z.object({
  ok: z.boolean(),
  path: z.string(),
  /** null: so damaged that it cannot be told. */
  content: LibraryContent.nullable(),
  problems: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type LibraryCheck = z.infer<typeof LibraryCheck>;

/** A case that was deleted and is kept for a while. */
export const DeletedCaseRow = z.object({
  caseId: z.string(),
  patientId: z.string(),
  patientName: z.string(),
  label: z.string().nullable(),
  /** Of its largest series; empty for none. */
  modality: z.string(),
  description: z.string(),
  series: z.number().int(),
  structures: z.number().int(),
  deletedAt: z.string(),
  /** It is not deleted for good before this time. */
  keptUntil: z.string(),
  sizeBytes: z.number(),
});
export type DeletedCaseRow = z.infer<typeof DeletedCaseRow>;

export const library = {
  import: job(
    z.object({
      paths: z.array(GrantedPath).min(1),
      /** A person says that sets whose images have other names belong to the one series that they fit on. */
      linksByGeometry: z.boolean().default(false),
    }),
    ImportSummary,
  ),
  /** What became of each region of a set, and for one without images which series it would fit on. */
  setReport: job(z.object({ structureSetId: z.string().min(1) }), SetReport),
  /** Lays a set on a series that it does not name, because a person says that they belong together. `safety` for another
   * patient or where its contours do not fit, `conflict` STRUCTURE_SET_LINKED. */
  linkSet: job(z.object({ structureSetId: z.string().min(1), seriesId: z.string().min(1) }), SetReport),
  /** Takes in what lands in folders until it is cancelled, which is no error here, or idle for long enough. */
  watch: job(
    z.object({
      folders: z.array(GrantedPath).min(1),
      settleSeconds: z.number().positive(),
      onceIdleSeconds: z.number().nonnegative().nullable(),
    }),
    WatchSummary,
  ),
  /** The last changed case first. Everything of every case: a table shows rows of `cases.page` instead. */
  list: query(
    z.object({
      search: z.string().nullable(),
      offset: z.number().int().nonnegative().default(0),
      /** null: all. */
      limit: z.number().int().positive().nullable().default(null),
    }),
    z.object({
      cases: z.array(CaseRow),
      /** Of all that match, whatever the limit. */
      total: z.number().int(),
    }),
  ),
  backup: job(z.object({ destination: GrantedPath }), BackupSummary),
  /** Into the library folder, which must be missing or empty. */
  restore: job(z.object({ backup: GrantedPath }), RestoreSummary),
  /** Of the library, or of a backup. */
  check: job(z.object({ backup: GrantedPath.nullable() }), LibraryCheck),
  /** For good; with `isKept` it can be restored for 30 days. */
  remove: command(
    z.object({ caseId: z.string().min(1), isKept: z.boolean().default(false) }),
    z.object({ deleted: z.string(), keptUntil: z.string().nullable() }),
  ),
  /** Puts a deleted case back. `conflict` CASE_EXISTS when its patient or its images have a case again. */
  undelete: command(z.object({ caseId: z.string().min(1) }), z.object({ restored: z.string() })),
  /** The last deleted first. */
  deleted: query(
    z.object({}),
    z.object({
      cases: z.array(DeletedCaseRow),
      /** What deleting all of them for good would free. */
      freedBytes: z.number(),
    }),
  ),
};
