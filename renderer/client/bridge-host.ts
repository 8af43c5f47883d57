// The host inside Electron: the main process shows dialogs and sees dropped paths itself, nothing is copied.

import type { HostInfo, LimnerBridge } from '../../core/contract/index.ts';
import { type HostPort, hostUrls } from './host-port.ts';

export const createBridgeHost = (info: HostInfo, bridge: LimnerBridge): HostPort => ({
  ...hostUrls,
  kind: 'electron',
  info,
  pickImport: (what = 'folder') => bridge.pickImport(what),
  grantDropped: (transfer) => bridge.grantDropped([...transfer.files]),
  pickExportFolder: () => bridge.pickExportFolder(),
  showFolder: (grantId) => bridge.showFolder(grantId),
  release: async () => undefined,
  onUpload: () => () => undefined,
});
