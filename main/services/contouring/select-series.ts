// Which of several series is to be contoured. Never guessed: with several volumes a person chooses.

import type { CaseRow, SeriesRow } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';

export interface SeriesChoice {
  readonly caseRow: CaseRow;
  readonly series: SeriesRow;
}

const isVolume = ({ series }: SeriesChoice): boolean => series.size[2] > 1;

/** Ids and sizes only: descriptions can hold what a person typed about a patient. */
const describe = ({ series }: SeriesChoice): string =>
  `${series.seriesId} (${series.modality} ${series.size.join(' x ')})`;

function namedSeries(choices: readonly SeriesChoice[], wanted: string): SeriesChoice {
  const named = choices.filter(({ series }) => series.seriesId === wanted || series.seriesInstanceUid === wanted);
  const volumes = named.filter(isVolume);
  const found = named.length === 1 ? named[0] : volumes.length === 1 ? volumes[0] : undefined;
  if (found) return found;
  if (named.length === 0) {
    throw new AppError(
      'not-found',
      'CONTOUR_SERIES',
      `There is no series ${wanted} in the input. It has: ${choices.map(describe).join(', ') || 'none'}.`,
    );
  }
  throw new AppError(
    'conflict',
    'CONTOUR_SERIES',
    `Several stacks share the series UID ${wanted}. Name one by its seriesId: ${named.map(describe).join(', ')}.`,
  );
}

/**
 * The series to contour. Throws `not-found` when `wanted` is not there or there is no image at all, `unsupported` when
 * there are only single images, `conflict` with the ids when there are several volumes and none was named.
 */
export function selectSeries(cases: readonly CaseRow[], wanted: string | null): SeriesChoice {
  const choices = cases.flatMap((caseRow) => caseRow.series.map((series) => ({ caseRow, series })));
  const chosen = wanted === null ? onlyVolume(choices) : namedSeries(choices, wanted);
  if (!isVolume(chosen)) {
    throw new AppError(
      'unsupported',
      'CONTOUR_SINGLE_IMAGE',
      'The series is a single image; the model needs a stack of slices. Give the whole series.',
    );
  }
  return chosen;
}

function onlyVolume(choices: readonly SeriesChoice[]): SeriesChoice {
  const volumes = choices.filter(isVolume);
  const [first] = volumes.length > 0 ? volumes : choices;
  if (!first) {
    throw new AppError('not-found', 'CONTOUR_NO_IMAGE', 'The input holds no image to contour. Name a CT or MR series.');
  }
  if (volumes.length > 1) {
    const ids = volumes.map(({ series }) => series.seriesId);
    throw new AppError(
      'conflict',
      'CONTOUR_SEVERAL_VOLUMES',
      `The input holds several volumes: ${volumes.map(describe).join(', ')}. Choose one with --series.`,
      { data: { seriesIds: ids } },
    );
  }
  return first;
}
