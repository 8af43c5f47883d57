// What an RT Dose and an RT Plan say, as records (PS3.3 C.8.8.3, C.8.8.9, C.8.8.10, C.8.8.13).

import type { ImageGeometry } from '../geometry/index.ts';
import type { SeriesWarning } from './types.ts';

/** (3004,0002): absorbed dose, or a share of a reference that the file does not hold. */
export type DoseUnits = 'GY' | 'RELATIVE';

/** (3004,0004): ERROR is the difference between desired and planned dose, not a dose. */
export type DoseType = 'PHYSICAL' | 'EFFECTIVE' | 'ERROR';

/** A dose distribution on its own grid. */
export interface DecodedRtdose {
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly patient: { readonly id: string; readonly name: string };
  readonly units: DoseUnits;
  readonly doseType: DoseType;
  /** (3004,000A) as found: PLAN, MULTI_PLAN, FRACTION, BEAM, …; '' where missing. */
  readonly summationType: string;
  /** (3004,0014) as found: IMAGE, ROI_OVERRIDE, WATER. */
  readonly heterogeneity: readonly string[];
  /** (3004,000E): what one step of the stored numbers is worth, in `units`. */
  readonly gridScaling: number;
  readonly referencedPlanUids: readonly string[];
  /** Numbers of the fraction groups and beams of the plan that the dose is of; none where the file does not say. */
  readonly fractionGroups: readonly number[];
  readonly beams: readonly number[];
  /** Frames in the order of the file, each at its own place; left-handed where they run against row x column. */
  readonly geometry: ImageGeometry;
  /** In `units`, i fastest. */
  readonly voxels: Float32Array;
  readonly warnings: readonly SeriesWarning[];
}

/** One item of the dose references of a plan (C.8.8.10). */
export interface DoseReference {
  readonly number: number | null;
  /** (300A,0020): TARGET or ORGAN_AT_RISK. */
  readonly type: string;
  /** (300A,0014): POINT, VOLUME, COORDINATES, SITE. */
  readonly structureType: string;
  readonly description: string;
  /** (300A,0026). */
  readonly prescriptionGy: number | null;
  /** (3006,0084): the region of the structure set that it is meant for. */
  readonly roiNumber: number | null;
}

export interface DecodedRtplan {
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid: string | null;
  readonly patient: { readonly id: string; readonly name: string };
  readonly label: string;
  readonly approvalStatus: string;
  readonly references: readonly DoseReference[];
  /** Of all fraction groups together (300A,0078); null where a group does not say. */
  readonly fractions: number | null;
  readonly beams: number;
  /** (300A,0070): the number of each group, null where it has none, and the numbers of its beams that give a dose. */
  readonly fractionGroups: readonly { readonly number: number | null; readonly beams: readonly number[] }[];
  readonly referencedStructureSetUids: readonly string[];
}
