import type { ImageGeometry } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import type { Standing } from '../printability/index.ts';
import type { ImageVolume, Mask } from '../volume/index.ts';

/** A structure as it was contoured: what the first step makes parts of. */
export interface PrintSource {
  readonly name: string;
  /** `#RRGGBB`; null where nobody gave one. */
  readonly colour: string | null;
  readonly mask: Mask;
  readonly geometry: ImageGeometry;
  /** Probabilities (0 to 1) behind the mask, where the network's are kept and nobody edited it since. */
  readonly probability: ImageVolume<Float32Array> | null;
}

/** One closed solid of the model, in LPS mm. */
export interface Part {
  readonly name: string;
  readonly colour: string | null;
  readonly mesh: TriangleMesh;
  /** The 0.5 iso-surface of the structure this part came from: what deviations are measured against. null for what never
   * was anatomy. */
  readonly anatomy: TriangleMesh | null;
  /** It is the mirror image of what it was made from. */
  readonly isMirrored?: boolean | undefined;
  /** Nobody looked yet whether the mesh meets itself. Only the steps that keep the anatomy see such a part. */
  readonly isDraft?: boolean | undefined;
  /** How it stands on the bed of a printer; left out where no step laid it. Its mesh lies in the patient all the same. */
  readonly standing?: Standing | undefined;
}

/** What a step did, over all parts. */
export interface StepChange {
  /** Volume after it less volume before it. */
  readonly volumeMl: number;
  /** Largest distance from the surface before to the surface after and back; null for steps that are meant to change
   * the shape (cut, trim, combine, mirror, scale …). */
  readonly maxDeviationMm: number | null;
}

/** Preview: within 300 ms on a coarser surface; exact: what is written. */
export type Quality = 'preview' | 'exact';
