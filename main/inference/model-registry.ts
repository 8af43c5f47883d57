// The models on this machine: every <root>/<id>/<version>/manifest.json.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { parseModelManifest } from '../../core/inference/index.ts';
import { startInferenceChild } from './inference-child.ts';
import { checkAgainstRecord } from './install-record.ts';
import type { InstalledModel } from './protocol.ts';

export interface ModelVerification {
  readonly id: string;
  readonly version: string;
  readonly sha256: string;
  readonly largestDifference: number;
  readonly tolerance: number;
}

export interface ModelRegistry {
  /** All valid models, by id, newest version first, and what is wrong with the others. */
  list(): Promise<{ readonly models: readonly InstalledModel[]; readonly problems: readonly AppError[] }>;
  /** The newest version of `id` (or exactly `version`); without an id the only model there is. Throws `not-found`,
   * `corrupt-data` MODEL_CHANGED for one whose manifest is not the one that was installed. */
  find(id?: string, version?: string): Promise<InstalledModel>;
  /** Hash, loading on the CPU and golden output. Throws `corrupt-data` when the output is not the golden one. */
  verify(id?: string, version?: string): Promise<ModelVerification>;
}

async function subfolders(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.flatMap((e) => (e.isDirectory() || e.isSymbolicLink() ? [e.name] : [])).sort();
}

async function readModel(folder: string, id: string, version: string): Promise<InstalledModel> {
  const path = join(folder, 'manifest.json');
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new AppError('corrupt-data', 'MODEL_MANIFEST', `The model manifest ${path} is not valid: not JSON.`, {
      cause,
    });
  }
  const manifest = parseModelManifest(json, path);
  if (manifest.id !== id || manifest.version !== version) {
    throw new AppError(
      'corrupt-data',
      'MODEL_MANIFEST',
      `The model manifest ${path} describes ${manifest.id} ${manifest.version} in the folder of ${id} ${version}.`,
    );
  }
  return { manifest, folder };
}

const compareVersions = (a: string, b: string): number => {
  const [p, q] = [a.split('.').map(Number), b.split('.').map(Number)];
  return p.map((n, at) => n - (q[at] ?? 0)).find((d) => d !== 0) ?? 0;
};

const byIdThenNewest = (a: InstalledModel, b: InstalledModel): number =>
  a.manifest.id === b.manifest.id
    ? compareVersions(b.manifest.version, a.manifest.version)
    : a.manifest.id < b.manifest.id
      ? -1
      : 1;

/** Looks in `roots` anew at every call, so a model that was just installed is there. */
export function createModelRegistry(roots: readonly string[]): ModelRegistry {
  const list: ModelRegistry['list'] = async () => {
    const models: InstalledModel[] = [];
    const problems: AppError[] = [];
    for (const root of roots) {
      for (const id of await subfolders(root)) {
        for (const version of await subfolders(join(root, id))) {
          const folder = join(root, id, version);
          if (!existsSync(join(folder, 'manifest.json'))) continue;
          try {
            models.push(await readModel(folder, id, version));
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
            problems.push(error);
          }
        }
      }
    }
    return { models: models.sort(byIdThenNewest), problems };
  };

  const find: ModelRegistry['find'] = async (id, version) => {
    const { models, problems } = await list();
    const ids = [...new Set(models.map((m) => m.manifest.id))];
    if (id === undefined && ids.length > 1) {
      throw new AppError('invalid-input', 'MODEL_AMBIGUOUS', `Name one of the models: ${ids.join(', ')}.`);
    }
    const found = models.find(
      ({ manifest: m }) => (id === undefined || m.id === id) && (version === undefined || m.version === version),
    );
    if (found !== undefined) {
      await checkAgainstRecord(found);
      return found;
    }
    if (problems[0] !== undefined && ids.length === 0) throw problems[0];
    throw new AppError(
      'not-found',
      'MODEL_NOT_FOUND',
      `There is no such model here. Installed: ${ids.join(', ') || 'none'}.`,
    );
  };

  const verify: ModelRegistry['verify'] = async (id, version) => {
    const model = await find(id, version);
    const { manifest } = model;
    const child = startInferenceChild(model, 'cpu');
    try {
      await child.ready;
      const largestDifference = await child.golden();
      if (!(largestDifference <= manifest.golden.tolerance)) {
        throw new AppError(
          'corrupt-data',
          'MODEL_GOLDEN',
          `The model ${manifest.id} ${manifest.version} does not reproduce its golden output (off by ${largestDifference.toPrecision(2)}). Install it again.`,
        );
      }
      const { tolerance } = manifest.golden;
      return { id: manifest.id, version: manifest.version, sha256: manifest.sha256, largestDifference, tolerance };
    } finally {
      await child.close();
    }
  };

  return { list, find, verify };
}
