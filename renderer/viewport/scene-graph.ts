// The part of the 3D view that is vtk.js: a renderer with one actor a structure, a volume, and planes in space. Imports
// are narrow: the profiles of vtk.js would bring its widgets and text along.

import '@kitware/vtk.js/Rendering/OpenGL/Actor.js';
import '@kitware/vtk.js/Rendering/OpenGL/Camera.js';
import '@kitware/vtk.js/Rendering/OpenGL/PolyDataMapper.js';
import '@kitware/vtk.js/Rendering/OpenGL/Renderer.js';
import '@kitware/vtk.js/Rendering/OpenGL/Texture.js';
import '@kitware/vtk.js/Rendering/OpenGL/Volume.js';
import '@kitware/vtk.js/Rendering/OpenGL/VolumeMapper.js';
import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray.js';
import vtkImageData from '@kitware/vtk.js/Common/DataModel/ImageData.js';
import vtkPiecewiseFunction from '@kitware/vtk.js/Common/DataModel/PiecewiseFunction.js';
import vtkPolyData from '@kitware/vtk.js/Common/DataModel/PolyData.js';
import vtkActor from '@kitware/vtk.js/Rendering/Core/Actor.js';
import vtkColorTransferFunction from '@kitware/vtk.js/Rendering/Core/ColorTransferFunction.js';
import vtkMapper from '@kitware/vtk.js/Rendering/Core/Mapper.js';
import vtkRenderer from '@kitware/vtk.js/Rendering/Core/Renderer.js';
import vtkRenderWindow from '@kitware/vtk.js/Rendering/Core/RenderWindow.js';
import type vtkRenderWindowInteractor from '@kitware/vtk.js/Rendering/Core/RenderWindowInteractor.js';
import vtkTexture from '@kitware/vtk.js/Rendering/Core/Texture.js';
import vtkVolume from '@kitware/vtk.js/Rendering/Core/Volume.js';
import vtkVolumeMapper from '@kitware/vtk.js/Rendering/Core/VolumeMapper.js';
import vtkOpenGLRenderWindow from '@kitware/vtk.js/Rendering/OpenGL/RenderWindow.js';
import type { mat3 } from 'gl-matrix';
import { dot, type Vec3 } from '../../core/geometry/index.ts';
import type { SurfaceAnswer, VolumeCopy } from '../workers/surface-messages.ts';
import { cameraAxes, type SceneCamera, VIEW_ANGLE_DEG } from './scene-camera.ts';
import type { presetStops } from './volume-presets.ts';

export interface SurfaceLook {
  /** 0 … 1 each. */
  readonly color: readonly [number, number, number];
  readonly opacity: number;
  readonly isVisible: boolean;
  /** A draft: banded every 6 mm along the slices. */
  readonly isBanded: boolean;
  readonly isActive: boolean;
}

