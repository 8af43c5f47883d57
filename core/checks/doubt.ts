// How much of a structure its model was in doubt of: the uncertainty along its edge, summed up to a volume, over the volume
// of the structure. Planes that did not change keep their figures.

import type { SliceBits } from '../edit/index.ts';
import { type EdgeWidth, edgeWidth, type MapSampler } from '../uncertainty/index.ts';
import type { CaseModel } from './case-model.ts';

export interface Doubt {
  /** Volume in doubt over the volume of the structure. */
  readonly share: number;
  /** The least certain slice that counts. */
  readonly worst: EdgeWidth;
}

interface KeptWidth {
  readonly sampler: MapSampler;
  readonly bits: SliceBits;
  readonly others: readonly SliceBits[];
  readonly width: EdgeWidth | null;
}

const kept = new WeakMap<CaseModel, Map<string, KeptWidth>>();

function widthOn(model: CaseModel, id: string, k: number, others: readonly string[], sampler: MapSampler) {
  const bits = model.bitsOf(id, k);
  if (bits === null) return null;
  const widths = kept.get(model) ?? new Map<string, KeptWidth>();
  kept.set(model, widths);
  const beside = others.flatMap((other) => model.bitsOf(other, k) ?? []);
  const known = widths.get(`${id} ${k.toString()}`);
  const isSame =
    known?.bits === bits &&
    known.sampler === sampler &&
    known.others.length === beside.length &&
    known.others.every((other, at) => other === beside[at]);
  if (isSame) return known.width;
  const width = edgeWidth(sampler, model.geometry, { k, bits, others: beside });
  widths.set(`${id} ${k.toString()}`, { sampler, bits, others: beside, width });
  return width;
}

/**
 * @param settled planes that a person has drawn on or reviewed: they are in doubt no more
 * @param others structures of the same set; doubt inside them is theirs
 * @returns null where there is nothing drawn, or nothing that is not settled
 */
export function doubtOf(model: CaseModel, id: string, { others, settled, sampler }: DoubtOptions): Doubt | null {
  const facts = model.factsOf(id);
  if (facts === null) return null;
  let volumeMl = 0;
  let worst: EdgeWidth | null = null;
  for (const k of facts.planes) {
    if (settled.has(k)) continue;
    const width = widthOn(model, id, k, others, sampler);
    if (width === null) continue;
    volumeMl += (width.widthMm * width.edgeMm * (model.frame.thicknessMm[k] as number)) / 1000;
    if (worst === null || width.widthMm > worst.widthMm) worst = width;
  }
  return worst === null ? null : { share: volumeMl / facts.volumeMl, worst };
}

export interface DoubtOptions {
  readonly others: readonly string[];
  readonly settled: ReadonlySet<number>;
  readonly sampler: MapSampler;
}
