// Objects given away with pseudonyms, and what comes back. The key and the link lie beside the library: a window names no
// path for them.

import * as z from 'zod';
import { job, query } from '../define.ts';
import { CONFIDENTIALITY_OPTIONS, PseudonymiseResult, RestoreResult } from './pseudonymise.ts';
import { GrantedPath } from './series.ts';

export const ReleaseInput = z.object({
  paths: z.array(GrantedPath).min(1).max(1000),
  /** A new folder is made in it. */
  destination: GrantedPath,
  options: z.array(z.enum(CONFIDENTIALITY_OPTIONS)),
  prefix: z.string().max(12),
  /** Write down whose pseudonyms these are, so that what comes back finds its patient. */
  isLinkKept: z.boolean(),
});
export type ReleaseInput = z.infer<typeof ReleaseInput>;

export const Release = PseudonymiseResult.extend({
  /** The folder that was made. */
  folder: z.string(),
});
export type Release = z.infer<typeof Release>;

export const TakenBack = z.object({
  objects: RestoreResult.shape.objects,
  refused: RestoreResult.shape.refused,
  /** Cases that something came to. */
  caseIds: z.array(z.string()),
  structureSets: z.number().int(),
});
export type TakenBack = z.infer<typeof TakenBack>;

export const release = {
  pseudonymise: job(ReleaseInput, Release),
  /** Objects with pseudonyms of this library, imported to their patients. */
  takeBack: job(z.object({ paths: z.array(GrantedPath).min(1).max(1000) }), TakenBack),
  /** Which of these patient ids are pseudonyms that the link of this library knows. */
  recognise: query(
    z.object({ patientIds: z.array(z.string()).max(1000) }),
    z.object({ patients: z.array(z.object({ pseudonym: z.string(), patientId: z.string(), name: z.string() })) }),
  ),
};