/** A textured plane in space: a strip of quads, each vertex with its place and its texture coordinates. */
export interface ScenePlane {
  /** LPS mm, two vertices a row. */
  readonly points: Float32Array<ArrayBuffer>;
  readonly textureCoordinates: Float32Array<ArrayBuffer>;
  readonly rgba: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

export interface SceneGraph {
  setSurface(id: string, surface: SurfaceAnswer | null): void;
  setLook(id: string, look: SurfaceLook): void;
  setVolume(volume: VolumeCopy | null, stops: ReturnType<typeof presetStops>): void;
  setPlane(name: string, plane: ScenePlane | null): void;
  /** `normalLps`: of the acquired planes, along which drafts are banded. */
  render(camera: SceneCamera, normalLps: Vec3, isMoving: boolean): void;
  /** False while the graphics card has not finished the last picture. */
  isFree(): boolean;
  resize(widthPx: number, heightPx: number): void;
  dispose(): void;
}

// The height of a fragment over the slices, from its place before the camera; a dark band a period, its edges as soft as
// a pixel. Glass, like the outside of a body, shows at its rim and lets the eye through where it faces it.
const DECLARATIONS = `//VTK::Light::Dec
uniform vec4 bandPlane;
uniform int isBanded;
uniform int isGlass;`;
const SHADING = `//VTK::Light::Impl
  float bandHeight = (dot(bandPlane.xyz, vertexVC.xyz) + bandPlane.w) / 6.0;
  float bandEdge = fwidth(bandHeight);
  float bandPhase = abs(fract(bandHeight) - 0.5);
  float bandDark = 1.0 - smoothstep(0.15 - bandEdge, 0.15 + bandEdge, bandPhase);
  if (isBanded == 1) { gl_FragData[0].rgb *= 1.0 - 0.62 * bandDark; }
  if (isGlass == 1) { gl_FragData[0].a *= 0.2 + 1.8 * pow(1.0 - abs(normalVCVSOutput.z), 2.0); }`;

interface Surface {
  readonly actor: vtkActor;
  readonly mapper: vtkMapper;
  look: SurfaceLook;
}

interface ShaderProgram {
  isUniformUsed(name: string): boolean;
  setUniform4f(name: string, x: number, y: number, z: number, w: number): void;
  setUniformi(name: string, value: number): void;
}

/** Pixels that become one while a volume turns. */
const MOVING_SCALE = 4;

const DEFAULT_LOOK: SurfaceLook = { color: [1, 1, 1], opacity: 1, isVisible: true, isBanded: false, isActive: false };

class VtkGraph implements SceneGraph {
  private readonly renderWindow = vtkRenderWindow.newInstance();
  private readonly renderer = vtkRenderer.newInstance();
  private readonly glWindow = vtkOpenGLRenderWindow.newInstance();
  private readonly surfaces = new Map<string, Surface>();
  private readonly looks = new Map<string, SurfaceLook>();
  private readonly planes = new Map<string, vtkActor>();
  private volume: { readonly actor: vtkVolume; readonly mapper: vtkVolumeMapper; readonly stepMm: number } | null =
    null;
  private isMoving = false;
  private fence: WebGLSync | null = null;
  private bandPlane: [number, number, number, number] = [0, 0, 1, 0];

  private readonly container: HTMLElement;

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
  }

  setSurface(id: string, surface: SurfaceAnswer | null): void {
    const known = this.surfaces.get(id);
    if (surface === null) {
      if (known !== undefined) this.renderer.removeActor(known.actor);
      known?.mapper.getInputData()?.delete();
      this.surfaces.delete(id);
      return;
    }
    const data = vtkPolyData.newInstance();
    data.getPoints().setData(surface.positions, 3);
    data.getPolys().setData(surface.cells);
    const normals = vtkDataArray.newInstance({ name: 'Normals', values: surface.normals, numberOfComponents: 3 });
    data.getPointData().setNormals(normals);
    const target = known ?? this.addSurface(id);
    const before = target.mapper.getInputData();
    target.mapper.setInputData(data);
    before?.delete();
  }

  private addSurface(id: string): Surface {
    const mapper = vtkMapper.newInstance({ scalarVisibility: false });
    const actor = vtkActor.newInstance();
    actor.setMapper(mapper);
    const surface: Surface = { actor, mapper, look: DEFAULT_LOOK };
    const specific = mapper.getViewSpecificProperties() as Record<string, unknown>;
    const replace = (originalValue: string, replacementValue: string) => ({
      shaderType: 'Fragment',
      originalValue,
      replacementValue,
      replaceFirst: true,
      replaceAll: false,
    });
    specific['OpenGL'] = {
      ShaderReplacements: [replace('//VTK::Light::Dec', DECLARATIONS), replace('//VTK::Light::Impl', SHADING)],
    };
    specific['ShadersCallbacks'] = [
      {
        userData: surface,
        callback: (of: Surface, cellBuffer: { getProgram(): ShaderProgram }) => {
          const program = cellBuffer.getProgram();
          if (program.isUniformUsed('bandPlane')) program.setUniform4f('bandPlane', ...this.bandPlane);
          if (program.isUniformUsed('isBanded')) program.setUniformi('isBanded', of.look.isBanded ? 1 : 0);
          if (program.isUniformUsed('isGlass')) program.setUniformi('isGlass', of.look.opacity < 1 ? 1 : 0);
        },
      },
    ];
    this.surfaces.set(id, surface);
    this.renderer.addActor(actor);
    this.applyLook(surface, this.looks.get(id) ?? DEFAULT_LOOK);
    return surface;
  }

  setLook(id: string, look: SurfaceLook): void {
    this.looks.set(id, look);
    const surface = this.surfaces.get(id);
    if (surface !== undefined) this.applyLook(surface, look);
  }

