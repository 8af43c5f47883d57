// Making, naming, ordering and removing structures. Each is one edit, so each can be taken back.

import {
  changeStructure,
  colorFor,
  createStructures,
  createVersion,
  deleteStructure,
  duplicateStructure,
  type EditDraft,
  mergeStructures,
  moveStructure,
  type NewStructure,
  type StructureRecord,
} from '../../core/edit/index.ts';
import type { OpenCase } from '../data/open-case.ts';
import { patchView } from '../state/app-store.ts';
import { codesOfName } from './codes-of-name.ts';
import { type AppContext, argumentCommand, type Command, command } from './command.ts';
import { drawnGroup } from './drawn-group.ts';
import { structureIdOf } from './structure-view-commands.ts';
import { createTakeFileCommands } from './take-file-commands.ts';

const GROUP = 'Structures';
/** Of ROI Name (3006,0026), LO. */
const LONGEST_NAME = 64;

const commit = (open: OpenCase, draft: EditDraft | null) => {
  if (draft !== null) open.session.commit(draft);
};

function create(context: AppContext, open: OpenCase, names: readonly string[]): void {
  const document = open.session.current();
  const { group, isNew } = drawnGroup(document);
  const colors: { color: string }[] = [...document.structures.values()].map(({ color }) => ({ color }));
  const made = names.map((name): NewStructure => {
    const color = context.store.getState().settings.structures.colors[name] ?? colorFor(name, colors);
    colors.push({ color });
    return { id: crypto.randomUUID(), groupId: group.id, name, color, ...codesOfName(name) };
  });
  const first = made[0];
  if (!first) return;
  const label = made.length === 1 ? `New structure ${first.name}` : `Create ${made.length.toString()} structures`;
  commit(open, createStructures(document, made, label, isNew ? group : null));
  patchView(context.store, { activeStructureId: first.id, mode: 'edit' });
  if (made.length === 1) context.store.setState({ renamingId: first.id });
}

/** A changed copy of a locked set; what is shown of the old one is hidden. */
function makeNextVersion(context: AppContext, open: OpenCase, record: StructureRecord): void {
  const document = open.session.current();
  const newIds = new Map<string, string>();
  commit(
    open,
    createVersion(document, record.groupId, {
      groupId: crypto.randomUUID(),
      at: new Date().toISOString(),
      structureId: (original) => {
        const id = crypto.randomUUID();
        newIds.set(original, id);
        return id;
      },
    }),
  );
  const { hidden } = context.store.getState().view;
  patchView(context.store, {
    hidden: [...new Set([...hidden, ...newIds.keys()])],
    activeStructureId: newIds.get(record.id) ?? null,
  });
}

function move(open: OpenCase, record: StructureRecord, by: 1 | -1): void {
  const document = open.session.current();
  const siblings = [...document.structures.values()]
    .filter(({ groupId }) => groupId === record.groupId)
    .sort((p, q) => p.order - q.order);
  commit(open, moveStructure(document, record.id, siblings.findIndex(({ id }) => id === record.id) + by));
}

const needsStructure: Command['unavailable'] = (state, _context, args = null) =>
  args === null && state.view.activeStructureId === null ? 'Choose a structure first.' : null;

/** A command on one structure: the one named in the arguments, else the active one. */
const onStructure = (
  id: string,
  title: string,
  keys: readonly string[],
  act: (context: AppContext, open: OpenCase, record: StructureRecord) => void,
): Command =>
  command(
    id,
    title,
    GROUP,
    'workspace',
    keys,
    (context, args) => {
      const open = context.openCase();
      const structureId = structureIdOf(context, args);
      const record = structureId === null ? undefined : open?.session.current().structures.get(structureId);
      if (open && record) act(context, open, record);
    },
    needsStructure,
  );

