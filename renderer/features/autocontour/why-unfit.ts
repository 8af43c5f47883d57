// Does a model fit the open images, as far as that can be said before it has run?

import type { ModelRow } from '../../../core/contract/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { imageBoxLps, shortSides } from '../../../core/inference/index.ts';

const ALONG = { L: 'from right to left', P: 'from front to back', S: 'from feet to head' } as const;

/** Why a model does not fit the open images; null: it does. */
export function whyUnfit(
  model: Pick<ModelRow, 'modality' | 'minimumExtentMm'>,
  modality: string,
  geometry: ImageGeometry | null,
): string | null {
  if (model.modality !== modality)
    return `Made for ${model.modality}, this is ${modality || 'an image of unknown kind'}`;
  const [side] = geometry === null ? [] : shortSides(model.minimumExtentMm, imageBoxLps(geometry));
  if (side === undefined) return null;
  return `Needs ${model.minimumExtentMm[side].toString()} mm ${ALONG[side]}: these images are shorter`;
}
