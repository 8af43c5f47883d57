// What the process that installs a model does.

import type { ModelInstallInput, ModelInstallResult } from '../../../core/contract/index.ts';
import { createModelRegistry } from '../../inference/index.ts';
import type { ChildTaskPorts } from '../../jobs/child-task.ts';
import { installModel } from './install-model.ts';

export interface InstallRequest {
  readonly input: ModelInstallInput;
  /** Where models are looked for, in order of preference. */
  readonly modelFolders: readonly string[];
  readonly modelFolder: string;
  readonly appVersion: string;
}

export const installTask = (
  { input, modelFolders, modelFolder, appVersion }: InstallRequest,
  ports: ChildTaskPorts,
): Promise<ModelInstallResult> =>
  installModel(input, { registry: createModelRegistry(modelFolders), modelFolder, appVersion, ...ports });
