import type { TriangleMesh } from '../mesh/index.ts';
import type { SolidKernel } from '../solid/index.ts';
import type { Part, PrintSource, Quality } from './part.ts';
import type { StepName, StepOf } from './recipe.ts';

/** What a step may ask of the world around it. */
export interface StepWorld {
  readonly sources: readonly PrintSource[];
  /** Triangles of a file, checked and repaired by whoever reads files; LPS mm. */
  readonly readMesh: (file: string) => Promise<TriangleMesh>;
  /** The engine of cuts and unions, started when a step first asks for it. */
  readonly solids: () => Promise<SolidKernel>;
  readonly quality: Quality;
  /** Looked at again and again while a step runs. */
  readonly signal: { readonly aborted: boolean };
  /** 0 to 1, of this step. */
  readonly onProgress: (share: number) => void;
}

/** What a step is told of its run as well. */
export interface StepContext extends StepWorld {
  /** Whether surfaces meet themselves is looked at after the last step that keeps the anatomy, not after each. */
  readonly isDraft?: boolean | undefined;
}

/** One kind of step: parts in, parts out. Parts that `on` does not name pass through. Throws `AppError` with what is
 * wrong and what to do; never returns a part that is not closed. */
export type StepRunner<Name extends StepName> = (
  parts: readonly Part[],
  step: StepOf<Name>,
  world: StepContext,
) => Promise<readonly Part[]>;
