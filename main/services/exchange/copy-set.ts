// A structure set of a case onto another of its series, as the window does it: through a registration only where a person
// names it.

import type { CallContext, CopySetInput, CopySetResult } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { type ComputePool, createComputePool } from '../../jobs/compute-pool.ts';
import type { Library } from '../../store/index.ts';
import { openLibrary } from '../../store/open-library.ts';
import { copyGroup } from '../documents/copy-group.ts';
import { copyWarnings, cutOffPercent } from '../documents/copy-words.ts';
import { prepareDocument } from '../documents/document-service.ts';
import { chooseSeries, chooseSet } from './export-case.ts';

/** Throws `not-found` COPY_NO_SERIES with the series that there are. */
function targetSeries(library: Library, { caseId, to }: CopySetInput): string {
  const { series } = library.getCase(caseId);
  const found = series.find(({ seriesId, seriesInstanceUid }) => seriesId === to || seriesInstanceUid === to);
  if (found !== undefined) return found.seriesId;
  const ids = series.map(({ seriesId, modality }) => `${seriesId} (${modality})`).join(', ');
  throw new AppError('not-found', 'COPY_NO_SERIES', `The case has no series ${to}. It has: ${ids}.`);
}

const round = (value: number): number => Number(value.toFixed(4));

interface CopyPorts extends CallContext {
  readonly appVersion: string;
  readonly library: { readonly folder: string };
}

/**
 * Copies the set as one edit of the other series' document, which can be taken back in the window. Throws `not-found`,
 * `conflict` where one of several has to be chosen, `safety` where the frames of reference differ and the registration
 * does not link them; no structure is changed then.
 */
export async function copySet(input: CopySetInput, { library, appVersion, signal }: CopyPorts): Promise<CopySetResult> {
  const opened = openLibrary(library.folder, { mode: 'write', appVersion });
  const pool = createComputePool();
  try {
    return await copyIn(opened, pool, input, signal);
  } finally {
    await pool.close();
    opened.close();
  }
}

async function copyIn(
  library: Library,
  pool: ComputePool,
  input: CopySetInput,
  signal: AbortSignal,
): Promise<CopySetResult> {
  const seriesId = targetSeries(library, input);
  const fromSeriesId = chooseSeries(library, { caseId: input.caseId, series: input.from });
  if (fromSeriesId === seriesId) {
    throw new AppError('invalid-input', 'COPY_SAME_SERIES', 'The set lies on this series already. Name another one.');
  }
  const source = await prepareDocument(library, pool, fromSeriesId);
  const group = chooseSet(library.work.readDocument(source.documentId), input.set);
  signal.throwIfAborted();
  const { documentId } = await prepareDocument(library, pool, seriesId);
  const { rev, warnings } = library.work.readDocument(documentId);
  const { registrationId } = input;
  const request = { documentId, baseRev: rev, fromSeriesId, groupId: group.id, registrationId };
  const { edit, structures } = await copyGroup(library, pool, request);
  const [made] = edit.ops.flatMap((op) => (op.type === 'group' && op.after !== null ? [op.after] : []));
  return {
    fromSeriesId,
    seriesId,
    setId: made?.id ?? '',
    label: made?.label ?? '',
    structures: structures.map((one) => ({
      ...one,
      volumeMl: round(one.volumeMl),
      cutOffMl: round(one.cutOffMl),
      cutOffPercent: round(cutOffPercent(one)),
    })),
    warnings: [...warnings, ...copyWarnings(structures)].map(({ code, message }) => ({ code, message })),
  };
}
