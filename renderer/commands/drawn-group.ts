// Where structures go that belong to no set that came from elsewhere.

import type { EditDocument, GroupRecord } from '../../core/edit/index.ts';

/** The group that a person draws into, and whether it has to be made first. */
export function drawnGroup(document: EditDocument): { readonly group: GroupRecord; readonly isNew: boolean } {
  const known = [...document.groups.values()].find(({ kind, isLocked }) => kind === 'manual' && !isLocked);
  if (known) return { group: known, isNew: false };
  return {
    isNew: true,
    group: {
      id: crypto.randomUUID(),
      kind: 'manual',
      label: 'Drawn here',
      version: 1,
      parentGroupId: null,
      isLocked: false,
      structureSetId: null,
      model: null,
      createdAt: new Date().toISOString(),
    },
  };
}
