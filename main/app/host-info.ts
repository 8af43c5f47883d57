// What a host tells its window about itself. The bundled sample case is granted like any folder that a person picks.

import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { HostInfo } from '../../core/contract/index.ts';
import { APP_VERSION } from '../platform/app-version.ts';
import type { WindowApp } from './create-window-app.ts';
import { packageFolder } from './environment.ts';

const SAMPLE_CASE = join('resources', 'sample-cases', 'openkbp-pt_222', 'ct');

export function createHostInfo(
  app: Pick<WindowApp, 'grantPath' | 'isReadOnly' | 'endedUncleanlyAt'>,
  options: Pick<HostInfo, 'kind' | 'canPickFolders'> & { readonly exportsFolder: string },
): HostInfo {
  const { kind, canPickFolders, exportsFolder } = options;
  const sample = join(packageFolder(), SAMPLE_CASE);
  return {
    kind,
    version: APP_VERSION,
    exportsGrant: app.grantPath(exportsFolder),
    exportsLabel: basename(exportsFolder),
    canPickFolders,
    sampleGrant: existsSync(sample) ? app.grantPath(sample) : null,
    isReadOnly: app.isReadOnly,
    endedUncleanlyAt: app.endedUncleanlyAt,
  };
}
