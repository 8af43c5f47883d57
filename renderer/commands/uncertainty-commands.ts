// What the model was unsure of: shown over the planes, and where it was unsure most.

import type { GroupRecord } from '../../core/edit/index.ts';
import type { AppState } from '../state/app-state.ts';
import { patchView } from '../state/app-store.ts';
import { argumentCommand, type Command, command } from './command.ts';

const GROUP = 'Display';

/** The set of a model that a group came from: itself, or the one of which it is a later version; null: none. */
export function modelGroupOf(groups: readonly GroupRecord[], groupId: string | null): GroupRecord | null {
  const seen = new Set<string>();
  for (let id = groupId; id !== null && !seen.has(id); ) {
    seen.add(id);
    const group = groups.find((own) => own.id === id);
    if (group?.kind === 'auto' && group.structureSetId !== null) return group;
    id = group?.parentGroupId ?? null;
  }
  return null;
}

/** The set whose uncertainty is shown: that of the structure at work, else the newest that a model made. */
export function uncertainGroup({ workspace, view }: Pick<AppState, 'workspace' | 'view'>): GroupRecord | null {
  if (!workspace) return null;
  const active = workspace.structures.find(({ id }) => id === view.activeStructureId);
  const own = modelGroupOf(workspace.groups, active?.groupId ?? null);
  return (
    own ?? workspace.groups.findLast(({ kind, structureSetId }) => kind === 'auto' && structureSetId !== null) ?? null
  );
}

const needsModel = (state: AppState) =>
  state.view.isUncertaintyShown || uncertainGroup(state) !== null ? null : 'No model has contoured this series.';

export const createUncertaintyCommands = (): Command[] => [
  command(
    'display.uncertainty',
    'Uncertainty of the model',
    GROUP,
    'workspace',
    ['Shift U'],
    ({ store }) => patchView(store, { isUncertaintyShown: !store.getState().view.isUncertaintyShown }),
    needsModel,
  ),
  argumentCommand('uncertainty.show', 'Show an uncertain slice', GROUP, 'workspace', ({ store }, args) => {
    const { id, ijk } = JSON.parse(args ?? '{}') as { id?: string; ijk?: [number, number, number] };
    if (id === undefined || ijk === undefined) return;
    patchView(store, { activeStructureId: id, crosshairIjk: ijk });
  }),
];
