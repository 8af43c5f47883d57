// What the thread of a contouring and its owner say to each other.

import type { ImageVolume } from '../../../core/volume/index.ts';
import type {
  AutoContourResult,
  ContourProgress,
  DeviceRequest,
  InstalledModel,
  StructureLabel,
} from '../../inference/index.ts';
import type { WireError } from '../../jobs/task.ts';
import type { EncodedMask, PackedPlanes } from '../../store/index.ts';

export type ToContourThread =
  /** Starts the network's process while the images are read. */
  | { readonly type: 'start'; readonly model: InstalledModel; readonly device: DeviceRequest }
  | {
      readonly type: 'image';
      readonly image: ImageVolume;
      readonly modality: string | null;
      readonly structures: readonly string[] | null;
      readonly model: InstalledModel;
      readonly device: DeviceRequest;
    }
  | { readonly type: 'cancel' };

/** A structure in the two forms in which the library keeps it. */
export interface FinishedStructure {
  readonly name: string;
  readonly label: StructureLabel;
  readonly planes: PackedPlanes;
  readonly mask: EncodedMask;
}

export interface ThreadResult
  extends Pick<AutoContourResult, 'device' | 'warnings' | 'isOutsideIntendedUse' | 'timings'> {
  /** As the library keeps it; null when no network was needed. */
  readonly uncertainty: Uint8Array | null;
}

export type FromContourThread =
  | { readonly type: 'child'; readonly pid: number | null }
  /** Which device has the network, as soon as it is known; a run that loses it says so in its result. */
  | { readonly type: 'device'; readonly used: string }
  | ({ readonly type: 'progress' } & ContourProgress)
  | { readonly type: 'structure'; readonly structure: FinishedStructure }
  | { readonly type: 'done'; readonly result: ThreadResult }
  | { readonly type: 'failed'; readonly error: WireError };
