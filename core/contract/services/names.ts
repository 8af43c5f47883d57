// Structure names against the nomenclature of AAPM TG-263.

import * as z from 'zod';
import { GrantedPath } from './series.ts';

const Named = z.object({ alias: z.string().min(1), name: z.string().min(1) });

export const NamesInput = z.object({
  names: z.array(z.string()),
  /** Whose structures are looked at too. */
  rtstructs: z.array(GrantedPath),
  /** A department's own words, before all others. */
  aliases: z.array(Named),
  /** All names of the table too. */
  isDictionaryWanted: z.boolean(),
});

const Target = z.object({
  type: z.string(),
  classifier: z.string().nullable(),
  number: z.number().nullable(),
  imaging: z.string().nullable(),
  structure: z.string().nullable(),
  doseCgy: z.number().nullable(),
  doseLevel: z.string().nullable(),
  fractions: z.number().nullable(),
  skinMm: z.number().nullable(),
  isCropped: z.boolean(),
});

export const NamesResult = z.object({
  names: z.array(
    z.object({
      name: z.string(),
      /** The RTSTRUCT that it stands in; null for a name that was given. */
      path: z.string().nullable(),
      isRight: z.boolean(),
      faults: z.array(z.object({ rule: z.string(), message: z.string() })),
      suggestion: z.object({ name: z.string(), because: z.string() }).nullable(),
      kind: z.enum(['target', 'structure', 'helper', 'unknown']),
      base: z.string(),
      category: z.string().nullable(),
      side: z.enum(['left', 'right']).nullable(),
      prvMm: z.number().nullable(),
      isPartial: z.boolean(),
      isPlural: z.boolean(),
      target: Target.nullable(),
      custom: z.string().nullable(),
      /** Of the table; null where it gives none. */
      fmaId: z.string().nullable(),
    }),
  ),
  wrong: z.number().int(),
  dictionary: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      category: z.string(),
      description: z.string(),
      fmaId: z.string().nullable(),
    }),
  ),
});

export type NamesInput = z.infer<typeof NamesInput>;
export type NamesResult = z.infer<typeof NamesResult>;
