// What the window asks of the worker of the checks, and its answers. Planes are handed over, not copied.

import type { CaseWarning, ChangedPlane, CheckedStructure, Finding } from '../../core/checks/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import type { PlacedMap } from '../../core/uncertainty/index.ts';

export type ChangedPlanes = readonly { readonly structureId: string; readonly planes: readonly ChangedPlane[] }[];

export type ChecksRequest =
  /** Begins anew, with the images of a case. */
  | { readonly type: 'open'; readonly geometry: ImageGeometry }
  /** How unsure a model was of a set that it made. */
  | {
      readonly type: 'map';
      readonly modelGroupId: string;
      readonly model: { readonly id: string; readonly version: string };
      readonly map: PlacedMap;
    }
  /** The first part of many planes; the rest comes with an update. */
  | { readonly type: 'planes'; readonly planes: ChangedPlanes }
  /** What changed since the last one. */
  | {
      readonly type: 'update';
      readonly turn: number;
      readonly structures: readonly CheckedStructure[];
      readonly warnings: readonly CaseWarning[];
      readonly planes: ChangedPlanes;
    };

export interface ChecksAnswer {
  readonly turn: number;
  readonly findings: readonly Finding[];
  /** Time that the checks took, ms. */
  readonly ms: number;
}
