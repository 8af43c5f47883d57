// Structures of a case of the library to files, and the profiles of the destinations for which they are written.

import * as z from 'zod';
import { DOCUMENT_EXPORT_FORMATS } from '../choices.ts';
import { GrantedPath, Warning } from './series.ts';

/** See `DestinationProfile` in core/destination, which checks it. */
const Profile = z.record(z.string(), z.json());

/** A profile by its id, or a file with one. */
export const ProfileChoice = z.union([z.object({ id: z.string().min(1) }), z.object({ path: GrantedPath })]);
export type ProfileChoice = z.infer<typeof ProfileChoice>;

export const ExportInput = z.object({
  caseId: z.string().min(1),
  /** seriesId or SeriesInstanceUID; null: the only one with structures. */
  series: z.string().nullable(),
  /** A structureSetId, or the id of a set of the document; null: the only one that has no newer version. */
  set: z.string().nullable(),
  /** Names; null: all of the set. */
  structures: z.array(z.string().min(1)).min(1).nullable(),
  /** null: RTSTRUCT and report. */
  formats: z.array(z.enum(DOCUMENT_EXPORT_FORMATS)).min(1).nullable(),
  outputFolder: GrantedPath,
  /** null: no destination in particular. */
  profile: ProfileChoice.nullable(),
});
export type ExportInput = z.infer<typeof ExportInput>;

export const ExportResult = z.object({
  seriesId: z.string(),
  /** The profile that was followed. */
  profile: z.object({ id: z.string(), title: z.string(), holes: z.string() }),
  /** Of what left: names as they are here and there. */
  structures: z.array(z.object({ name: z.string(), leavesAs: z.string() })),
  contours: z.number().int(),
  /** Relative to the output folder. */
  files: z.array(z.string()),
  warnings: z.array(Warning),
});
export type ExportResult = z.infer<typeof ExportResult>;

export const ProfileList = z.object({
  profiles: z.array(z.object({ profile: Profile, isShipped: z.boolean() })),
  /** Files of the user's folder that are no profile. */
  warnings: z.array(Warning),
});
export type ProfileList = z.infer<typeof ProfileList>;

/** As text: keys of a profile are names of structures, and must not be taken for fields of a call. */
export const AddProfileInput = z.object({ json: z.string().max(2 ** 20) });
