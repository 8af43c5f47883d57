import type { InstalledModel, ModelRegistry } from '../../inference/index.ts';

/** What runs when nobody names a model. */
export const DEFAULT_MODEL_ID = 'han-oar';

/** The named model, else the default one, else the only one there is. Throws what `find` of the registry throws. */
export async function resolveModel(registry: ModelRegistry, id: string | null): Promise<InstalledModel> {
  if (id !== null) return registry.find(id);
  const { models } = await registry.list();
  const hasStandard = models.some(({ manifest }) => manifest.id === DEFAULT_MODEL_ID);
  return registry.find(hasStandard ? DEFAULT_MODEL_ID : undefined);
}
