// Which devices can run a network here: each is tried for real, in a process of its own, with the default model.

import type { DoctorReport } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { DEVICES, type InstalledModel, startInferenceChild } from '../../inference/index.ts';

type Provider = DoctorReport['providers'][number];

async function tryDevice(model: InstalledModel, name: Exclude<(typeof DEVICES)[number], 'auto'>): Promise<Provider> {
  const child = startInferenceChild(model, name);
  try {
    const { device } = await child.ready;
    return { name, available: device.used === name, reason: device.reason };
  } catch (error) {
    return {
      name,
      available: false,
      reason: error instanceof AppError ? error.message : 'failed for an unknown reason',
    };
  } finally {
    child.kill();
  }
}

/** Every device that ONNX Runtime knows, in the order in which they are preferred, the CPU last. */
export async function findProviders(model: InstalledModel): Promise<Provider[]> {
  const names = DEVICES.filter((name) => name !== 'auto');
  return Promise.all(names.map((name) => tryDevice(model, name)));
}
