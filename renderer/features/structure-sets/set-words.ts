// How the window speaks of what became of a structure set.

import type { RoiRow, SetCandidate, SetReport } from '../../../core/contract/index.ts';
import type { IconName } from '../../ui/icon.tsx';

const counted = (n: number, one: string, many = `${one}s`): string => `${n.toString()} ${n === 1 ? one : many}`;

/** Those of which a person should know first. */
const ORDER: readonly RoiRow['fate'][] = ['refused', 'off-plane', 'open', 'point', 'empty', 'unplaced', 'drawn'];

/** What asks for a look before what is as expected; else in the order of the file. */
export const inOrder = (rois: readonly RoiRow[]): RoiRow[] =>
  [...rois].sort((p, q) => rank(p) - rank(q) || ORDER.indexOf(p.fate) - ORDER.indexOf(q.fate));

const besides = ({ fates }: RoiRow): number =>
  ['off-plane', 'tilted', 'point', 'open', 'short'].reduce((sum, fate) => sum + (fates[fate] ?? 0), 0);

const rank = (roi: RoiRow): number => (roi.fate === 'drawn' && besides(roi) === 0 ? 1 : 0);

const FATE_LOOK: Readonly<Record<RoiRow['fate'], { readonly icon: IconName; readonly tone: string }>> = {
  drawn: { icon: 'check', tone: 'ok' },
  'off-plane': { icon: 'alert', tone: 'warn' },
  point: { icon: 'target', tone: 'dim2' },
  open: { icon: 'info', tone: 'dim2' },
  empty: { icon: 'circle', tone: 'dim2' },
  unplaced: { icon: 'clock', tone: 'dim2' },
  refused: { icon: 'alert', tone: 'bad' },
};

/** Of a region that is drawn but for some of its contours: as of one that is not. */
export const lookOfRoi = (roi: RoiRow): { readonly icon: IconName; readonly tone: string } =>
  FATE_LOOK[roi.fate === 'drawn' && besides(roi) > 0 ? 'off-plane' : roi.fate];

/** 'Drawn on 34 slices, 2 contours kept beside them' */
export function roiWords(roi: RoiRow, isWaiting = false): string {
  const { fate, contours, planes, fates, warnings } = roi;
  if (isWaiting && contours > 0) return `${counted(contours, 'contour')}, waiting for the images`;
  switch (fate) {
    case 'drawn': {
      const kept = besides(roi);
      const moved = fates['by-image'] ?? 0;
      const resampled = fates.resampled ?? 0;
      return [
        `Drawn on ${counted(planes, 'slice')}`,
        resampled > 0 ? `from ${counted(resampled, 'contour')} on planes of their own` : '',
        moved > 0 ? `${counted(moved, 'contour')} taken to the slice that it names` : '',
        kept > 0 ? `${counted(kept, 'contour')} kept beside the voxels` : '',
      ]
        .filter(Boolean)
        .join(', ');
    }
    case 'off-plane':
      return `${counted(contours, 'contour')} off the slices: shown and kept, no voxels`;
    case 'point':
      return contours === 1 ? 'A point: shown and kept' : `${counted(contours, 'point')}: shown and kept`;
    case 'open':
      return contours === 1
        ? 'An open line: shown and kept, no voxels'
        : `${counted(contours, 'open line')}: shown and kept, no voxels`;
    case 'empty':
      return 'No contours in the file';
    case 'unplaced':
      return `${counted(contours, 'contour')}, waiting for the images`;
    case 'refused':
      return warnings[0]?.message ?? 'Refused';
  }
}

const NOUN: Readonly<Record<RoiRow['fate'], (n: number) => string>> = {
  drawn: (n) => `${n.toString()} drawn`,
  'off-plane': (n) => `${n.toString()} off the slices`,
  point: (n) => counted(n, 'point'),
  open: (n) => counted(n, 'open line'),
  empty: (n) => `${n.toString()} empty`,
  unplaced: (n) => `${n.toString()} waiting`,
  refused: (n) => `${n.toString()} refused`,
};

/** '18 drawn, 2 points, 1 empty', and what is said of the set as a whole. */
export function setWords({ rois, warnings, seriesId, candidates }: SetReport): string {
  const counts = (['drawn', 'off-plane', 'open', 'point', 'empty', 'refused', 'unplaced'] as const)
    .map((fate) => [fate, rois.filter((roi) => roi.fate === fate).length] as const)
    .filter(([, n]) => n > 0)
    .map(([fate, n]) => NOUN[fate](n));
  const regions = counts.length === 0 ? 'no structures' : counts.join(', ');
  const about = warnings.map(({ message }) => ` ${message}`).join('');
  if (seriesId !== null) return `${regions}.${about}`;
  const fits = candidates.some((own) => own.fits);
  return `Waits for its images: ${regions}.${fits ? ' Its contours fit on a series of this patient.' : ''}${about}`;
}

/** '321 of 321 closed contours lie on 98 of its slices' */
export const fitWords = ({ closed, onPlanes, planes, inside }: SetCandidate): string =>
  `${onPlanes.toString()} of ${closed.toString()} closed contours lie on ${planes.toString()} of its slices${
    inside < onPlanes ? `, ${(onPlanes - inside).toString()} reach beyond its edges` : ''
  }`;

export const LINK_WORDS: Readonly<Record<NonNullable<SetReport['link']>, string>> = {
  series: 'The file names this series.',
  images: 'The file names images of this series.',
  frame: 'The file names no series; this one alone has its frame of reference.',
  confirmed: 'Laid on this series by a person’s word.',
};
