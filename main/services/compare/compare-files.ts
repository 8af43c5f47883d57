// Two mask files, or two folders of masks that belong together by name, compared structure by structure.

import { stat } from 'node:fs/promises';
import type { SeriesWarning } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { MaskComparison } from '../../../core/metrics/index.ts';
import { mapNodeError } from '../../platform/node-error.ts';
import type { MaskPair, PairComparison } from './compare-pair.ts';
import { findMaskFiles, structureName } from './mask-names.ts';

export interface CompareDependencies {
  /** How to compare all of `pairs`: one promise a pair, in their order. Called once. */
  readonly startPairs: (pairs: readonly MaskPair[]) => readonly Promise<PairComparison>[];
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

export interface FilesComparison {
  readonly structures: Readonly<Record<string, MaskComparison>>;
  /** Names that only one of the two folders has. */
  readonly unmatched: readonly string[];
  readonly warnings: readonly SeriesWarning[];
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

async function pairUp(reference: string, test: string): Promise<{ pairs: MaskPair[]; unmatched: string[] }> {
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
  const pairs: MaskPair[] = [];
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
 * `invalid-input` for a file against a folder, a folder without masks, and masks that are not on one grid; of several
 * pairs that fail, the error of the first in name order.
 */
export async function comparePaths(
  reference: string,
  test: string,
  { startPairs, onProgress, signal }: CompareDependencies,
): Promise<FilesComparison> {
  const { pairs, unmatched } = await pairUp(reference, test);
  signal?.throwIfAborted();
  let done = 0;
  const results = startPairs(pairs).map((result) =>
    result.then((comparison) => {
      onProgress?.({ done: ++done, total: pairs.length });
      return comparison;
    }),
  );
  for (const result of results) result.catch(() => 'seen when it is awaited, if ever');
  const structures: [string, MaskComparison][] = [];
  const warnings: SeriesWarning[] = [];
  for (const [n, { name }] of pairs.entries()) {
    const result = await (results[n] as Promise<PairComparison>);
    structures.push([name, result.comparison]);
    warnings.push(...result.warnings);
  }
  return { structures: Object.fromEntries(structures), unmatched, warnings };
}
