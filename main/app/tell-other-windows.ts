// Windows on one document: what one of them does to it, the others are told.

import type { WindowEventName, WindowEventPayload, WindowImplementation } from '../../core/contract/index.ts';

type Emit = <N extends WindowEventName>(name: N, payload: WindowEventPayload<N>) => void;

/** The services as one window has them. Its edits go to `others` as they were applied, in the order of their revisions;
 * a step taken back or done again is named, for the others to read it. */
export function tellingOthers(implementation: WindowImplementation, others: Emit): WindowImplementation {
  const { documents } = implementation;
  const moved =
    (move: (typeof documents)['undo']): (typeof documents)['undo'] =>
    async (input, context) => {
      const answer = await move(input, context);
      others('documents.moved', { documentId: input.documentId, rev: answer.rev });
      return answer;
    };
  return {
    ...implementation,
    documents: {
      ...documents,
      append: async (input, context) => {
        const answer = await documents.append(input, context);
        const { documentId, edit, merges } = input;
        // What was merged is not what was sent.
        if (merges) others('documents.moved', { documentId, rev: answer.rev });
        else others('documents.changed', { documentId, rev: answer.rev, edit, isOtherWindow: true });
        return answer;
      },
      undo: moved(documents.undo),
      redo: moved(documents.redo),
      markSeen: async (input, context) => {
        const answer = await documents.markSeen(input, context);
        others('documents.seen', input);
        return answer;
      },
    },
  };
}
