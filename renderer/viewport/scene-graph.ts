// The part of the 3D view that is vtk.js: a renderer with one actor a structure, a volume, and planes in space. Imports
// are narrow: the profiles of vtk.js would bring its widgets and text along.

import '@kitware/vtk.js/Rendering/OpenGL/Camera.js';
import '@kitware/vtk.js/Rendering/OpenGL/Renderer.js';
import type vtkActor from '@kitware/vtk.js/Rendering/Core/Actor.js';
import vtkRenderer from '@kitware/vtk.js/Rendering/Core/Renderer.js';
import vtkRenderWindow from '@kitware/vtk.js/Rendering/Core/RenderWindow.js';
import type vtkRenderWindowInteractor from '@kitware/vtk.js/Rendering/Core/RenderWindowInteractor.js';
import vtkOpenGLRenderWindow from '@kitware/vtk.js/Rendering/OpenGL/RenderWindow.js';
import { dot, type Vec3 } from '../../core/geometry/index.ts';
import type { SurfaceAnswer, VolumeCopy } from '../workers/surface-messages.ts';
import { isSoftwareGl } from './gl-support.ts';
import { cameraAxes, type SceneCamera, VIEW_ANGLE_DEG } from './scene-camera.ts';
import { createPlaneActor, type ScenePlane } from './scene-plane-actor.ts';
import { type BandPlane, SurfaceActor, type SurfaceLook } from './scene-surface-actor.ts';
import { type PresetStops, VolumeActor } from './scene-volume-actor.ts';
import { drawBySoftware, type SoftwarePass } from './software-pass.ts';

export interface SceneGraph {
  setSurface(id: string, surface: SurfaceAnswer | null): void;
  setLook(id: string, look: SurfaceLook): void;
  setVolume(volume: VolumeCopy | null, stops: PresetStops): void;
  setPlane(name: string, plane: ScenePlane | null): void;
  /** `normalLps`: of the acquired planes, along which drafts are banded. */
  render(camera: SceneCamera, normalLps: Vec3, isMoving: boolean): void;
  /** False while the graphics card has not finished the last picture. */
  isFree(): boolean;
  resize(widthPx: number, heightPx: number): void;
  dispose(): void;
}

const isSameLook = (a: SurfaceLook | undefined, b: SurfaceLook): boolean => JSON.stringify(a) === JSON.stringify(b);

class VtkGraph implements SceneGraph {
  private readonly renderWindow = vtkRenderWindow.newInstance();
  private readonly renderer = vtkRenderer.newInstance();
  private readonly glWindow = vtkOpenGLRenderWindow.newInstance();
  private readonly surfaces = new Map<string, SurfaceActor>();
  /** Also of structures whose surface has not arrived. */
  private readonly looks = new Map<string, SurfaceLook>();
  private readonly planes = new Map<string, vtkActor>();
  /** The structure in hand. */
  private liveId: string | null = null;
  private volume: VolumeActor | null = null;
  private isMoving = false;
  private hasRendered = false;
  private fence: WebGLSync | null = null;
  private bandPlane: BandPlane = [0, 0, 1, 0];
  private readonly container: HTMLElement;
  private readonly software: SoftwarePass | null;
  /** What the last picture was drawn from. */
  private lastView = '';

  constructor(container: HTMLElement) {
    this.container = container;
    this.renderer.setBackground(0, 0, 0);
    this.renderWindow.addRenderer(this.renderer);
    // The volume mapper asks an interactor whether the camera moves, and draws fewer pixels while it does; nothing else of
    // one is wanted here.
    const interactor = {
      isAnimating: () => this.isMoving,
      onAnimationFrameRateUpdate: () => ({ unsubscribe: () => undefined }),
      render: () => this.glWindow.traverseAllPasses(),
    };
    this.renderWindow.setInteractor(interactor as unknown as vtkRenderWindowInteractor);
    this.renderWindow.addView(this.glWindow);
    this.glWindow.setContainer(container);
    this.software = isSoftwareGl() ? drawBySoftware(this.glWindow, container) : null;
  }

