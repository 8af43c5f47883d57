// What is said of the review when structures leave: from the planes that a person saw, not from what anybody claims.
import { describe, expect, it } from 'vitest';
import type { StructureRecord } from '../../../core/edit/index.ts';
import { reviewAtExport, reviewOfStructure } from '../../../main/services/documents/review-at-export.ts';
import { structure } from '../../support/random-edits.ts';

const PLANES = [4, 5, 6, 7];
const AT = '2026-11-21T09:00:00.000Z';

/** A structure of one letter on planes 4 to 7, with what was shown of it. */
function looked(name: string, shown: readonly number[], over: Partial<StructureRecord> = {}, planes = PLANES) {
  const record = { ...structure(name), name, origin: 'auto', ...over } as StructureRecord;
  return { record, looked: reviewOfStructure(record, planes, shown) };
}
const marked = (reason: string | null) => ({ review: { isReviewed: true, at: AT, reason, slices: PLANES } });

describe('what a person has looked at', () => {
  it('counts planes that were shown or drawn, of those with voxels', () => {
    expect(looked('A', [1, 2, 5], { editedSlices: [6, 9] }).looked).toEqual({
      isReviewed: false,
      slices: 4,
      slicesSeen: 2,
      reason: null,
    });
  });

  it('is everything where the mark was earned, and not where it came with a reason', () => {
    expect(looked('A', [], marked(null)).looked).toMatchObject({ isReviewed: true, slicesSeen: 4 });
    expect(looked('A', [4], marked('Copied from the plan')).looked).toMatchObject({ isReviewed: true, slicesSeen: 1 });
  });

  it('keeps the planes that stand reviewed when others were changed', () => {
    const review = { isReviewed: false, at: null, reason: null, slices: [4, 5] };
    expect(looked('A', [], { review }).looked).toMatchObject({ isReviewed: false, slicesSeen: 2 });
  });
});

describe('what is open at export', () => {
  it('names contours that nobody looked at, those seen in part, and marks with unseen slices and their reason', () => {
    const { open, notes } = reviewAtExport([
      looked('Larynx', []),
      looked('Brainstem', [1]),
      looked('Parotid_L', [4, 5]),
      looked('Parotid_R', PLANES, { review: { isReviewed: false, at: null, reason: null, slices: [] } }),
      looked('SpinalCord', [7], marked('Far from the target')),
      looked('Eye_L', PLANES, marked(null)),
      looked('Empty', [], {}, []),
    ]);
    expect(open).toEqual([
      { code: 'EXPORT_NOT_LOOKED_AT', message: 'Nobody has looked at: Larynx, Brainstem.' },
      {
        code: 'EXPORT_NOT_REVIEWED',
        message: 'Not reviewed by a person: Parotid_L (2 of 4 slices seen), Parotid_R (4 of 4 slices seen).',
      },
      {
        code: 'EXPORT_UNSEEN_SLICES',
        message: 'Called reviewed with slices that nobody saw: SpinalCord (3 of 4; reason: Far from the target).',
      },
    ]);
    expect(notes).toEqual([]);
  });

  it('notes contours that leave as they were imported; edited ones are open like any other', () => {
    const imported = { origin: 'imported' } as const;
    expect(
      reviewAtExport([looked('PTV', [], imported), looked('CTV', [], { ...imported, editedSlices: [4] })]),
    ).toEqual({
      open: [{ code: 'EXPORT_NOT_REVIEWED', message: 'Not reviewed by a person: CTV (1 of 4 slices seen).' }],
      notes: [{ code: 'EXPORT_IMPORTED_AS_IS', message: 'As they were imported, not reviewed here: PTV.' }],
    });
  });

  it('is nothing where every structure was reviewed slice by slice', () => {
    expect(reviewAtExport([looked('A', PLANES, marked(null))])).toEqual({ open: [], notes: [] });
  });
});
