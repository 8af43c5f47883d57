// Finds out which host the window runs in.

import { HostInfo } from '../../core/contract/index.ts';
import { AppError } from '../../core/error/index.ts';
import { findBridge } from './bridge.ts';
import { createBridgeHost } from './bridge-host.ts';
import type { HostPort } from './host-port.ts';
import { createWebHost } from './web-host.ts';

export type { HostPort, PickedExportFolder, UploadProgress } from './host-port.ts';

/** Throws AppError when the host does not answer. */
export async function createHost(): Promise<HostPort> {
  const response = await fetch('host.json');
  if (!response.ok) {
    throw new AppError(
      'denied',
      'HOST_REFUSED',
      'Limner does not know this browser any more. Ask it for a new address.',
    );
  }
  const info = HostInfo.parse(await response.json());
  const bridge = findBridge();
  return bridge === null ? createWebHost(info) : createBridgeHost(info, bridge);
}
