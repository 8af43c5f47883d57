// Acts of comparing two sets.

import { comparedSets } from '../data/compared-sets.ts';
import type { AppState } from '../state/app-state.ts';
import { patchView } from '../state/app-store.ts';
import { argumentCommand, type Command, command } from './command.ts';
import { goToPlane } from './review-commands.ts';

const GROUP = 'Evaluate';

const setsOf = ({ workspace, view }: AppState) =>
  workspace ? comparedSets(workspace.groups, workspace.structures, view.compared) : null;

export const createEvaluateCommands = (): Command[] => [
  command(
    'evaluate.swap',
    'Swap A and B',
    GROUP,
    'evaluate',
    ['Space'],
    ({ store }) => {
      const sets = setsOf(store.getState());
      if (sets) patchView(store, { compared: { a: sets.b.id, b: sets.a.id } });
    },
    (state) => (setsOf(state) === null ? 'Two sets are needed.' : null),
  ),
  argumentCommand('evaluate.show', 'Show the largest difference', GROUP, 'evaluate', (context, args) => {
    const { id, k } = JSON.parse(args ?? '{}') as { readonly id?: string; readonly k?: number | null };
    if (id === undefined) return;
    if (typeof k === 'number') goToPlane(context, id, k);
    else context.run('structure.goTo', id);
  }),
];
