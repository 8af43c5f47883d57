// What was looked at and worked on in the open case: into its state at once, to the library now and then.

import type { AppContext } from '../../commands/command.ts';
import { createReviewTracker, type ReviewTracker } from '../../data/review-tracker.ts';
import { patchWorkspace } from '../../state/app-store.ts';

export const createCaseReviewTracker = ({ store, connection }: AppContext, documentId: string): ReviewTracker =>
  createReviewTracker({
    nowMs: () => performance.now(),
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    isSeen: (structureId, k) => store.getState().workspace?.seen[structureId]?.includes(k) ?? false,
    onSeen: (structureIds, k) => {
      const { workspace } = store.getState();
      if (!workspace) return;
      const seen = { ...workspace.seen };
      for (const id of structureIds) seen[id] = [...(seen[id] ?? []), k].sort((p, q) => p - q);
      patchWorkspace(store, { seen });
    },
    send: async (seen, spent) => {
      const { documents } = connection.client;
      // Seen twice is seen; time must not be counted twice: it goes last.
      if (seen.length > 0) {
        const slicesOf = seen.map(({ structureId, slices }) => ({ structureId, slices: [...slices] }));
        await documents.markSeen({ documentId, seen: slicesOf });
      }
      if (spent.length > 0) await documents.addTime({ documentId, spent: [...spent] });
    },
  });
