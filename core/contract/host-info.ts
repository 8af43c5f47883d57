// What a window asks of its host before anything else, as JSON at `host.json`. The same for both hosts.

import * as z from 'zod';

export const HostInfo = z.object({
  kind: z.enum(['electron', 'web']),
  version: z.string(),
  /** Folder that exports go to unless a person picks another: its grant, and its name to show. */
  exportsGrant: z.string(),
  exportsLabel: z.string(),
  /** The host has dialogs for folders of this computer and can show one in the file manager. */
  canPickFolders: z.boolean(),
  /** Grant of the bundled sample case; null where it was not shipped. */
  sampleGrant: z.string().nullable(),
  /** Another Limner has the library: nothing can be changed. */
  isReadOnly: z.boolean(),
  /** When the run before was last alive, if it did not end in order (ISO 8601, UTC); null: it did. */
  endedUncleanlyAt: z.string().nullable(),
});
export type HostInfo = z.infer<typeof HostInfo>;
