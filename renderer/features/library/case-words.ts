// How the library speaks of a case: state with icon and colour, content, structures.

import type { CaseListRow, Refusal } from '../../../core/contract/index.ts';
import { formatPersonName } from '../../ui/format.ts';
import type { IconName } from '../../ui/icon.tsx';

export type CaseState = CaseListRow['state'];

export const STATE_WORDS: Readonly<
  Record<CaseState, { readonly label: string; readonly icon: IconName; readonly tone: string; readonly act: string }>
> = {
  new: { label: 'New', icon: 'circle', tone: 'dim', act: 'Auto-contour' },
  contoured: { label: 'Contoured', icon: 'unreviewed', tone: 'warn', act: 'Start review' },
  'in-review': { label: 'In review', icon: 'half', tone: 'acc', act: 'Continue review' },
  done: { label: 'Done', icon: 'check', tone: 'ok', act: 'Open' },
};

/** How a case is called: by its patient, else by the name that a person gave it; that name beside the patient's. */
export function caseNames({ patientName, label }: Pick<CaseListRow, 'patientName' | 'label'>): {
  readonly name: string;
  readonly label: string | null;
} {
  const isNamed = patientName !== '' || label === null;
  return isNamed ? { name: formatPersonName(patientName), label } : { name: label, label: null };
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toString()} ${count === 1 ? one : many}`;

/** 'CT, 118 slices, 3.0 mm' */
export const describeImages = ({ modality, slices, sliceStepMm }: CaseListRow): string =>
  slices === 0
    ? 'No images'
    : [modality, plural(slices, 'slice'), slices > 1 ? `${sliceStepMm.toFixed(1)} mm` : ''].filter(Boolean).join(', ');

/** What a person drew elsewhere waits for nobody here. */
export const describeProgress = ({ state, structures, reviewedCount, attention }: CaseListRow): string => {
  if (attention !== null) return attention;
  if (state === 'new') return 'Imported';
  const toReview = structures.filter(({ isReviewed, isImported }) => isReviewed || !isImported).length;
  return toReview === 0
    ? `${structures.length.toString()} imported`
    : `${reviewedCount.toString()} of ${toReview.toString()} reviewed`;
};

/** '3 files were not imported.' */
export function refusedWords(refused: readonly Pick<Refusal, 'files'>[]): string {
  const files = refused.reduce((sum, own) => sum + own.files, 0);
  return `${files.toString()} ${files === 1 ? 'file was' : 'files were'} not imported.`;
}
