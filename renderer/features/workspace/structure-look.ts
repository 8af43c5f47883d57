// How a structure stands and is drawn: one place for list, card, ribbon and picture.

import type { StructureRecord } from '../../../core/edit/index.ts';
import type { SwatchStyle } from '../../ui/swatch.tsx';

export interface StructureLook {
  readonly swatch: SwatchStyle;
  /** 'Reviewed', 'Unreviewed, 9 of 14 slices seen' */
  readonly words: string;
  readonly tone: 'ok' | 'warn' | 'dim2' | 'acc';
  /** Share of slices seen, 0 … 1. */
  readonly seenShare: number;
  readonly seenCount: number;
  readonly sliceCount: number;
  readonly isEdited: boolean;
}

export interface LookSource {
  readonly planes: readonly number[];
  readonly seen: readonly number[];
  readonly isGroupLocked: boolean;
  /** What came with it and is in no voxel, in words; null: nothing. */
  readonly kept?: string | null;
}

/** The swatch repeats the line of the contours. */
export function swatchOf(structure: StructureRecord, isEmpty: boolean): SwatchStyle {
  if (isEmpty) return 'none';
  if (structure.origin === 'imported' && structure.editedSlices.length === 0) return 'imported';
  if (structure.review.isReviewed) return 'reviewed';
  return structure.derivedFrom ? 'derived' : 'unreviewed';
}

export function lookOf(
  structure: StructureRecord,
  { planes, seen, isGroupLocked, kept = null }: LookSource,
): StructureLook {
  const seenPlanes = new Set([...seen, ...structure.editedSlices, ...structure.review.slices]);
  const seenCount = planes.reduce((sum, k) => sum + (seenPlanes.has(k) ? 1 : 0), 0);
  const isEdited = structure.editedSlices.length > 0;
  const shared = {
    seenCount,
    sliceCount: planes.length,
    seenShare: planes.length === 0 ? 0 : seenCount / planes.length,
    isEdited,
    swatch: swatchOf(structure, planes.length === 0 && kept === null),
  };
  const edited = isEdited ? ', edited' : '';
  if (planes.length === 0) {
    return kept === null ? { ...shared, words: 'Empty', tone: 'warn' } : { ...shared, words: kept, tone: 'dim2' };
  }
  if (structure.origin === 'imported' && !isEdited) {
    const locked = structure.isLocked || isGroupLocked ? ', locked' : '';
    return { ...shared, words: `Imported${locked}${kept === null ? '' : `. ${kept}`}`, tone: 'dim2' };
  }
  if (structure.review.isReviewed) return { ...shared, words: `Reviewed${edited}`, tone: 'ok' };
  if (structure.derivedFrom) return { ...shared, words: 'Derived', tone: 'acc' };
  return {
    ...shared,
    words: `Unreviewed${edited}, ${seenCount.toString()} of ${planes.length.toString()} slices seen`,
    tone: 'warn',
  };
}

/** True once a source has changed since it was derived. */
export const isOutOfDate = (structure: StructureRecord, structures: readonly StructureRecord[]): boolean =>
  structure.derivedFrom?.sources.some(
    ({ structureId, contentRev }) => structures.find(({ id }) => id === structureId)?.contentRev !== contentRev,
  ) ?? false;

const MAX_SAME_COLOURS = 20;

/** From the 21st on colours come again, with a doubled line. */
export const isDoubledLine = (structureId: string, structures: readonly StructureRecord[]): boolean =>
  structures.findIndex(({ id }) => id === structureId) >= MAX_SAME_COLOURS;
