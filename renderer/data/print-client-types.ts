// What the Print mode asks of its workers and hears from them.

import type { SliceBits } from '../../core/edit/index.ts';
import type { TriangleMesh } from '../../core/mesh/index.ts';
import type { PrintRecipe, Quality } from '../../core/print/index.ts';
import type {
  GaugeFound,
  GaugeQuestion,
  Measures,
  ModelAnswer,
  PrintPlane,
  SectionAnswer,
} from '../workers/print-messages.ts';

export interface ClientSource {
  readonly name: string;
  /** `#rrggbb`. */
  readonly colour: string;
  /** Another one for every change of its voxels, or of its colour. */
  readonly stamp: string;
  readonly slices: ReadonlyMap<number, SliceBits>;
}

/** A structure that is measured though the steps do not name it. */
export interface ComparedSource {
  readonly structureId: string;
  /** Another one for every change of its voxels. */
  readonly stamp: string;
  readonly slices: ReadonlyMap<number, SliceBits>;
}

export interface PrintProgress {
  readonly quality: Quality;
  readonly stepNumber: number;
  readonly steps: number;
  readonly fraction: number;
}

export interface PrintClientEvents {
  onModel(model: ModelAnswer, recipe: PrintRecipe, quality: Quality): void;
  onProgress(progress: PrintProgress | null): void;
  onSection(section: SectionAnswer): void;
  /** One after another, of the exact model. */
  onMeasures(measures: Measures, isLast: boolean): void;
  onFailed(message: string): void;
}

export interface PrintClient {
  /** Structures that recipes may name; those that are the same as before are not sent again. */
  setSources(sources: readonly ClientSource[]): void;
  /** Meshes that recipes may name as files. */
  setMesh(name: string, mesh: TriangleMesh): void;
  run(recipe: PrintRecipe): void;
  /** Measures the exact model, as soon as there is one; walls against the least one asked for. False where there is none
   * yet. */
  measureAgainst(minWallMm: number): boolean;
  /** Ends what runs; the model on the screen stays. */
  cancel(): void;
  /** Of the newest model; null where another model came meanwhile. Rejects with the reason where it cannot be measured. */
  gauge(question: GaugeQuestion, compared?: readonly ComparedSource[]): Promise<GaugeFound | null>;
  /** Of the newest model. */
  askSection(plane: PrintPlane): void;
  dispose(): void;
}

/** What a worker is to the client; tests put their own in its place. */
export type PrintWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;
