// Several names at once, as one edit.

import { changeStructure, type EditOp } from '../../core/edit/index.ts';
import { codesOfName } from './codes-of-name.ts';
import { type AppContext, argumentCommand, type Command } from './command.ts';

function renameAll(context: AppContext, args: string | null): void {
  const open = context.openCase();
  const wanted = JSON.parse(args ?? '[]') as readonly { readonly id: string; readonly name: string }[];
  if (!open) return;
  const document = open.session.current();
  const ops: EditOp[] = [];
  for (const { id, name } of wanted) {
    const draft = changeStructure(document, id, { name, ...codesOfName(name) }, 'Rename');
    if (draft !== null) ops.push(...draft.ops);
  }
  if (ops.length === 0) return;
  const label = `Rename ${ops.length.toString()} ${ops.length === 1 ? 'structure' : 'structures'}`;
  open.session.commit({ label, structureId: null, k: null, ops });
}

export const createNamesCommands = (): Command[] => [
  argumentCommand('names.apply', 'Rename structures', 'Structures', 'workspace', renameAll),
];
