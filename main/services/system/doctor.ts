// Is this installation sound, and what is to be done about what is not?

import { availableParallelism, freemem, totalmem } from 'node:os';
import type { DoctorReport, Progress } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { InstalledModel, ModelRegistry } from '../../inference/index.ts';
import { resolveModel } from '../models/default-model.ts';
import { verifyModels } from '../models/list-models.ts';
import { inspectLibrary } from './library-state.ts';
import { findProviders } from './providers.ts';

export interface DoctorPorts {
  readonly appVersion: string;
  readonly libraryFolder: string;
  readonly registry: ModelRegistry;
  readonly packageVersions: Readonly<Record<string, string>>;
  readonly report: (progress: Progress) => void;
}

type Finding = DoctorReport['findings'][number];

/** Measured on a 512 x 512 x 118 CT with every export; larger images need more. */
const NEEDED_MEMORY_MB = 2000;
const MEBIBYTE = 2 ** 20;

async function modelFindings({ registry }: DoctorPorts): Promise<Finding[]> {
  const { models } = await verifyModels(registry, null, () => undefined);
  const rows = models.map(({ id, version, ok, checks }) => ({
    name: `model ${id} ${version}`.trim(),
    ok,
    detail: checks.map(({ detail }) => detail).join('; '),
    advice: ok ? '' : 'Install Limner, or this model, again.',
  }));
  const none = { name: 'models', ok: false, detail: 'none is installed', advice: 'Install Limner again.' };
  return rows.length > 0 ? rows : [none];
}

function gpuFinding(providers: DoctorReport['providers']): Finding {
  const gpu = providers.find(({ name, available }) => available && name !== 'cpu');
  const advice =
    process.platform === 'linux'
      ? "With an NVIDIA card, run onnxruntime's own script once: node node_modules/onnxruntime-node/script/install.js"
      : '';
  return {
    name: 'GPU',
    ok: true,
    detail: gpu ? `${gpu.name} works` : 'none is usable; networks run on the CPU',
    advice: gpu ? '' : advice,
  };
}

const memoryFinding = (freeMb: number): Finding => ({
  name: 'memory',
  ok: freeMb >= NEEDED_MEMORY_MB,
  detail: `${freeMb} MB free, ${NEEDED_MEMORY_MB} MB wanted for a whole CT`,
  advice: freeMb >= NEEDED_MEMORY_MB ? '' : 'Close other programs before contouring.',
});

function libraryFinding({ path, exists, ok, problems }: DoctorReport['library']): Finding {
  const detail = exists ? (ok ? 'whole' : problems.join(' ')) : 'none yet; the first import makes it';
  return {
    name: 'case library',
    ok,
    detail,
    advice: ok ? '' : `Copy ${path} somewhere safe, restore it from a backup, or import the damaged cases again.`,
  };
}

async function defaultModel(registry: ModelRegistry): Promise<InstalledModel | null> {
  try {
    return await resolveModel(registry, null);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Tries devices and models, reads the library whole. Changes nothing. */
export async function examine(ports: DoctorPorts): Promise<DoctorReport> {
  const step = (done: number) => ports.report({ phase: 'doctor', done, total: 3 });
  step(0);
  const model = await defaultModel(ports.registry);
  const providers = model === null ? [] : await findProviders(model);
  step(1);
  const models = await modelFindings(ports);
  step(2);
  const library = inspectLibrary(ports.libraryFolder, ports.appVersion);
  step(3);
  const memoryMb = { total: Math.round(totalmem() / MEBIBYTE), free: Math.round(freemem() / MEBIBYTE) };
  const findings = [...models, gpuFinding(providers), memoryFinding(memoryMb.free), libraryFinding(library)];
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