  private applyLook(surface: Surface, look: SurfaceLook): void {
    surface.look = look;
    surface.actor.setVisibility(look.isVisible);
    const property = surface.actor.getProperty();
    property.setColor(...look.color);
    property.setOpacity(look.opacity);
    property.setBackfaceCulling(look.opacity < 1);
    property.setAmbient(0.12);
    property.setDiffuse(0.88);
    property.setSpecular(look.isActive ? 0.35 : 0.18);
    property.setSpecularPower(24);
  }

  setVolume(volume: VolumeCopy | null, stops: ReturnType<typeof presetStops>): void {
    if (volume === null) {
      if (this.volume !== null) this.renderer.removeVolume(this.volume.actor);
      this.volume = null;
      return;
    }
    if (this.volume === null) this.volume = this.addVolume(volume);
    const colors = vtkColorTransferFunction.newInstance();
    const opacities = vtkPiecewiseFunction.newInstance();
    for (const [value, red, green, blue, opacity] of stops) {
      colors.addRGBPoint(value, red, green, blue);
      opacities.addPoint(value, opacity);
    }
    const property = this.volume.actor.getProperty();
    property.setRGBTransferFunction(0, colors);
    property.setScalarOpacity(0, opacities);
    property.setScalarOpacityUnitDistance(0, this.volume.stepMm);
  }

  private addVolume({ values, size, spacingMm, originLps, direction }: VolumeCopy) {
    const image = vtkImageData.newInstance();
    image.setDimensions([...size]);
    image.setSpacing([...spacingMm]);
    image.setOrigin([...originLps]);
    image.setDirection(direction.slice() as unknown as mat3);
    image.getPointData().setScalars(vtkDataArray.newInstance({ name: 'Values', values, numberOfComponents: 1 }));
    const mapper = vtkVolumeMapper.newInstance();
    mapper.setInputData(image);
    mapper.setAutoAdjustSampleDistances(false);
    mapper.setMaximumSamplesPerRay(2000);
    mapper.setInitialInteractionScale(MOVING_SCALE);
    const actor = vtkVolume.newInstance();
    actor.setMapper(mapper);
    const property = actor.getProperty();
    property.setInterpolationTypeToLinear();
    property.setShade(true);
    property.setAmbient(0.2);
    property.setDiffuse(0.8);
    property.setSpecular(0.15);
    this.renderer.addVolume(actor);
    return { actor, mapper, stepMm: Math.max(...spacingMm) };
  }

  setPlane(name: string, plane: ScenePlane | null): void {
    const known = this.planes.get(name);
    if (known !== undefined) this.renderer.removeActor(known);
    this.planes.delete(name);
    if (plane === null) return;
    const { points, textureCoordinates, rgba, width, height } = plane;
    const data = vtkPolyData.newInstance();
    data.getPoints().setData(points, 3);
    const rows = points.length / 6;
    const cells = new Uint32Array(5 * (rows - 1));
    for (let row = 0; row + 1 < rows; row++) {
      cells.set([4, 2 * row, 2 * row + 1, 2 * row + 3, 2 * row + 2], 5 * row);
    }
    data.getPolys().setData(cells);
    const coordinates = vtkDataArray.newInstance({ name: 'Place', values: textureCoordinates, numberOfComponents: 2 });
    data.getPointData().setTCoords(coordinates);
    const picture = vtkImageData.newInstance();
    picture.setDimensions([width, height, 1]);
    picture.getPointData().setScalars(vtkDataArray.newInstance({ name: 'Grey', values: rgba, numberOfComponents: 4 }));
    const texture = vtkTexture.newInstance();
    texture.setInterpolate(true);
    texture.setInputData(picture);
    const mapper = vtkMapper.newInstance({ scalarVisibility: false });
    mapper.setInputData(data);
    const actor = vtkActor.newInstance();
    actor.setMapper(mapper);
    actor.addTexture(texture);
    actor.getProperty().setLighting(false);
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
    this.isMoving = isMoving;
    if (this.volume !== null) this.volume.mapper.setSampleDistance(this.volume.stepMm * (isMoving ? 1.5 : 0.6));
    this.renderWindow.render();
    const gl = this.context();
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

  private context(): WebGL2RenderingContext | null {
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

/** Why there can be no 3D view on this machine; null where there can. */
export function reasonWithoutGl(): string | null {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return 'the graphics driver offers no WebGL 2';
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return null;
}
