// Installing a model in a process of its own: hashing, parsing and copying gigabytes hold a thread for seconds, and a
// window goes on meanwhile.

import type { ModelInstallResult } from '../../../core/contract/index.ts';
import { type ChildTaskPorts, runInChild } from '../../jobs/child-task.ts';
import { createStagingFolder } from '../../platform/staging-folder.ts';
import type { InstallRequest } from './install-task.ts';

/** As `installModel`, which it has another process do; a cancel ends that within a second and leaves nothing behind. */
export async function installInProcess(request: InstallRequest, ports: ChildTaskPorts): Promise<ModelInstallResult> {
  try {
    return await runInChild<ModelInstallResult>('model-install-child', request, ports);
  } catch (error) {
    // What was killed could not clear up: opening the folder does.
    createStagingFolder(request.modelFolder).discard();
    throw error;
  }
}
