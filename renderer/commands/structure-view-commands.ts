// Choosing and showing structures; nothing here changes the document.

import { patchView } from '../state/app-store.ts';
import { placeOf, roiOf } from '../state/imported-lines.ts';
import { type AppContext, argumentCommand, type Command, command } from './command.ts';
import { goToPlane } from './review-commands.ts';

const GROUP = 'Structures';

const needsStructure: Command['unavailable'] = (state, _context, args = null) =>
  args === null && state.view.activeStructureId === null ? 'Choose a structure first.' : null;

/** The structure that an act is about: the one named, else the active one. */
export const structureIdOf = ({ store }: AppContext, args: string | null): string | null =>
  args ?? store.getState().view.activeStructureId;

const step = (context: AppContext, by: 1 | -1) => {
  const { workspace, view } = context.store.getState();
  const structures = workspace?.structures ?? [];
  if (structures.length === 0) return;
  const at = structures.findIndex(({ id }) => id === view.activeStructureId);
  const next = structures[(Math.max(at, by === 1 ? -1 : 0) + by + structures.length) % structures.length];
  if (!next) return;
  patchView(context.store, { activeStructureId: next.id });
  goTo(context, next.id);
};

/** To the plane where the structure is, unless the crosshair is on one of its planes already. */
function goTo(context: AppContext, structureId: string): void {
  const { workspace, view } = context.store.getState();
  const planes = workspace?.planesOf[structureId] ?? [];
  const here = view.crosshairIjk[2];
  const middle = planes[Math.floor(planes.length / 2)];
  if (middle === undefined) goToLines(context, structureId);
  else if (!planes.includes(here)) goToPlane(context, structureId, middle);
}

/** To what a structure came with and is in no voxel. */
function goToLines({ store }: AppContext, structureId: string): void {
  const { workspace } = store.getState();
  const structure = workspace?.structures.find(({ id }) => id === structureId);
  const roi = workspace && structure ? roiOf(workspace.imported, structure) : null;
  const place = roi && workspace ? placeOf(roi.lines, workspace.volume.size) : null;
  if (place !== null) patchView(store, { crosshairIjk: place });
}

export const createStructureViewCommands = (): Command[] => [
  argumentCommand('structure.choose', 'Choose a structure', GROUP, 'workspace', ({ store }, args) => {
    if (args !== null) patchView(store, { activeStructureId: args });
  }),
  command('structure.previous', 'Previous structure', GROUP, 'workspace', ['Q'], (context) => step(context, -1)),
  command('structure.next', 'Next structure', GROUP, 'workspace', ['W'], (context) => step(context, 1)),
  command(
    'structure.goTo',
    'Go to the structure',
    GROUP,
    'workspace',
    [],
    (context, args) => {
      const id = structureIdOf(context, args);
      if (id === null) return;
      patchView(context.store, { activeStructureId: id });
      const planes = context.store.getState().workspace?.planesOf[id] ?? [];
      const middle = planes[Math.floor(planes.length / 2)];
      if (middle !== undefined) goToPlane(context, id, middle);
      else goToLines(context, id);
    },
    needsStructure,
  ),
  command('structure.toggleVisible', 'Show or hide this structure', GROUP, 'workspace', ['H'], (context, args) => {
    const id = structureIdOf(context, args);
    if (id === null) return;
    const { hidden } = context.store.getState().view;
    patchView(context.store, {
      soloId: null,
      hidden: hidden.includes(id) ? hidden.filter((own) => own !== id) : [...hidden, id],
    });
  }),
  command(
    'structure.solo',
    'Only this structure',
    GROUP,
    'workspace',
    ['U'],
    (context, args) => {
      const id = structureIdOf(context, args);
      const { soloId } = context.store.getState().view;
      if (id !== null) patchView(context.store, { soloId: soloId === id ? null : id });
    },
    needsStructure,
  ),
  argumentCommand('structure.toggleGroup', 'Fold a group', GROUP, 'workspace', ({ store }, args) => {
    if (args === null) return;
    const { collapsedGroups } = store.getState().view;
    patchView(store, {
      collapsedGroups: collapsedGroups.includes(args)
        ? collapsedGroups.filter((own) => own !== args)
        : [...collapsedGroups, args],
    });
  }),
  argumentCommand('view.goToVoxel', 'Crosshair to a place', 'Layout', 'workspace', (context, args) => {
    const open = context.openCase();
    if (!open || args === null) return;
    const { ijk, structureId } = JSON.parse(args) as { ijk: [number, number, number]; structureId: string | null };
    patchView(context.store, {
      crosshairIjk: ijk,
      ...(structureId === null ? {} : { activeStructureId: structureId }),
    });
  }),
];
