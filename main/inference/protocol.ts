// What the engine and the process that runs the network say to each other (structured clone over the fork's channel).

import { AppError, type ErrorKind } from '../../core/error/index.ts';
import type { Size3 } from '../../core/geometry/index.ts';
import type { ClassBox, ClassExtent, ModelManifest, UncertaintyMap } from '../../core/inference/index.ts';

export const DEVICES = ['auto', 'cpu', 'cuda', 'dml', 'webgpu', 'coreml'] as const;
export type DeviceRequest = (typeof DEVICES)[number];

/** What was asked for, what runs the network, and why. */
export interface DeviceChoice {
  readonly requested: DeviceRequest;
  readonly used: Exclude<DeviceRequest, 'auto'>;
  readonly reason: string;
}

/** A model on disk: its checked manifest and where its files are. */
export interface InstalledModel {
  readonly manifest: ModelManifest;
  readonly folder: string;
}

/** One image on the model grid, already in the network's intensities. */
export interface NetworkInput {
  /** Array order. */
  readonly values: Float32Array;
  readonly size: Size3;
  /** Normalised intensity of what lies outside the image. */
  readonly outside: number;
  /** What fills patches beyond the grid. */
  readonly padding: number;
  /** Patches without a voxel above this normalised intensity are not run; null: all are. */
  readonly airLevel: number | null;
  /** Output channels (of an argmax: label indices) that are wanted. */
  readonly channels: readonly number[];
}

/** The same without its voxels, which follow in parts. */
export type NetworkInputForm = Omit<NetworkInput, 'values'>;

/** The same with voxels that are handed over once: a native CT in float32 must not wait here until the network is done. */
export type NetworkSource = NetworkInputForm & { readonly take: () => Float32Array };

export interface NetworkResult {
  /** What can be asked for, one class at a time. */
  readonly extents: readonly ClassExtent[];
  readonly uncertainty: UncertaintyMap;
  /** Wall time of all session runs together. */
  readonly inferenceMs: number;
  /** Patches or slices (twice where two parts of a large grid needed them); `views`: how often each was run (networks times mirrored views). */
  readonly patches: {
    readonly total: number;
    readonly run: number;
    readonly skippedAir: number;
    readonly views: number;
  };
  /** Voxels of a patch by axis: fewer than the manifest's where memory was short. */
  readonly patch: Size3;
  /** What computed the end of it: a device that failed on the way was left. */
  readonly device: DeviceChoice;
  /** What was done about a device that failed, in words; empty where nothing did. */
  readonly fallbacks: readonly string[];
}

export interface WireError {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export type ToChild =
  | { readonly type: 'load'; readonly model: InstalledModel; readonly device: DeviceRequest }
  | { readonly type: 'run'; readonly id: number; readonly input: NetworkInputForm }
  /** A part of the voxels of run `id`, in their order; the run begins with the last one. */
  | { readonly type: 'values'; readonly id: number; readonly values: Float32Array }
  /** One class of the last result. */
  | { readonly type: 'field'; readonly id: number; readonly channel: number }
  /** The last result is not needed any more. */
  | { readonly type: 'forget' }
  | { readonly type: 'golden'; readonly id: number }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'close' };

export type FromChild =
  /** A network is opened on a device: the one that was told last is in use. */
  | { readonly type: 'opens'; readonly device: DeviceChoice['used'] }
  | { readonly type: 'ready'; readonly device: DeviceChoice; readonly loadMs: number }
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly done: number;
      readonly total: number;
      readonly memoryBytes: number;
    }
  | { readonly type: 'result'; readonly id: number; readonly result: NetworkResult }
  | { readonly type: 'field'; readonly id: number; readonly box: ClassBox | null }
  | { readonly type: 'golden'; readonly id: number; readonly largestDifference: number }
  /** `id` null: loading failed. */
  | { readonly type: 'failed'; readonly id: number | null; readonly error: WireError };

/** True for the words in which ONNX Runtime, its providers and JavaScript say that memory ran out. 8007000E is Windows'
 * E_OUTOFMEMORY. */
export const isOutOfMemory = (text: string): boolean =>
  /bad_alloc|failed to allocate|out of memory|outofmemory|8007000E|allocation failed|not enough memory/i.test(text);

export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) {
    const { kind, code, message, retryable } = error;
    return { kind, code, message, retryable };
  }
  const text = error instanceof Error ? error.message : String(error);
  if (isOutOfMemory(text)) {
    const message = 'Memory ran out while the network ran. Close other programs, or use a machine with more memory.';
    return { kind: 'resource', code: 'INFERENCE_MEMORY', message, retryable: true };
  }
  const message = `The network could not be run: ${firstSentence(text)}`;
  return { kind: 'internal', code: 'INFERENCE_FAILED', message, retryable: false };
}

export const fromWireError = (e: WireError): AppError =>
  new AppError(e.kind, e.code, e.message, { retryable: e.retryable });

/** The readable part of a message of ONNX Runtime, which begins with source paths and function signatures. */
export function firstSentence(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  const readable = line.replace(/^.*\bwas false\.\s*/, '').replace(/^\[ONNXRuntimeError\][^:]*: \d+ : \w+ : /, '');
  return readable.length > 160 ? `${readable.slice(0, 159)}…` : readable;
}
