// The case library as the window shows it: rows, one case in full, pictures by address.

import * as z from 'zod';
import { command, job, query } from '../define.ts';
import { CaseRow } from './series.ts';

export const CASE_STATES = ['new', 'contoured', 'in-review', 'done'] as const;
export const CaseState = z.enum(CASE_STATES);

/** A row of the table: nothing that needs more than the summary that the library keeps of a case. */
export const CaseListRow = z.object({
  caseId: z.string(),
  patientName: z.string(),
  patientId: z.string(),
  /** The name that a person gave to the case here; null: none. */
  label: z.string().nullable(),
  /** 'CT', 'MR', … of its largest image series; empty for none. */
  modality: z.string(),
  description: z.string(),
  slices: z.number().int(),
  sliceStepMm: z.number(),
  /** The series that opens; null for a case without images. */
  seriesId: z.string().nullable(),
  /** isImported: as it came, from somebody who drew it elsewhere. */
  structures: z.array(z.object({ color: z.string(), isReviewed: z.boolean(), isImported: z.boolean() })),
  structureCount: z.number().int(),
  reviewedCount: z.number().int(),
  state: CaseState,
  /** Why a person should look: a missing slice, an import warning. */
  attention: z.string().nullable(),
  changedAt: z.string(),
});
export type CaseListRow = z.infer<typeof CaseListRow>;

export const CaseFilter = z.object({
  search: z.string().max(200),
  state: CaseState.nullable(),
  needsAttention: z.boolean(),
  modality: z.string().nullable(),
  sort: z.enum(['changed', 'name', 'id', 'state']),
  isDescending: z.boolean(),
  offset: z.number().int().nonnegative(),
  limit: z.number().int().positive().max(1000),
});
export type CaseFilter = z.infer<typeof CaseFilter>;

export const CasePage = z.object({
  rows: z.array(CaseListRow),
  /** Of all that match. */
  total: z.number().int(),
  /** Over the whole library. */
  counts: z.object({
    all: z.number().int(),
    byState: z.record(CaseState, z.number().int()),
    needsAttention: z.number().int(),
    byModality: z.array(z.object({ modality: z.string(), cases: z.number().int() })),
  }),
});
export type CasePage = z.infer<typeof CasePage>;

export const SeriesVolume = z.object({
  seriesId: z.string(),
  volumeId: z.string(),
  dtype: z.enum(['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32']),
  byteLength: z.number().int(),
  size: z.tuple([z.number(), z.number(), z.number()]),
  spacingMm: z.tuple([z.number(), z.number(), z.number()]),
  direction: z.array(z.number()).length(9),
  planeOriginsLps: z.array(z.number()),
  frameOfReferenceUid: z.string().nullable(),
  modality: z.string(),
  description: z.string(),
  /** HU for CT; else empty. */
  unit: z.string(),
  window: z.object({ center: z.number(), width: z.number() }).nullable(),
});
export type SeriesVolume = z.infer<typeof SeriesVolume>;

export const CaseDetail = z.object({
  row: CaseRow,
  state: CaseState,
  birthDate: z.string(),
  sex: z.string(),
  studyDate: z.string(),
  volumes: z.array(SeriesVolume),
  lastChanges: z.array(z.object({ at: z.string(), text: z.string() })),
});
export type CaseDetail = z.infer<typeof CaseDetail>;

/** Longest name that a person may give to a case. */
export const LONGEST_CASE_LABEL = 64;

export const cases = {
  page: query(CaseFilter, CasePage),
  get: query(z.object({ caseId: z.string().min(1) }), CaseDetail),
  /** A person says that the work on a case is done, or takes it back. */
  setDone: command(z.object({ caseId: z.string().min(1), isDone: z.boolean() }), z.object({})),
  /** A name for people beside the one in the images, which stays as it is; null takes it away. It is shown and found
   * here and written into nothing that leaves the library. Answers with the name before. */
  rename: command(
    z.object({ caseId: z.string().min(1), label: z.string().trim().min(1).max(LONGEST_CASE_LABEL).nullable() }),
    z.object({ before: z.string().nullable() }),
  ),
  /** Deletes for good what was deleted before. `not-found` CASE_NOT_DELETED for another case; those before it are gone. */
  empty: job(z.object({ caseIds: z.array(z.string().min(1)).min(1) }), z.object({ deleted: z.number().int() })),
  /** Free and used bytes of the disk that the library is on. */
  disk: query(z.object({}), z.object({ libraryBytes: z.number(), freeBytes: z.number() })),
};
