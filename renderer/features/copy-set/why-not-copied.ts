// Which series' contours may be brought onto another.

import type { SeriesVolume } from '../../../core/contract/index.ts';

type Framed = Pick<SeriesVolume, 'frameOfReferenceUid'>;

/** Why its contours cannot be brought here; null: they can. */
export function whyNotCopied(from: Framed, to: Framed): string | null {
  if (from.frameOfReferenceUid === null || to.frameOfReferenceUid === null) return 'No frame of reference';
  return from.frameOfReferenceUid === to.frameOfReferenceUid ? null : 'Other frame of reference';
}