  setSurface(id: string, surface: SurfaceAnswer | null): void {
    const known = this.surfaces.get(id);
    if (surface === null) {
      if (known === undefined) return;
      this.renderer.removeActor(known.actor);
      known.dispose();
      this.surfaces.delete(id);
      this.software?.forget();
      return;
    }
    (known ?? this.addSurface(id)).setTriangles(surface);
    if (id !== this.liveId) this.software?.forget();
  }

  private addSurface(id: string): SurfaceActor {
    const added = new SurfaceActor(() => this.bandPlane);
    const look = this.looks.get(id);
    if (look !== undefined) added.setLook(look);
    this.surfaces.set(id, added);
    this.renderer.addActor(added.actor);
    if (id === this.liveId) this.software?.setLive(added.actor);
    return added;
  }

  setLook(id: string, look: SurfaceLook): void {
    const before = this.looks.get(id);
    this.looks.set(id, look);
    this.surfaces.get(id)?.setLook(look);
    if (look.isActive) {
      this.liveId = id;
      this.software?.setLive(this.surfaces.get(id)?.actor ?? null);
    } else if (id === this.liveId) this.liveId = null;
    if (!look.isActive && !isSameLook(before, look)) this.software?.forget();
  }

  setVolume(volume: VolumeCopy | null, stops: PresetStops): void {
    this.software?.setVolume(volume !== null);
    if (volume === null) {
      if (this.volume !== null) this.renderer.removeVolume(this.volume.actor);
      this.volume = null;
      return;
    }
    if (this.volume === null) {
      this.volume = new VolumeActor(volume);
      this.renderer.addVolume(this.volume.actor);
    }
    this.volume.setStops(stops);
  }

  setPlane(name: string, plane: ScenePlane | null): void {
    const known = this.planes.get(name);
    this.software?.forget();
    if (known !== undefined) this.renderer.removeActor(known);
    this.planes.delete(name);
    if (plane === null) return;
    const actor = createPlaneActor(plane);
    this.planes.set(name, actor);
    this.renderer.addActor(actor);
  }

  render(camera: SceneCamera, normalLps: Vec3, isMoving: boolean): void {
    const { positionLps, forward, right, up } = cameraAxes(camera);
    this.bandPlane = [dot(normalLps, right), dot(normalLps, up), -dot(normalLps, forward), dot(normalLps, positionLps)];
    const active = this.renderer.getActiveCamera();
    active.setPosition(...positionLps);
    active.setFocalPoint(...camera.focalLps);
    active.setViewUp(...up);
    active.setViewAngle(VIEW_ANGLE_DEG);
    this.renderer.resetCameraClippingRange();
    const view = JSON.stringify([camera, normalLps]);
    if (view !== this.lastView) this.software?.forget();
    this.lastView = view;
    this.isMoving = isMoving;
    this.volume?.setMoving(isMoving);
    this.renderWindow.render();
    this.hasRendered = true;
    const gl = this.context();
    if (this.fence !== null) gl?.deleteSync(this.fence);
    this.fence = gl?.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0) ?? null;
    gl?.flush();
  }

  isFree(): boolean {
    const gl = this.context();
    if (gl === null || this.fence === null || gl.isContextLost()) return true;
    if (gl.getSyncParameter(this.fence, gl.SYNC_STATUS) !== gl.SIGNALED) return false;
    gl.deleteSync(this.fence);
    this.fence = null;
    return true;
  }

  /** Asked for before vtk.js has made it, it would be made here. */
  private context(): WebGL2RenderingContext | null {
    if (!this.hasRendered) return null;
    return this.container.querySelector('canvas')?.getContext('webgl2') ?? null;
  }

  resize(widthPx: number, heightPx: number): void {
    this.glWindow.setSize(widthPx, heightPx);
  }

  dispose(): void {
    this.renderWindow.removeView(this.glWindow);
    this.context()?.getExtension('WEBGL_lose_context')?.loseContext();
    this.glWindow.setContainer(null as unknown as HTMLElement);
    this.glWindow.delete();
    this.renderer.delete();
    this.renderWindow.delete();
  }
}

export const createSceneGraph = (container: HTMLElement): SceneGraph => new VtkGraph(container);
