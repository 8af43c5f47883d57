import { describe, expect, it } from 'vitest';
import type { CaseListRow } from '../../../core/contract/index.ts';
import { describeProgress } from '../../../renderer/features/library/case-words.ts';

const draft = { color: '#fcf391', isReviewed: false, isImported: false };
const reviewed = { ...draft, isReviewed: true };
const imported = { ...draft, isImported: true };
const words = (structures: CaseListRow['structures']) =>
  describeProgress({
    ...{ state: 'contoured', attention: null, structures, structureCount: structures.length },
    reviewedCount: structures.filter(({ isReviewed }) => isReviewed).length,
  } as CaseListRow);

describe('how far a case is', () => {
  it('does not ask anybody to review what a person drew elsewhere', () => {
    expect(words([draft, reviewed])).toBe('1 of 2 reviewed');
    expect(words([imported, imported])).toBe('2 imported');
    expect(words([imported, draft, reviewed])).toBe('1 of 2 reviewed');
  });
});
