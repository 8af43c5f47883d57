// Is this installation sound, and what is to be done about what is not?

import { availableParallelism, freemem, totalmem } from 'node:os';
import type { DoctorReport, Progress } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { InstalledModel, ModelRegistry } from '../../inference/index.ts';
import { resolveModel } from '../models/default-model.ts';
import { verifyModels } from '../models/list-models.ts';
import {
  cpuFindings,
  gpuFinding,
  libraryFinding,
  libraryUseFindings,
  memoryFinding,
  modelFindings,
} from './findings.ts';
import { inspectLibraryUse, type LibraryInspection } from './library-state.ts';
import { findProviders } from './providers.ts';

export interface DoctorPorts {
  readonly appVersion: string;
  readonly libraryFolder: string;
  readonly registry: ModelRegistry;
  /** Where models are looked for, Limner's own last. */
  readonly modelFolders: readonly string[];
  readonly packageVersions: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** `inspectLibrary`, here or in another process. */
  readonly inspect: (ports: Pick<DoctorPorts, 'signal' | 'report'>) => Promise<LibraryInspection>;
}

const MEBIBYTE = 2 ** 20;

async function defaultModel(registry: ModelRegistry): Promise<InstalledModel | null> {
  try {
    return await resolveModel(registry, null);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Tries devices and models, reads the library whole. Changes nothing. Throws the signal's reason between two steps. */
export async function examine(ports: DoctorPorts): Promise<DoctorReport> {
  const step = (done: number) => {
    ports.signal.throwIfAborted();
    ports.report({ phase: 'doctor', done, total: 3 });
  };
  step(0);
  const model = await defaultModel(ports.registry);
  const providers = model === null ? [] : await findProviders(model);
  step(1);
  const { models } = await verifyModels(ports.registry, null, () => undefined);
  step(2);
  const { state: library, failure } = await ports.inspect(ports);
  const use = inspectLibraryUse(ports.libraryFolder);
  step(3);
  const memoryMb = { total: Math.round(totalmem() / MEBIBYTE), free: Math.round(freemem() / MEBIBYTE) };
  const findings = [
    ...modelFindings(models, ports.modelFolders),
    ...cpuFindings(providers),
    gpuFinding(providers, process.platform),
    memoryFinding(memoryMb.free, memoryMb.total),
    libraryFinding(library, failure),
    ...libraryUseFindings(library.path, use),
  ];
  return {
    ok: findings.every(({ ok }) => ok),
    versions: {
      limner: ports.appVersion,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      ...ports.packageVersions,
    },
    providers,
    memoryMb,
    cores: availableParallelism(),
    library,
    findings,
  };
}
