// What the 3D view shows: surfaces as they arrive from the worker, a volume, the three cuts. All of it can be handed to a
// new graph when a graphics context was lost.

import type { ViewName } from '../../core/geometry/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import type { SurfaceAnswer, VolumeCopy } from '../workers/surface-messages.ts';
import type { Ray } from './scene-camera.ts';
import type { SceneGraph } from './scene-graph.ts';
import { pickSurfaces, pickVolume, type ScenePick } from './scene-pick.ts';
import { scenePlane } from './scene-plane.ts';
import type { SceneStructure, VolumePreset } from './scene-types.ts';
import type { SurfaceClient } from './surface-client.ts';
import type { ViewImage, ViewWindow } from './view-types.ts';
import { presetOpacities, presetStops } from './volume-presets.ts';

const VIEW_NAMES = ['axial', 'coronal', 'sagittal'] as const;

interface Planes {
  readonly cuts: Readonly<Record<ViewName, number>>;
  readonly window: ViewWindow;
}

const colorOf = (hex: string): readonly [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
};

const isDrawnAlike = (a: SceneStructure, b: SceneStructure | undefined): boolean =>
  a.structureId === b?.structureId &&
  a.color === b.color &&
  a.opacity === b.opacity &&
  (a.state === 'unreviewed') === (b.state === 'unreviewed');

const dtypeOf = (voxels: VoxelArray) =>
  voxels.constructor.name.replace('Array', '').toLowerCase() as Parameters<SurfaceClient['requestVolume']>[0]['dtype'];

export class SceneContents {
  image: ViewImage | null = null;
  structures: readonly SceneStructure[] = [];
  preset: VolumePreset | null = null;
  readonly surfaces = new Map<string, SurfaceAnswer>();
  private graph: SceneGraph | null = null;
  private activeId: string | null = null;
  private blobUrl: string | null = null;
  private volume: VolumeCopy | null = null;
  private isVolumeAsked = false;
  private planes: Planes | null = null;

  /** The graph that shows it from now on; null: there is none. */
  showOn(graph: SceneGraph | null): void {
    this.graph = graph;
    for (const [id, surface] of this.surfaces) graph?.setSurface(id, surface);
    this.applyVolume();
    this.applyPlanes(null);
  }

  /** True where the surfaces have gone because they belong to another stack. */
  setImage(image: ViewImage | null, blobUrl: string | null): boolean {
    const before = this.image;
    this.image = image;
    if (blobUrl !== this.blobUrl || before?.voxels !== image?.voxels) {
      this.blobUrl = blobUrl;
      this.isVolumeAsked = false;
      this.volume = null;
      this.graph?.setVolume(null, []);
    }
    const isOtherStack = image !== null && before?.geometry !== image.geometry;
    if (isOtherStack) {
      for (const id of this.surfaces.keys()) this.graph?.setSurface(id, null);
      this.surfaces.clear();
    }
    if (before?.readPlanes !== image?.readPlanes) this.applyPlanes(null);
    return isOtherStack;
  }

  /** True where what is on the screen looks different now: not where only voxels have changed, whose surface follows. */
  setStructures(structures: readonly SceneStructure[], activeId: string | null): boolean {
    const before = this.structures;
    const isSame =
      activeId === this.activeId &&
      structures.length === before.length &&
      structures.every((structure, n) => isDrawnAlike(structure, before[n]));
    this.structures = structures;
    if (isSame) return false;
    this.activeId = activeId;
    this.applyLooks();
    return true;
  }

  setSurface(id: string, surface: SurfaceAnswer | null): void {
    if (surface === null) this.surfaces.delete(id);
    else this.surfaces.set(id, surface);
    this.graph?.setSurface(id, surface);
  }

  setPreset(preset: VolumePreset | null): void {
    this.preset = preset;
    this.applyVolume();
  }

  setVolume(volume: VolumeCopy): void {
    this.volume = volume;
    this.applyVolume();
  }

  /** True where there is, or was, a plane to show. */
  setPlanes(cuts: Readonly<Record<ViewName, number>> | null, window: ViewWindow): boolean {
    const before = this.planes;
    this.planes = cuts === null ? null : { cuts, window };
    if (before === null && this.planes === null) return false;
    this.applyPlanes(before);
    return true;
  }

  /** There is nothing to draw. */
  get isEmpty(): boolean {
    return this.surfaces.size === 0 && this.planes === null && !this.hasVolume;
  }

  /** A rendered volume is on the screen. */
  get hasVolume(): boolean {
    return this.volume !== null && this.preset !== null;
  }

  /** The small copy that a preset needs, if it has not been asked for yet. */
  volumeToAsk(): Parameters<SurfaceClient['requestVolume']>[0] | null {
    const { image, blobUrl, preset } = this;
    if (image === null || blobUrl === null || preset === null || this.isVolumeAsked) return null;
    this.isVolumeAsked = true;
    // A worker's addresses are relative to its own script.
    const url = new URL(blobUrl, document.baseURI).href;
    const { voxels } = image;
    return { url, byteLength: voxels.byteLength, dtype: dtypeOf(voxels), isCt: preset !== 'mr' };
  }

  /** The nearest surface or the place where the volume gets dense; null for neither. */
  pick(ray: Ray): ScenePick | null {
    const surface = pickSurfaces(this.structures, this.surfaces, ray);
    if (this.volume === null || this.preset === null) return surface;
    const opacities = presetOpacities(presetStops(this.preset, this.volume));
    const distanceMm = pickVolume(this.volume, opacities, Math.max(...this.volume.spacingMm), ray);
    if (distanceMm >= (surface?.distanceMm ?? Number.POSITIVE_INFINITY)) return surface;
    return { distanceMm, structureId: null };
  }

  private applyLooks(): void {
    for (const { structureId, color, opacity, state } of this.structures) {
      this.graph?.setLook(structureId, {
        color: colorOf(color),
        opacity,
        // The outside of a body would cover the volume, which shows it anyway.
        isVisible: opacity >= 1 || !this.hasVolume,
        isBanded: state === 'unreviewed',
        isActive: structureId === this.activeId,
      });
    }
  }

  private applyVolume(): void {
    const { volume, preset } = this;
    if (volume === null || preset === null) this.graph?.setVolume(null, []);
    else this.graph?.setVolume(volume, presetStops(preset, volume));
    this.applyLooks();
  }

  private applyPlanes(before: Planes | null): void {
    const { image, planes } = this;
    for (const name of VIEW_NAMES) {
      if (planes === null || image === null) this.graph?.setPlane(name, null);
      else if (before?.cuts[name] !== planes.cuts[name] || before.window !== planes.window) {
        this.graph?.setPlane(name, scenePlane(image, name, planes.cuts[name], planes.window));
      }
    }
  }
}
