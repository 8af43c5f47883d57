// Doses from files, folders and the library, and the one dose that histograms are made of.

import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  type DecodedRtdose,
  decodeRtdose,
  type PixelImage,
  rtdosePixelImage,
  type SeriesWarning,
  stackDosePlanes,
} from '../../../core/dicom/index.ts';
import { type DoseGrid, type DoseSum, sumDoses } from '../../../core/dose/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { codecFor } from '../../dicom/frame-codecs.ts';
import { indexPaths } from '../../dicom/scan-paths.ts';
import { mapNodeError, withNodeErrors } from '../../platform/node-error.ts';
import { tellRefusal } from '../../platform/told-refusal.ts';
import { checkSum, describeDose, resampledWarnings, sumWarnings } from './sum-rules.ts';

/** Larger files are no dose. */
const MAX_BYTES = 2 ** 31;

/** Reads one file. Throws as the operating system and `decodeRtdose` do. */
export async function readDoseBytes(path: string): Promise<Uint8Array> {
  const { size } = withNodeErrors(`Reading ${path}`, () => statSync(path));
  if (size > MAX_BYTES) {
    throw new AppError('resource', 'RTDOSE_TOO_LARGE', `Reading ${path}: ${size} bytes are more than Limner reads.`);
  }
  return readFile(path).catch((error: unknown) => {
    throw mapNodeError(error, `Reading ${path}`);
  });
}

/** Says of which of several named files a refusal is. Throws what `read` throws, with the path before the reason. */
export async function aboutFile<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.message.includes(path)) throw thrown;
    const { kind, code, message, data, retryable } = thrown;
    throw new AppError(kind, code, `${path}: ${message}`, { data, retryable, cause: thrown });
  }
}

/** Decodes a dose with whatever codec it needs. */
export async function decodeDose(bytes: Uint8Array): Promise<DecodedRtdose> {
  const image: PixelImage = rtdosePixelImage(bytes);
  return decodeRtdose(bytes, await codecFor(image));
}

/** Every dose under a path: a file, or a folder that is looked through. */
export async function readDosesAt(path: string, signal: AbortSignal): Promise<DecodedRtdose[]> {
  if (!withNodeErrors(`Reading ${path}`, () => statSync(path)).isDirectory()) {
    const bytes = await readDoseBytes(path);
    return [await aboutFile(path, () => decodeDose(bytes))];
  }
  const { objects, refused } = await indexPaths([path], { signal });
  const doses: DecodedRtdose[] = [];
  for (const object of objects) {
    if (object.kind === 'RTDOSE') doses.push(await decodeDose(await object.loadBytes(signal)));
  }
  if (doses.length > 0) return doses;
  const first = refused.find(({ code }) => code !== 'IMPORT_NO_IMAGES');
  if (first) throw new AppError(first.kind, first.code, tellRefusal(first, [path]));
  throw new AppError('not-found', 'DOSE_MISSING', `${path} holds no RT dose. Name the RTDOSE file or its folder.`);
}

/** Gy of a dose in either unit. */
function toGy(dose: DecodedRtdose, relativeReferenceGy: number | null): DoseGrid {
  const { geometry, voxels, units, doseType } = dose;
  if (doseType === 'ERROR') {
    throw new AppError(
      'unsupported',
      'DOSE_IS_ERROR',
      'The file holds the error of a dose (DoseType ERROR), not a dose. Give the dose itself.',
    );
  }
  if (units === 'GY') return { geometry, gy: voxels };
  if (relativeReferenceGy === null) {
    throw new AppError(
      'invalid-input',
      'DOSE_RELATIVE',
      'The dose is relative (DoseUnits RELATIVE), so nothing says what it is in Gy. Say what 1 stands for with --relative-reference GY.',
    );
  }
  return { geometry, gy: voxels.map((share) => share * relativeReferenceGy) };
}

/** The dose of all histograms, and where it comes from. */
export interface ChosenDose {
  readonly grid: DoseGrid;
  readonly parts: readonly DecodedRtdose[];
  readonly warnings: readonly SeriesWarning[];
}

/**
 * One dose from what was read: the only one, planes put together, or on request a sum. Throws `conflict` DOSE_SEVERAL
 * where there are several and no sum was asked for, `invalid-input` and `safety` where they cannot be added.
 */
export function chooseDose(
  doses: readonly DecodedRtdose[],
  options: { readonly sum: boolean; readonly relativeReferenceGy: number | null },
): ChosenDose {
  const stacked = stackDosePlanes(doses);
  const parts = stacked === null ? doses : [stacked];
  const own = parts.flatMap(({ warnings }) => warnings);
  if (parts.length > 1) {
    if (!options.sum) {
      throw new AppError(
        'conflict',
        'DOSE_SEVERAL',
        `There are ${parts.length} doses (${parts.slice(0, 12).map(describeDose).join('; ')}). Name one, or add them up with --sum.`,
      );
    }
    checkSum(parts);
  }
  const grids = parts.map((part) => toGy(part, options.relativeReferenceGy));
  const sum: DoseSum = grids.length === 1 ? { grid: grids[0] as DoseGrid, resampled: null } : sumDoses(grids);
  return { grid: sum.grid, parts, warnings: [...own, ...sumWarnings(parts), ...resampledWarnings(parts, sum)] };
}
