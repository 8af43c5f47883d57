// Does an image look like what a model was made for? A mismatch is a warning and marks the result; it stops nothing.

import type { LpsBox } from './model-grid.ts';
import type { ModelManifest } from './model-manifest.ts';

export interface InferenceWarning {
  readonly code: string;
  readonly message: string;
}

/** Median of the values above `floor` to a 4096th of their range; null when there are none. */
export function medianAbove(values: Float32Array, floor: number): number | null {
  let max = floor;
  let count = 0;
  for (let n = 0; n < values.length; n++) {
    const v = values[n] as number;
    if (v <= floor) continue;
    count++;
    if (v > max) max = v;
  }
  if (count === 0) return null;
  const bins = new Uint32Array(4096);
  const scale = (bins.length - 1) / (max - floor);
  for (let n = 0; n < values.length; n++) {
    const v = values[n] as number;
    if (v <= floor) continue;
    const bin = Math.floor((v - floor) * scale);
    bins[bin] = (bins[bin] as number) + 1;
  }
  let below = 0;
  let bin = 0;
  while (below + (bins[bin] as number) < count / 2) below += bins[bin++] as number;
  return floor + (bin + 0.5) / scale;
}

/** Warnings about the kind of image. `modality` is null where the file format does not say it. */
export function checkModality(use: ModelManifest['intendedUse'], modality: string | null): InferenceWarning[] {
  if (modality === null || modality === use.modality) return [];
  const message = `The model was made for ${use.modality}, this image is ${modality}: the contours are not to be relied on.`;
  return [{ code: 'MODEL_MODALITY', message }];
}

/** What to know of an image whose file does not say its modality: it was taken as the model's. No doubt by itself, so it
 * does not mark the result; the intensities may. */
export function sayModality(use: ModelManifest['intendedUse'], modality: string | null): InferenceWarning[] {
  if (modality !== null) return [];
  const message = `The file does not say what kind of image it is; it was taken as ${use.modality}, for which the model was made.`;
  return [{ code: 'MODEL_MODALITY_ASSUMED', message }];
}

/** Soft tissue and bone of a CT lie above it, air and lung below, HU. */
const CT_TISSUE_FLOOR = -400;

/**
 * Warnings about the intensities on the model grid, before normalisation. CT must hold air and soft tissue in HU: stored
 * values that were never rescaled (0 … 4095) look like an image and give wrong contours.
 */
export function checkIntensities(manifest: ModelManifest, values: Float32Array): InferenceWarning[] {
  const { tissueMedian, modality } = manifest.intendedUse;
  // A model that leaves no patch out names no air; what air is in CT is known all the same.
  const airBelow = manifest.input.airBelow ?? (modality === 'CT' ? CT_TISSUE_FLOOR : null);
  if (tissueMedian === null || airBelow === null) return [];
  const warn = (why: string) => [
    {
      code: 'MODEL_INTENSITY_RANGE',
      message: `The image does not look like ${modality} in the units the model was made for: ${why}. Check the contours.`,
    },
  ];
  const median = medianAbove(values, airBelow);
  if (median === null) return warn(`nothing in it is above ${airBelow}`);
  if (median < tissueMedian.min || median > tissueMedian.max) {
    return warn(`its tissue has a median of ${Math.round(median)}, not ${tissueMedian.min} to ${tissueMedian.max}`);
  }
  let hasAir = false;
  for (let n = 0; n < values.length && !hasAir; n++) hasAir = (values[n] as number) < airBelow;
  return hasAir ? [] : warn(`no air (below ${airBelow}) is in it`);
}

type Extent = ModelManifest['intendedUse']['minimumExtentMm'];

/** The directions along which an image covers less than a model needs. */
export const shortSides = (minimumExtentMm: Extent, box: LpsBox): (keyof Extent)[] =>
  (['L', 'P', 'S'] as const).filter(
    (side, c) => (box.max[c] as number) - (box.min[c] as number) < minimumExtentMm[side],
  );

/** A region of the body is a word; that nothing of it is in an image is the sign of another region. `asked` and `found`
 * count structures of the network: of a single one nothing follows. */
export function checkRegion(
  use: ModelManifest['intendedUse'],
  { asked, found }: { readonly asked: number; readonly found: number },
): InferenceWarning[] {
  if (asked < 2 || found > 0) return [];
  const message = `None of the ${asked} structures was found: the image seems to show another region than the model was made for (${use.bodyRegion}).`;
  return [{ code: 'MODEL_BODY_REGION', message }];
}

/** A warning when the image is smaller than the region for which the model was made. */
export function checkExtent(use: ModelManifest['intendedUse'], box: LpsBox): InferenceWarning[] {
  const short = shortSides(use.minimumExtentMm, box);
  if (short.length === 0) return [];
  const needed = short.map((side) => `${use.minimumExtentMm[side]} mm along ${side}`).join(', ');
  const message = `The image covers less than the model needs (${needed}): structures may be cut off or missed.`;
  return [{ code: 'MODEL_FIELD_OF_VIEW', message }];
}
