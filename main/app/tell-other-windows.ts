// Windows on one document: what one of them does to it, the others are told, and whose step is whose while they are open.

import type { WindowEventName, WindowEventPayload, WindowImplementation } from '../../core/contract/index.ts';

type Emit = <N extends WindowEventName>(name: N, payload: WindowEventPayload<N>) => void;

/** Which open window made a step. A window that is closed has none: then they are anybody's, as after a restart. */
export interface StepAuthors {
  made(window: object, documentId: string, editId: string): void;
  isOthers(window: object, editId: string): boolean;
  /** The documents in which the window made steps. */
  leave(window: object): string[];
}

export function createStepAuthors(): StepAuthors {
  const authors = new Map<string, { readonly window: object; readonly documentId: string }>();
  return {
    made: (window, documentId, editId) => void authors.set(editId, { window, documentId }),
    isOthers: (window, editId) => (authors.get(editId)?.window ?? window) !== window,
    leave: (window) => {
      const own = [...authors].filter(([, author]) => author.window === window);
      for (const [editId] of own) authors.delete(editId);
      return [...new Set(own.map(([, { documentId }]) => documentId))];
    },
  };
}

export interface OwnWindow {
  /** Stands for the window among the authors. */
  readonly window: object;
  readonly authors: StepAuthors;
  readonly others: Emit;
}

/** The services as one window has them. Its edits go to `others` as they were applied, in the order of their revisions;
 * a step taken back or done again is named, for the others to read it. */
export function tellingOthers(
  implementation: WindowImplementation,
  { window, authors, others }: OwnWindow,
): WindowImplementation {
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
      open: async (input, context) => {
        const state = await documents.open(input, context);
        return {
          ...state,
          history: state.history.map((step) => ({ ...step, isOthers: authors.isOthers(window, step.editId) })),
        };
      },
      append: async (input, context) => {
        const answer = await documents.append(input, context);
        const { documentId, edit, merges } = input;
        authors.made(window, documentId, edit.id);
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
