// What a person had looked at when structures left: from what the library knows, not from what the window says.

import type { StructureRecord } from '../../../core/edit/index.ts';
import type { ReportReview } from '../../../core/report/index.ts';
import type { WarningRow } from '../contouring/export-formats.ts';

export type Review = ReportReview;

interface Looked {
  readonly record: StructureRecord;
  readonly looked: Review;
}

/**
 * @param planes with voxels
 * @param shown planes that were on a screen long enough
 */
export function reviewOfStructure(
  record: StructureRecord,
  planes: ArrayLike<number>,
  shown: readonly number[],
): Review {
  const { review, editedSlices } = record;
  // A mark with a reason covers planes that nobody saw: it makes none of them seen.
  const seen = new Set([...shown, ...editedSlices, ...(review.reason === null ? review.slices : [])]);
  const all = Array.from(planes);
  return {
    isReviewed: review.isReviewed,
    slices: all.length,
    slicesSeen: all.filter((k) => seen.has(k)).length,
    reason: review.reason,
  };
}

const isUntouchedImport = ({ record, looked }: Looked): boolean =>
  record.origin === 'imported' && record.editedSlices.length === 0 && looked.slicesSeen === 0;

const list = (of: readonly Looked[], describe: (one: Looked) => string): string => of.map(describe).join(', ');
const nameOf = ({ record }: Looked): string => record.name;

/** One line for each kind of what is open, and what is to be noted besides. Of empty structures there is nothing to say. */
export function reviewAtExport(structures: readonly Looked[]): {
  readonly open: readonly WarningRow[];
  readonly notes: readonly WarningRow[];
} {
  const drawn = structures.filter(({ looked }) => looked.slices > 0);
  const open = drawn.filter(({ looked }) => !looked.isReviewed);
  const imported = open.filter(isUntouchedImport);
  const neverSeen = open.filter((one) => one.looked.slicesSeen === 0 && !imported.includes(one));
  const partly = open.filter(({ looked }) => looked.slicesSeen > 0);
  const withUnseen = drawn.filter(({ looked }) => looked.isReviewed && looked.slicesSeen < looked.slices);
  const said = (code: string, of: readonly Looked[], text: () => string): WarningRow[] =>
    of.length === 0 ? [] : [{ code, message: text() }];
  const inPart = ({ record, looked }: Looked) =>
    `${record.name} (${looked.slicesSeen} of ${looked.slices} slices seen)`;
  const unseen = ({ record, looked: { slices, slicesSeen, reason } }: Looked) =>
    `${record.name} (${slices - slicesSeen} of ${slices}${reason === null ? '' : `; reason: ${reason}`})`;
  return {
    open: [
      ...said('EXPORT_NOT_LOOKED_AT', neverSeen, () => `Nobody has looked at: ${list(neverSeen, nameOf)}.`),
      ...said('EXPORT_NOT_REVIEWED', partly, () => `Not reviewed by a person: ${list(partly, inPart)}.`),
      ...said(
        'EXPORT_UNSEEN_SLICES',
        withUnseen,
        () => `Called reviewed with slices that nobody saw: ${list(withUnseen, unseen)}.`,
      ),
    ],
    notes: said(
      'EXPORT_IMPORTED_AS_IS',
      imported,
      () => `As they were imported, not reviewed here: ${list(imported, nameOf)}.`,
    ),
  };
}
