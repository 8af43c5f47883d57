import type { ModelCheck, ModelRow } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { modelKind } from '../../../core/inference/index.ts';
import type { InstalledModel, ModelRegistry } from '../../inference/index.ts';
import { DEFAULT_MODEL_ID } from './default-model.ts';
import { isOwnModel } from './own-model.ts';

const toRow = (model: InstalledModel, modelFolder: string): ModelRow =>
  toManifestRow(model, isOwnModel(model, modelFolder));

const toManifestRow = ({ manifest }: InstalledModel, isInstalled: boolean): ModelRow => ({
  id: manifest.id,
  version: manifest.version,
  sha256: manifest.sha256,
  modality: manifest.intendedUse.modality,
  description: manifest.title,
  structures: [
    ...manifest.output.labels.flatMap((label) => (label === null ? [] : [label.name])),
    ...(manifest.external === null ? [] : [manifest.external.name]),
  ],
  isDefault: manifest.id === DEFAULT_MODEL_ID,
  kind: modelKind(manifest),
  bodyRegion: manifest.intendedUse.bodyRegion,
  minimumExtentMm: manifest.intendedUse.minimumExtentMm,
  intendedUse: manifest.intendedUse.description,
  isInstalled,
});

/** All models; one whose manifest is damaged is left out here and named by `verify` and `doctor`. `modelFolder`: where a
 * user's own models lie. */
export async function listModels(registry: ModelRegistry, modelFolder: string): Promise<{ models: ModelRow[] }> {
  const { models } = await registry.list();
  return { models: models.map((model) => toRow(model, modelFolder)) };
}

async function checkModel(registry: ModelRegistry, model: InstalledModel): Promise<ModelCheck> {
  const { manifest } = model;
  const { id, version } = manifest;
  try {
    const { largestDifference, tolerance } = await registry.verify(id, version);
    const detail = `largest difference ${largestDifference.toPrecision(2)}, allowed ${tolerance}`;
    return {
      id,
      version,
      ok: true,
      checks: [
        { name: 'hash and loading', ok: true, detail: `sha256 ${manifest.sha256}` },
        { name: 'stored answer', ok: true, detail },
      ],
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { id, version, ok: false, checks: [{ name: error.code, ok: false, detail: error.message }] };
  }
}

/** Checks every model, or the one named: hash, loading, stored answer. Throws `not-found`. */
export async function verifyModels(
  registry: ModelRegistry,
  id: string | null,
  report: (done: number, total: number) => void,
): Promise<{ models: ModelCheck[] }> {
  const { models, problems } = await registry.list();
  // A changed one is found in the list alone; `find` refuses it.
  const named = id === null ? null : (models.find(({ manifest }) => manifest.id === id) ?? (await registry.find(id)));
  const chosen = named === null ? models : [named];
  const damaged = id === null ? problems : [];
  const checks: ModelCheck[] = damaged.map((problem) => ({
    id: '',
    version: '',
    ok: false,
    checks: [{ name: problem.code, ok: false, detail: problem.message }],
  }));
  for (const [done, model] of chosen.entries()) {
    report(done, chosen.length);
    checks.push(await checkModel(registry, model));
  }
  report(chosen.length, chosen.length);
  return { models: checks };
}