/** From the menu: the id alone, and a field opens; from the field: id and name. */
function rename(context: AppContext, args: string | null): void {
  const open = context.openCase();
  const given = args?.startsWith('{') ? (JSON.parse(args) as { id: string; name: string }) : null;
  const id = given?.id ?? structureIdOf(context, args);
  const record = id === null ? undefined : open?.session.current().structures.get(id);
  if (!open || !record) return;
  if (given === null) {
    context.store.setState({ renamingId: record.id });
    return;
  }
  context.store.setState({ renamingId: null });
  const name = given.name.trim().slice(0, LONGEST_NAME);
  if (name === '') return;
  commit(
    open,
    changeStructure(
      open.session.current(),
      record.id,
      { name, ...codesOfName(name) },
      `Rename ${record.name} to ${name}`,
    ),
  );
}

export const createStructureEditCommands = (): Command[] => [
  command('structure.create', 'New structure', GROUP, 'workspace', ['Shift N'], (context, args) => {
    const open = context.openCase();
    if (open) create(context, open, args === null ? ['Structure'] : (JSON.parse(args) as string[]));
  }),
  command('structure.templates', 'Structures from a template…', GROUP, 'workspace', [], ({ store }) =>
    store.setState({ overlay: 'templates' }),
  ),
  command('names.show', 'Check names…', GROUP, 'workspace', [], ({ store }) => store.setState({ overlay: 'names' })),
  command('structure.copySet', 'Copy a set from another series…', GROUP, 'workspace', [], ({ store }) =>
    store.setState({ overlay: 'copy-set' }),
  ),
  ...createTakeFileCommands(),
  command('structure.rename', 'Rename', GROUP, 'workspace', ['F2'], rename, needsStructure),
  onStructure('structure.duplicate', 'Duplicate', ['Ctrl D'], (context, open, record) => {
    const document = open.session.current();
    const id = crypto.randomUUID();
    commit(open, duplicateStructure(document, record.id, id, colorFor('', document.structures.values())));
    patchView(context.store, { activeStructureId: id });
  }),
  onStructure('structure.recolour', 'Next colour', [], (_context, open, record) => {
    const document = open.session.current();
    const color = colorFor('', document.structures.values());
    commit(open, changeStructure(document, record.id, { color }, `Colour of ${record.name}`));
  }),
  argumentCommand('structure.setColor', 'Colour of a structure', GROUP, 'workspace', ({ openCase }, args) => {
    const open = openCase();
    if (!open || args === null) return;
    const { id, color } = JSON.parse(args) as { id: string; color: string };
    const record = open.session.current().structures.get(id);
    if (record) commit(open, changeStructure(open.session.current(), id, { color }, `Colour of ${record.name}`));
  }),
  onStructure('structure.toggleLock', 'Lock or unlock', ['Ctrl L'], (_context, open, record) => {
    const label = `${record.isLocked ? 'Unlock' : 'Lock'} ${record.name}`;
    commit(open, changeStructure(open.session.current(), record.id, { isLocked: !record.isLocked }, label));
  }),
  onStructure('structure.moveUp', 'Move up', ['Alt ↑'], (_context, open, record) => move(open, record, -1)),
  onStructure('structure.moveDown', 'Move down', ['Alt ↓'], (_context, open, record) => move(open, record, 1)),
  onStructure('structure.nextVersion', 'Make the next version of its set', [], makeNextVersion),
  onStructure('structure.delete', 'Delete structure', ['Shift Delete'], (_context, open, record) =>
    commit(open, deleteStructure(open.session.current(), record.id)),
  ),
  onStructure(
    'structure.merge',
    'Merge the shown structures of its group into it',
    ['Ctrl Shift U'],
    (context, open, record) => {
      const document = open.session.current();
      const { hidden } = context.store.getState().view;
      const others = [...document.structures.values()]
        .filter(({ id, groupId, isLocked }) => id !== record.id && groupId === record.groupId && !isLocked)
        .map(({ id }) => id)
        .filter((id) => !hidden.includes(id));
      commit(open, mergeStructures(document, [record.id, ...others]));
    },
  ),
];
