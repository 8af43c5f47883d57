// The folder into which the window writes when it need not be shown first.

import type { HostPort, PickedExportFolder } from './host-port.ts';

/** The one that a person picks, else, where the host has no such dialog, its own; null: cancelled, or there is none. */
export async function askExportFolder(host: HostPort): Promise<PickedExportFolder | null> {
  const { canPickFolders, exportsGrant, exportsLabel } = host.info;
  if (canPickFolders) return host.pickExportFolder();
  return exportsGrant === null ? null : { grantId: exportsGrant, label: exportsLabel ?? '' };
}
