// Acts on the open case as a whole.

import { patchWorkspace } from '../state/app-store.ts';
import { withoutFirstWarning } from './case-warnings.ts';
import { type AppContext, argumentCommand, type Command, command } from './command.ts';

export const createCaseCommands = (
  open: (context: AppContext, caseId: string, seriesId?: string) => Promise<void>,
): Command[] => [
  command('case.reopen', 'Open the case again', 'Cases', 'workspace', [], async (context) => {
    const { workspace } = context.store.getState();
    if (workspace) await open(context, workspace.detail.row.caseId, workspace.volume.seriesId);
  }),
  argumentCommand('case.openSeries', 'Open another series', 'Cases', 'workspace', async (context, args) => {
    const { workspace } = context.store.getState();
    if (workspace && args !== null) await open(context, workspace.detail.row.caseId, args);
  }),
  command('case.dismissWarning', 'Close the warning', 'Cases', 'workspace', [], ({ store }) => {
    const { workspace } = store.getState();
    if (workspace) patchWorkspace(store, withoutFirstWarning(workspace));
  }),
  argumentCommand('case.bringBack', 'Bring a deleted structure back', 'Cases', 'workspace', ({ openCase }, args) => {
    if (args !== null) openCase()?.session.settleStray(args, true);
  }),
  argumentCommand('case.leaveDeleted', 'Leave a structure deleted', 'Cases', 'workspace', ({ openCase }, args) => {
    if (args !== null) openCase()?.session.settleStray(args, false);
  }),
  command('case.setDone', 'Mark the case as done', 'Cases', 'workspace', [], async ({ store, connection }) => {
    const { workspace } = store.getState();
    if (workspace) await connection.client.cases.setDone({ caseId: workspace.detail.row.caseId, isDone: true });
  }),
];
