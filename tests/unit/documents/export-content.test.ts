// From which region of a file a structure comes that leaves.

import { describe, expect, it } from 'vitest';
import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';
import { gatherStructures } from '../../../main/services/documents/export-content.ts';
import { missingRegions } from '../../../main/services/documents/missing-regions.ts';

const set = (over: Partial<GroupRecord> = {}): GroupRecord => ({
  id: 'g-1',
  kind: 'imported',
  label: 'Plan',
  version: 1,
  parentGroupId: null,
  isLocked: true,
  structureSetId: 's-1',
  model: null,
  createdAt: '2026-01-02T03:04:05Z',
  ...over,
});

const structure = (over: Partial<StructureRecord> = {}): StructureRecord => ({
  id: 't-1',
  groupId: 'g-1',
  order: 0,
  name: 'GTV',
  color: '#ff0000',
  interpretedType: 'GTV',
  fmaCode: null,
  origin: 'imported',
  isLocked: false,
  review: { isReviewed: false, at: null, reason: null, slices: [] },
  editedSlices: [],
  derivedFrom: null,
  contentRev: 0,
  ...over,
});

const regionOf = (groups: readonly GroupRecord[], one: StructureRecord) =>
  gatherStructures({ volumeId: 'v', groups, structures: [one], slices: [], seen: [] }, [one.id])[0]?.region;

const roi = { structureSetId: 's-1', number: 7 };
const second = set({ id: 'g-2', kind: 'copied', version: 2, parentGroupId: 'g-1', structureSetId: null });

describe('the region of a structure', () => {
  it('is known by its number, in later versions too, and when the first was deleted', () => {
    expect(regionOf([set()], structure({ roi }))).toMatchObject(roi);
    const later = structure({ groupId: 'g-2', name: 'GTV_new', roi });
    expect(regionOf([set(), second], later)).toMatchObject(roi);
    expect(regionOf([second], later)).toMatchObject(roi);
  });

  it('is none for a copy from another series, whose planes are others', () => {
    const copied = set({ kind: 'copied', structureSetId: null });
    expect(regionOf([copied], structure({ roi }))).toBeNull();
  });
});

describe('a document that was begun before regions were kept', () => {
  const names = (...list: readonly string[]) => ({
    getStructureSet: () => ({ structures: list.map((name, at) => ({ name, number: at + 1 })) }) as never,
  });
  const linked = (reader: ReturnType<typeof names>, ...structures: readonly StructureRecord[]) =>
    missingRegions({ volumeId: 'v', groups: [set(), second], structures, slices: [], seen: [] }, reader);

  it('learns them by the names under which they came, in later versions too', () => {
    const renamed = structure({ id: 't-2', groupId: 'g-2', name: 'GTV_new' });
    const link = { structureSetId: 's-1', number: 2 };
    expect(linked(names('Iso', 'GTV'), structure(), renamed)).toEqual([
      { structureId: 't-1', roi: link },
      { structureId: 't-2', roi: link },
    ]);
  });

  it('leaves out what might be another one, and what is known', () => {
    expect(linked(names('GTV', 'GTV'), structure())).toEqual([]);
    expect(linked(names('Heart'), structure())).toEqual([]);
    expect(linked(names('GTV'), structure({ roi }))).toEqual([]);
  });
});
