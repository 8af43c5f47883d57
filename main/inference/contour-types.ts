// What a contouring is asked and what comes of it.

import type { InferenceWarning, ModelGrid, UncertaintyMap } from '../../core/inference/index.ts';
import type { ImageVolume, Mask } from '../../core/volume/index.ts';
import type { InferenceChild } from './inference-child.ts';
import type { DeviceChoice, DeviceRequest, InstalledModel, NetworkResult } from './protocol.ts';

export interface ContourProgress {
  readonly phase: 'preprocess' | 'inference' | 'postprocess';
  readonly done: number;
  readonly total: number;
  /** Most memory that the network's process has used so far, bytes; absent: not known. */
  readonly memoryBytes?: number | undefined;
}

export interface AutoContourRequest {
  readonly volume: ImageVolume;
  /** DICOM (0008,0060), or null where the file format has none. */
  readonly modality: string | null;
  readonly model: InstalledModel;
  readonly device: DeviceRequest;
  /** Names of the wanted structures; default all that the model has. */
  readonly structures?: readonly string[] | undefined;
  /** A child that was started earlier with the same model; the caller closes it. Default: one of our own. */
  readonly child?: InferenceChild | undefined;
  /** Called with its id where a process of ours takes over from `child`, which its device ended. */
  readonly onProcess?: ((pid: number | undefined) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly report?: ((progress: ContourProgress) => void) | undefined;
  /** Called with each structure as soon as it is finished; all are in the result too. */
  readonly onStructure?: ((structure: ContouredStructure) => void) | undefined;
}

/** What a structure is called and how it is shown and exported. */
export interface StructureLabel {
  readonly name: string;
  readonly fmaCode: string | null;
  /** #RRGGBB */
  readonly colour: string;
  /** DICOM RT ROI Interpreted Type (3006,00A4). */
  readonly interpretedType: string;
  /** 'network': learned; 'threshold': the body, found without a network. */
  readonly source: 'network' | 'threshold';
}

export interface ContouredStructure {
  readonly name: string;
  readonly mask: Mask;
  readonly label: StructureLabel;
}

export interface AutoContourResult {
  /** In the order of the manifest, the body last. A structure that was not found has an empty mask and a warning. */
  readonly masks: readonly ContouredStructure[];
  /** Null when no network was needed. */
  readonly device: DeviceChoice | null;
  /** `inferenceMs`: wall time of the session runs alone; the other two: computing before and after them. */
  readonly timings: { readonly preprocessMs: number; readonly inferenceMs: number; readonly postprocessMs: number };
  readonly patches: NetworkResult['patches'];
  /** How sure the network's part is, on the grid on which it worked; null when no network was needed. */
  readonly uncertainty: { readonly grid: ModelGrid; readonly map: UncertaintyMap } | null;
  readonly warnings: readonly InferenceWarning[];
  /** True when the image is not what the model was made for (the warnings say why). */
  readonly isOutsideIntendedUse: boolean;
}
