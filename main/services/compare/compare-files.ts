// Two mask files, or two folders of masks that belong together by name, compared structure by structure.

import { stat } from 'node:fs/promises';
import { AppError } from '../../../core/error/index.ts';
import { compareMasks, type MaskComparison } from '../../../core/metrics/index.ts';
import { alignMaskToGrid, type ImageVolume, type Mask, maskFromDense } from '../../../core/volume/index.ts';
import { mapNodeError } from '../../platform/node-error.ts';
import { findMaskFiles, structureName } from './mask-names.ts';

export interface CompareDependencies {
  /** Reads NIfTI, NRRD or MetaImage; throws AppError for what it cannot read. */
  readonly readVolumeFile: (path: string) => Promise<ImageVolume>;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

export interface FilesComparison {
  readonly structures: Readonly<Record<string, MaskComparison>>;
  /** Names that only one of the two folders has. */
  readonly unmatched: readonly string[];
}

interface Pair {
  readonly name: string;
  readonly reference: string;
  readonly test: string;
}

/** Every voxel that is not zero belongs to the structure. */
const toMask = ({ voxels, geometry }: ImageVolume): Mask => maskFromDense(voxels, geometry.size);

/**
 * Compares two volumes as masks of one structure on the grid of the reference. Throws `invalid-input` naming the
 * structure unless the voxel centres of both coincide (axes may be in another order or direction).
 */
export function compareVolumes(
  name: string,
  reference: ImageVolume,
  test: ImageVolume,
  tolerancesMm: readonly number[],
): MaskComparison {
  const aligned = () => {
    try {
      return alignMaskToGrid(toMask(test), test.geometry, reference.geometry);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'invalid-input') throw error;
      const sizes = [reference, test].map(({ geometry }) => geometry.size.join(' x '));
      throw new AppError(
        'invalid-input',
        'COMPARE_GRID_DIFFERS',
        `${name}: the two masks are not on one grid (${sizes.join(' and ')} voxels, or their voxel centres differ by more than 1 % of a voxel). Resample one onto the grid of the other first.`,
        { cause: error },
      );
    }
  };
  return compareMasks(toMask(reference), aligned(), reference.geometry, { tolerancesMm });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw mapNodeError(error, `Reading ${path}`);
  }
}

async function listFolder(path: string): Promise<ReadonlyMap<string, string>> {
  try {
    return await findMaskFiles(path);
  } catch (error) {
    throw mapNodeError(error, `Reading ${path}`);
  }
}

async function pairUp(reference: string, test: string): Promise<{ pairs: Pair[]; unmatched: string[] }> {
  const [isReferenceFolder, isTestFolder] = await Promise.all([isFolder(reference), isFolder(test)]);
  if (isReferenceFolder !== isTestFolder) {
    throw new AppError(
      'invalid-input',
      'COMPARE_FILE_AND_FOLDER',
      `${isReferenceFolder ? reference : test} is a folder and ${isReferenceFolder ? test : reference} is a file: give two files or two folders.`,
    );
  }
  if (!isReferenceFolder) return { pairs: [{ name: structureName(reference), reference, test }], unmatched: [] };
  const [references, tests] = [await listFolder(reference), await listFolder(test)];
  const names = [...new Set([...references.keys(), ...tests.keys()])].sort();
  const pairs: Pair[] = [];
  const unmatched: string[] = [];
  for (const name of names) {
    const [a, b] = [references.get(name), tests.get(name)];
    if (a !== undefined && b !== undefined) pairs.push({ name, reference: a, test: b });
    else unmatched.push(name);
  }
  return { pairs, unmatched };
}

/**
 * Compares the mask(s) at `test` with those at `reference`: two files, or two folders whose masks belong together by
 * file name less its extensions; two files need not have the same name (that of the reference is reported). Throws
 * `invalid-input` for a file against a folder, a folder without masks, and masks that are not on one grid.
 */
export async function comparePaths(
  reference: string,
  test: string,
  tolerancesMm: readonly number[],
  { readVolumeFile, onProgress, signal }: CompareDependencies,
): Promise<FilesComparison> {
  const { pairs, unmatched } = await pairUp(reference, test);
  // The next two files are decompressed on other threads while these two are compared.
  const startReading = (pair: Pair | undefined) => {
    const volumes = pair && Promise.all([readVolumeFile(pair.reference), readVolumeFile(pair.test)]);
    volumes?.catch(() => 'seen when it is awaited, if ever');
    return volumes;
  };
  const structures: [string, MaskComparison][] = [];
  let next = startReading(pairs[0]);
  for (const [n, { name }] of pairs.entries()) {
    signal?.throwIfAborted();
    const [a, b] = (await next) as [ImageVolume, ImageVolume];
    next = startReading(pairs[n + 1]);
    structures.push([name, compareVolumes(name, a, b, tolerancesMm)]);
    onProgress?.({ done: n + 1, total: pairs.length });
  }
  return { structures: Object.fromEntries(structures), unmatched };
}
