// The interface of the 3D view.

import type { SliceContent } from '../../core/edit/index.ts';
import type { Vec3, ViewName } from '../../core/geometry/index.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import type { SceneCamera } from './scene-camera.ts';
import type { ContourState, ViewImage, ViewLine, ViewWindow } from './view-types.ts';
import type { VolumePreset } from './volume-presets.ts';

/** One visible structure. */
export interface SceneStructure {
  readonly structureId: string;
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
  readonly slices: ReadonlyMap<number, SliceContent>;
  /** Drafts are banded along the slices, all others are smooth. */
  readonly state: ContourState;
  /** 0 … 1; the outside of a body is shown faintly. */
  readonly opacity: number;
  /** What came with it and is in no voxel. */
  readonly lines?: readonly ViewLine[];
}

export type { VolumePreset };

export interface SceneCallbacks {
  onActivate(): void;
  /** A click on a surface or the volume, LPS mm. */
  onPick(lps: Vec3, structureId: string | null): void;
  onDoubleClick(): void;
  onMenu(client: { readonly x: number; readonly y: number }): void;
}

export interface ScenePose {
  readonly camera: SceneCamera;
  readonly isFitted: boolean;
}

export interface SceneView {
  readonly element: HTMLElement;
  /** `blobUrl`: where the voxels can be read again for a small copy; null leaves volume rendering out. */
  setImage(image: ViewImage | null, blobUrl: string | null): void;
  setStructures(structures: readonly SceneStructure[], activeId: string | null): void;
  /** null: surfaces alone. */
  setVolumePreset(preset: VolumePreset | null): void;
  /** The three cuts as planes in space; null takes them away. */
  setPlanes(cuts: Readonly<Record<ViewName, number>> | null, window: ViewWindow): void;
  setCrosshair(lps: Vec3 | null): void;
  setActive(isActive: boolean): void;
  /** All that is shown, from where it is looked at now. */
  fit(): void;
  /** For another view that takes the place of this one. */
  pose(): ScenePose;
  setPose(pose: ScenePose): void;
  /** Looking from the patient's front, back, left, right, top or bottom. */
  lookFrom(side: 'A' | 'P' | 'L' | 'R' | 'S' | 'I'): void;
  /** Why there is nothing to see ('Not available: …'); null when all is well. */
  readonly unavailable: string | null;
  /** Resolves once every surface asked for is on the screen. */
  settled(): Promise<void>;
  /** From the last change of a structure to its surface on the screen, ms; null before the first. */
  readonly lastRefreshMs: number | null;
  dispose(): void;
}

export interface SceneOptions {
  /** Address of the bundle of renderer/workers/surface-worker.ts. */
  readonly workerUrl: string;
  /** Default: the window's own. */
  readonly frames?: FrameScheduler;
}
