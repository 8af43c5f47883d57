// Compares structures of two sets off the window's thread, one pair after another.

import { countSliceVoxels, maskFromSlices, type SliceBits, subtractSlices } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { compareMasks } from '../../core/metrics/index.ts';

type Slices = ReadonlyMap<number, SliceBits>;

export interface ComparePairQuestion {
  readonly key: string;
  readonly a: Slices;
  readonly b: Slices;
}

export interface CompareQuestion {
  readonly geometry: ImageGeometry;
  readonly pairs: readonly ComparePairQuestion[];
}

/** Figures without a value are null, with the reason under their name. */
export interface PairFigures {
  readonly dice: number | null;
  readonly hausdorff95Mm: number | null;
  /** Of both ways: each surface to the other, each way counted alike. */
  readonly meanDistanceMm: number | null;
  readonly volumeAMl: number;
  readonly volumeBMl: number;
  readonly reasons: Readonly<Record<string, string>>;
  /** Plane on which most voxels differ; null: none do. */
  readonly worstK: number | null;
}

export type CompareAnswer =
  | { readonly key: string; readonly ok: true; readonly figures: PairFigures }
  | { readonly key: string; readonly ok: false; readonly message: string };

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<CompareQuestion>) => void) | null;
  postMessage(answer: CompareAnswer): void;
};

const voxelsOf = (slice: SliceBits | null): number => (slice === null ? 0 : countSliceVoxels(slice));

function worstPlane(a: Slices, b: Slices): number | null {
  let worst: number | null = null;
  let most = 0;
  for (const k of new Set([...a.keys(), ...b.keys()])) {
    const [p, q] = [a.get(k) ?? null, b.get(k) ?? null];
    const differing = voxelsOf(subtractSlices(p, q)) + voxelsOf(subtractSlices(q, p));
    if (differing > most) [worst, most] = [k, differing];
  }
  return worst;
}

function figuresOf({ a, b }: ComparePairQuestion, geometry: ImageGeometry): PairFigures {
  const { size } = geometry;
  const compared = compareMasks(maskFromSlices(a, size), maskFromSlices(b, size), geometry, { tolerancesMm: [] });
  const { referenceToTest, testToReference } = compared.averageSurfaceDistanceMm;
  const reasons: Record<string, string> = { ...compared.undefined };
  const distanceReason = reasons['averageSurfaceDistanceMm.referenceToTest'];
  if (distanceReason !== undefined) reasons['meanDistanceMm'] = distanceReason;
  return {
    dice: compared.dice,
    hausdorff95Mm: compared.hausdorff95Mm,
    meanDistanceMm:
      referenceToTest === null || testToReference === null ? null : (referenceToTest + testToReference) / 2,
    volumeAMl: compared.volumeMl.reference,
    volumeBMl: compared.volumeMl.test,
    reasons,
    worstK: worstPlane(a, b),
  };
}

scope.onmessage = ({ data: { geometry, pairs } }) => {
  for (const pair of pairs) {
    const { key } = pair;
    try {
      scope.postMessage({ key, ok: true, figures: figuresOf(pair, geometry) });
    } catch (error) {
      scope.postMessage({ key, ok: false, message: error instanceof Error ? error.message : String(error) });
    }
  }
};
