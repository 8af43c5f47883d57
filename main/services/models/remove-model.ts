// `models remove`: a model that somebody installed goes as it came, by one rename; one that ships with Limner stays.

import { existsSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ModelRemoval } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ModelRegistry } from '../../inference/index.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { newOwnerTag } from '../../platform/owner-tag.ts';
import { isOwnModel } from './own-model.ts';

export interface RemovePorts {
  readonly registry: ModelRegistry;
  /** Where a user's own models lie. */
  readonly modelFolder: string;
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another version is in it.
  }
}

/** All versions of `id`, or exactly one. A model whose manifest is damaged goes too. Nothing of what it once contoured
 * changes. Throws `not-found` MODEL_NOT_FOUND, `denied` MODEL_SHIPPED. */
export async function removeModel(
  { id, version }: { readonly id: string; readonly version: string | null },
  { registry, modelFolder }: RemovePorts,
): Promise<ModelRemoval> {
  const { models } = await registry.list();
  const named = models.filter(({ manifest: m }) => m.id === id && (version === null || m.version === version));
  const own = named.filter((model) => isOwnModel(model, modelFolder)).map(({ folder }) => folder);
  const damaged = /^[a-z0-9][a-z0-9-]*$/.test(id) ? join(modelFolder, id) : null;
  if (own.length === 0 && named.length === 0 && damaged !== null && existsSync(damaged) && version === null) {
    own.push(damaged);
  }
  if (own.length === 0) {
    throw named.length > 0
      ? new AppError('denied', 'MODEL_SHIPPED', `The model ${id} was not installed by 'models install', so it stays.`)
      : new AppError(
          'not-found',
          'MODEL_NOT_FOUND',
          `There is no such model here: ${id}${version ? ` ${version}` : ''}.`,
        );
  }
  return withNodeErrors(`Removing ${id}`, () => {
    for (const folder of own) {
      const aside = join(modelFolder, `.limner-${newOwnerTag()}`);
      renameSync(folder, aside);
      rmSync(aside, { recursive: true, force: true });
      if (folder !== damaged) removeEmpty(dirname(folder));
    }
    return { removed: own.map((folder) => relative(modelFolder, folder).split(/[\\/]/).join(' ')) };
  });
}
