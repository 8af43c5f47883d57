// What goes on between an open document and the library: changes that others make, and the view that is kept with it.

import type { AppContext } from '../commands/command.ts';
import type { DocumentSession } from '../data/document-session.ts';
import { patchWorkspace } from '../state/app-store.ts';

/** The view is kept this long after it last changed. */
const KEEP_VIEW_MS = 1000;

/** What others do to the document: a model, another window. */
export function followDocument({ store, connection }: AppContext, session: DocumentSession): (() => void)[] {
  const isOwn = ({ documentId }: { readonly documentId: string }) => documentId === session.documentId;
  return [
    connection.on('documents.changed', (change) => {
      if (!isOwn(change)) return;
      session.takeRemote(change.rev, change.edit, change.isOtherWindow);
      if (change.isOtherWindow) store.setState({ statusText: `${change.edit.label}, in another window.` });
    }),
    connection.on('documents.moved', (move) => {
      if (isOwn(move)) session.takeMove(move.rev);
    }),
    connection.on('documents.seen', ({ documentId, seen }) => {
      const { workspace } = store.getState();
      if (!isOwn({ documentId }) || !workspace) return;
      const both = { ...workspace.seen };
      for (const { structureId, slices } of seen) {
        both[structureId] = [...new Set([...(both[structureId] ?? []), ...slices])].sort((p, q) => p - q);
      }
      patchWorkspace(store, { seen: both });
    }),
  ];
}

/** Takes the view to the library a while after it last changed. */
export function keepView({ store, connection }: AppContext, documentId: string): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const send = () => {
    timer = null;
    connection.client.documents
      .saveView({ documentId, view: JSON.stringify(store.getState().view) })
      .catch(() => 'the view is kept with the next change');
  };
  const stop = store.subscribe(
    (state) => state.view,
    () => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(send, KEEP_VIEW_MS);
    },
  );
  return () => {
    stop();
    if (timer !== null) {
      clearTimeout(timer);
      send();
    }
  };
}
