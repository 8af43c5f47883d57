// Objects that are kept as they came, looked into: registrations and models.

import * as z from 'zod';
import { GrantedPath } from './series.ts';

export const ObjectsInput = z.object({
  paths: z.array(GrantedPath),
  /** Objects that the case keeps, after those of the paths. */
  caseId: z.string().nullable(),
  /** Only this one of the case; null: all. */
  objectId: z.string().nullable(),
  /** Writes the one object that there is: the file as it came, or, into a `.stl`, the STL inside of a model. */
  outputFile: GrantedPath.nullable(),
});

export const RegistrationFacts = z.object({
  /** That points of the other frames are brought into. */
  registeredFrameUid: z.string(),
  isDeformable: z.boolean(),
  frames: z.array(
    z.object({
      frameOfReferenceUid: z.string(),
      matrixType: z.string(),
      /** 16 numbers, row by row: a point of this frame (LPS mm) to the registered one; null where it is not used. */
      toRegistered: z.array(z.number()).length(16).nullable(),
      /** Why it is not used. */
      problem: z.string().nullable(),
    }),
  ),
});
export type RegistrationFacts = z.infer<typeof RegistrationFacts>;

export const ModelFacts = z.object({
  title: z.string(),
  stlBytes: z.number().int(),
  unit: z.string(),
  frameOfReferenceUid: z.string().nullable(),
  isMirrored: z.boolean().nullable(),
  sourceImages: z.number().int(),
});

export const ObjectsResult = z.object({
  objects: z.array(
    z.object({
      /** null for an object of the library. */
      path: z.string().nullable(),
      objectId: z.string().nullable(),
      kind: z.string(),
      sopInstanceUid: z.string(),
      description: z.string(),
      registration: RegistrationFacts.nullable(),
      model: ModelFacts.nullable(),
      /** Why it could not be looked into; null: it could, or there is nothing to look into. */
      problem: z.string().nullable(),
    }),
  ),
  written: z.string().nullable(),
});

export type ObjectsInput = z.infer<typeof ObjectsInput>;
export type ObjectsResult = z.infer<typeof ObjectsResult>;
