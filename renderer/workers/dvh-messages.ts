// What the window and the worker of histograms say to each other.

import type { DoseGrid, DoseHistogram } from '../../core/dose/index.ts';
import type { SliceContent } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';

export type DvhMessage =
  /** First of all: what all histograms are made of. */
  | { readonly kind: 'dose'; readonly dose: DoseGrid; readonly geometry: ImageGeometry }
  | { readonly kind: 'structure'; readonly id: string; readonly slices: ReadonlyMap<number, SliceContent> };

export type DvhAnswer =
  | { readonly id: string; readonly ok: true; readonly histogram: DoseHistogram; readonly notes: readonly string[] }
  | { readonly id: string; readonly ok: false; readonly message: string };
