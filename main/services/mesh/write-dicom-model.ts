// Parts of a model as Encapsulated STL of the image that their masks lie on: one object a part, read back before it stays.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  decodeEncapsulatedStl,
  encodeEncapsulatedStl,
  type RtstructImage,
  type SeriesWarning,
} from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { PrintRecipe } from '../../../core/print/index.ts';
import { APP_NAME, APP_VERSION } from '../../platform/app-version.ts';
import { localDateTime, systemClock } from '../../platform/clock.ts';
import { newUid } from '../../platform/ids.ts';
import type { StagingFolder } from '../../platform/staging-folder.ts';

/** Series made here are listed after those of the scanner. */
const SERIES_NUMBER = 901;
/** Steps that leave the shape what was segmented, within half a voxel. */
const SHAPE_KEPT = new Set(['surface', 'smooth', 'simplify', 'shells']);
const LONGEST_TEXT = 64;

export interface ModelPart {
  readonly name: string;
  readonly isMirrored: boolean;
  /** File of a binary STL. */
  readonly stlFile: string;
  /** To write, relative to the staging folder. */
  readonly file: string;
}

export interface DicomModelRequest {
  readonly image: RtstructImage;
  readonly parts: readonly ModelPart[];
  readonly recipe: PrintRecipe;
  /** Where the STL files lie. */
  readonly folder: string;
  readonly staging: StagingFolder;
  readonly write: (path: string, bytes: Uint8Array) => void;
}

const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** One series with an object for each part. Throws as `encodeEncapsulatedStl`; `internal` when what was written reads
 * back otherwise. */
export async function writeDicomModel(request: DicomModelRequest): Promise<SeriesWarning[]> {
  const { image, parts, recipe, folder, staging, write } = request;
  const seriesInstanceUid = newUid();
  const names = recipe.steps.map(({ name }) => name);
  const changes = names.filter((name) => !SHAPE_KEPT.has(name));
  const warnings = new Map<string, SeriesWarning>();
  for (const [at, part] of parts.entries()) {
    const stl = new Uint8Array(await readFile(join(folder, part.stlFile)));
    const encoded = encodeEncapsulatedStl({
      image,
      stl,
      title: part.name.slice(0, LONGEST_TEXT),
      description: changes.length === 0 ? '' : `Steps: ${changes.join(', ')}`.slice(0, LONGEST_TEXT),
      isModified: changes.length > 0,
      isMirrored: part.isMirrored,
      sopInstanceUid: newUid(),
      seriesInstanceUid,
      seriesNumber: SERIES_NUMBER,
      instanceNumber: at + 1,
      application: { manufacturer: APP_NAME, modelName: APP_NAME, softwareVersion: APP_VERSION, description: '' },
      ...localDateTime(systemClock),
    });
    const back = decodeEncapsulatedStl(encoded.bytes);
    if (!isSame(back.stl, stl) || back.frameOfReferenceUid !== image.frameOfReferenceUid) {
      throw new AppError('internal', 'STL_NOT_IDENTICAL', `The DICOM model of ${part.name} reads back otherwise.`);
    }
    write(staging.path(part.file), encoded.bytes);
    for (const warning of encoded.warnings) warnings.set(warning.message, warning);
  }
  return [...warnings.values()];
}
