// What the window may ask beyond the command line's methods, and the events that it is told. Served by the hosts that
// have a window (Electron, loopback web), never by the command line.

import * as z from 'zod';
import { contract } from './contract.ts';
import type { Client, Implementation } from './define.ts';
import { cases } from './services/cases.ts';
import { documents, EditSchema, MarkSeen } from './services/documents.ts';
import { doses } from './services/doses.ts';
import { print } from './services/print.ts';
import { QueueRow, queue } from './services/queue.ts';
import { release } from './services/release.ts';
import { settings } from './services/settings.ts';

export const windowContract = { ...contract, cases, documents, doses, print, queue, release, settings };

/** Events go to every connection; what a window did itself goes to the others. */
export const windowEvents = {
  /** Cases were added, changed or removed. */
  'library.changed': z.object({ caseIds: z.array(z.string()) }),
  'queue.changed': QueueRow,
  /** The steps of a printable model: the new revision. */
  'print.changed': z.object({ documentId: z.string(), rev: z.number().int() }),
  /** An edit that the window did not send itself: a model's result, a copy, the stroke of another window. */
  'documents.changed': z.object({
    documentId: z.string(),
    rev: z.number().int(),
    edit: EditSchema,
    isOtherWindow: z.boolean().optional(),
  }),
  /** Another window took a step back, did one again, drew over what it did not know, or was closed (`rev` 0): the document
   * is to be read. */
  'documents.moved': z.object({ documentId: z.string(), rev: z.number().int() }),
  /** Planes that were looked at in another window. */
  'documents.seen': MarkSeen,
};

export type WindowContract = typeof windowContract;
export type WindowClient = Client<WindowContract>;
export type WindowImplementation = Implementation<WindowContract>;
export type WindowEvents = typeof windowEvents;
export type WindowEventName = keyof WindowEvents;
export type WindowEventPayload<N extends WindowEventName> = z.infer<WindowEvents[N]>;
