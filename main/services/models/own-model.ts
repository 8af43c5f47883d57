import { dirname, resolve } from 'node:path';
import type { InstalledModel } from '../../inference/index.ts';

/** True for a model that a person installed, false for one that ships with Limner or lies in LIMNER_MODELS. */
export const isOwnModel = ({ folder }: InstalledModel, modelFolder: string): boolean =>
  resolve(dirname(dirname(folder))) === resolve(modelFolder);
