// Objects with a pseudonym in place of their patient.

import * as z from 'zod';
import { GrantedPath, Warning } from './series.ts';

/** Options of the basic confidentiality profile (PS3.15 E.3). */
export const CONFIDENTIALITY_OPTIONS = [
  'clean-descriptors',
  'clean-structured',
  'full-dates',
  'modified-dates',
  'patient-characteristics',
  'device-identity',
  'institution',
  'uids',
] as const;

export const PseudonymiseInput = z.object({
  paths: z.array(GrantedPath).min(1),
  outputFolder: GrantedPath,
  options: z.array(z.enum(CONFIDENTIALITY_OPTIONS)),
  /** What pseudonyms begin with. */
  prefix: z.string(),
  /** The secret that pseudonyms are made with; made where it is missing. null: the one kept beside the library. */
  keyFile: GrantedPath.nullable(),
  /** Where pseudonyms and patients are written down; null: nowhere. */
  linkFile: GrantedPath.nullable(),
});

const FileWarning = Warning.extend({ files: z.number().int(), firstPath: z.string() });

export const PseudonymiseResult = z.object({
  patients: z.array(
    z.object({ pseudonym: z.string(), studies: z.number().int(), series: z.number().int(), objects: z.number().int() }),
  ),
  written: z.number().int(),
  /** The same object once more. */
  duplicates: z.number().int(),
  /** What was left out, and why: nothing is ever copied through unchanged. */
  refused: z.array(z.object({ path: z.string(), kind: z.string(), code: z.string(), reason: z.string() })),
  keyFile: z.string(),
  linkFile: z.string().nullable(),
  warnings: z.array(FileWarning),
});

export const RevealInput = z.object({ paths: z.array(GrantedPath).min(1), linkFile: GrantedPath });

export const RevealResult = z.object({
  objects: z.array(
    z.object({
      path: z.string(),
      modality: z.string(),
      pseudonym: z.string(),
      /** null: the link does not know the pseudonym. */
      patient: z
        .object({
          pseudonym: z.string(),
          patientId: z.string(),
          issuer: z.string(),
          name: z.string(),
          birthDate: z.string(),
          shiftDays: z.number().int(),
        })
        .nullable(),
      /** As they were before; null for an object or study that was made outside. */
      studyInstanceUid: z.string().nullable(),
      sopInstanceUid: z.string().nullable(),
    }),
  ),
  refused: z.array(z.object({ path: z.string(), kind: z.string(), code: z.string(), reason: z.string() })),
});

export const RestoreInput = RevealInput.extend({ outputFolder: GrantedPath });

export const RestoreResult = z.object({
  objects: z.array(
    z.object({
      path: z.string(),
      /** Relative to the output folder. */
      file: z.string(),
      modality: z.string(),
      pseudonym: z.string(),
      /** Made outside, as a structure set that was drawn there: its own UID stays. */
      isFromOutside: z.boolean(),
      /** UIDs that are again what they were before. */
      restoredUids: z.number().int(),
    }),
  ),
  refused: z.array(z.object({ path: z.string(), kind: z.string(), code: z.string(), reason: z.string() })),
});

export type RestoreInput = z.infer<typeof RestoreInput>;
export type RestoreResult = z.infer<typeof RestoreResult>;
export type RevealInput = z.infer<typeof RevealInput>;
export type RevealResult = z.infer<typeof RevealResult>;
export type PseudonymiseInput = z.infer<typeof PseudonymiseInput>;
export type PseudonymiseResult = z.infer<typeof PseudonymiseResult>;
