// Any structure takes a colour of a person's own, one of a locked clinical set too: what was drawn stays as it came.
import { describe, expect, it } from 'vitest';
import { applyEdit, type Edit, type EditDocument } from '../../../core/edit/index.ts';
import type { OpenCase } from '../../../renderer/data/open-case.ts';
import { allCommands, emptyContext } from '../../support/all-commands.ts';
import { documentOf, slicesWhere, structureRecord, uprightStack } from '../../support/edit-stacks.ts';
import { GROUP } from '../../support/random-edits.ts';

describe('the colour of a structure', () => {
  it('of a locked set is taken, and nothing else of it changes', () => {
    const g = uprightStack([8, 8, 4]);
    const block = slicesWhere(g, (i, j, k) => i < 3 && j < 3 && k === 1);
    const record = structureRecord('PTV', { origin: 'imported', groupId: GROUP.id, color: '#ff8800' });
    let document: EditDocument = {
      ...documentOf([{ record, slices: block }]),
      groups: new Map([[GROUP.id, { ...GROUP, isLocked: true }]]),
    };
    const before = document;
    const session = {
      current: () => document,
      commit: (part: Omit<Edit, 'id' | 'at'>) => {
        document = applyEdit(document, part);
        return true;
      },
    };
    const context = emptyContext({ openCase: () => ({ session, geometry: g }) as unknown as OpenCase });
    const command = allCommands().find(({ id }) => id === 'structure.setColor');
    void command?.run(context, JSON.stringify({ id: 'PTV', color: '#E2381C' }));
    expect(document.structures.get('PTV')).toEqual({ ...record, color: '#E2381C' });
    expect(document.slices).toEqual(before.slices);
  });
});
