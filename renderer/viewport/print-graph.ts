// The part of the printing view that is vtk.js: the parts of a model, the bed they stand on, and a plane to cut by.

import '@kitware/vtk.js/Rendering/OpenGL/Camera.js';
import '@kitware/vtk.js/Rendering/OpenGL/Renderer.js';
import '@kitware/vtk.js/Rendering/OpenGL/Actor.js';
import '@kitware/vtk.js/Rendering/OpenGL/PolyDataMapper.js';
import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray.js';
import vtkPolyData from '@kitware/vtk.js/Common/DataModel/PolyData.js';
import vtkActor from '@kitware/vtk.js/Rendering/Core/Actor.js';
import vtkMapper from '@kitware/vtk.js/Rendering/Core/Mapper.js';
import vtkRenderer from '@kitware/vtk.js/Rendering/Core/Renderer.js';
import vtkRenderWindow from '@kitware/vtk.js/Rendering/Core/RenderWindow.js';
import type vtkRenderWindowInteractor from '@kitware/vtk.js/Rendering/Core/RenderWindowInteractor.js';
import vtkOpenGLRenderWindow from '@kitware/vtk.js/Rendering/OpenGL/RenderWindow.js';
import type { Vec3 } from '../../core/geometry/index.ts';
import type { DisplayMesh } from '../workers/print-messages.ts';
import { isSoftwareGl } from './gl-support.ts';
import { cameraAxes, type SceneCamera, VIEW_ANGLE_DEG } from './scene-camera.ts';
import { drawBySoftware, type SoftwarePass } from './software-pass.ts';

/** Without a graphics card: models of more triangles than this, as exact ones are, are kept between two pictures. */
const KEPT_FROM_TRIANGLES = 60_000;

export type Rgb = readonly [number, number, number];

export interface GraphPart {
  readonly name: string;
  readonly display: DisplayMesh;
  /** 0 … 1 each. */
  readonly color: Rgb;
  /** Red, green, blue of each vertex of `display`, 0 to 255, in place of the colour. */
  readonly map: Uint8Array<ArrayBuffer> | null;
  /** Where it is drawn beside its place, mm. */
  readonly offsetLps: Vec3;
  readonly isVisible: boolean;
}

export interface GraphLines {
  /** Two points a line, LPS mm. */
  readonly points: Float32Array<ArrayBuffer>;
  readonly opacity: number;
}

export interface PrintGraph {
  setParts(parts: readonly GraphPart[]): void;
  setLines(lines: readonly GraphLines[]): void;
  /** Corners in turn; null: none. */
  setQuad(corners: readonly Vec3[] | null, color: Rgb): void;
  render(camera: SceneCamera): void;
  resize(widthPx: number, heightPx: number): void;
  dispose(): void;
}

class PartActor {
  readonly actor = vtkActor.newInstance();
  private readonly mapper = vtkMapper.newInstance({ scalarVisibility: false });
  private display: DisplayMesh | null = null;
  private map: GraphPart['map'] = null;

  constructor(isSoftware: boolean) {
    this.actor.setMapper(this.mapper);
    this.mapper.setColorModeToDirectScalars();
    const property = this.actor.getProperty();
    property.setAmbient(0.1);
    property.setDiffuse(0.86);
    property.setSpecular(0.14);
    property.setSpecularPower(18);
    // Nothing is seen through a closed surface; the processor would shade what looks away before it is covered.
    property.setBackfaceCulling(isSoftware);
  }

  set({ display, map, color, offsetLps, isVisible }: GraphPart): void {
    if (display !== this.display || map !== this.map) this.setTriangles(display, map);
    this.actor.setPosition(...offsetLps);
    this.actor.setVisibility(isVisible);
    this.actor.getProperty().setColor(...color);
  }

  private setTriangles(display: DisplayMesh, map: GraphPart['map']): void {
    this.display = display;
    this.map = map;
    const data = vtkPolyData.newInstance();
    data.getPoints().setData(display.positions, 3);
    data.getPolys().setData(display.cells);
    const normals = vtkDataArray.newInstance({ name: 'Normals', values: display.normals, numberOfComponents: 3 });
    data.getPointData().setNormals(normals);
    this.mapper.setScalarVisibility(map !== null);
    if (map !== null) {
      data.getPointData().setScalars(vtkDataArray.newInstance({ name: 'Map', values: map, numberOfComponents: 3 }));
    }
    const before = this.mapper.getInputData();
    this.mapper.setInputData(data);
    before?.delete();
  }

  dispose(): void {
    this.mapper.getInputData()?.delete();
  }
}

/** Lines or a surface of few corners in one colour, without light. The actor stays when its corners move: another one
 * would be another shader and other buffers. */
class FlatActor {
  readonly actor = vtkActor.newInstance();
  private readonly data = vtkPolyData.newInstance();

  constructor() {
    const mapper = vtkMapper.newInstance({ scalarVisibility: false });
    mapper.setInputData(this.data);
    this.actor.setMapper(mapper);
    this.actor.getProperty().setLighting(false);
  }

  setLines({ points, opacity }: GraphLines): void {
    const lines = new Uint32Array(points.length / 2);
    for (let line = 0; line < points.length / 6; line++) lines.set([2, 2 * line, 2 * line + 1], 3 * line);
    this.data.getLines().setData(lines);
    // Mixed with the ground by hand: lines that are seen through would cost a pass of their own.
    this.actor.getProperty().setColor(opacity, opacity, opacity);
    this.setCorners(points);
  }

  setQuad(corners: readonly Vec3[], color: Rgb): void {
    this.data.getPolys().setData(Uint32Array.from([4, 0, 1, 2, 3]));
    const property = this.actor.getProperty();
    property.setColor(...color);
    property.setOpacity(0.2);
    this.setCorners(Float32Array.from(corners.flat()));
  }

  private setCorners(places: Float32Array<ArrayBuffer>): void {
    this.data.getPoints().setData(places, 3);
    this.data.modified();
  }

  dispose(): void {
    this.data.delete();
  }
}

const areSameParts = (a: readonly GraphPart[], b: readonly GraphPart[]): boolean =>
  a.length === b.length &&
  a.every((part, n) => {
    const other = b[n] as GraphPart;
    return (
      part.display === other.display &&
      part.map === other.map &&
      part.isVisible === other.isVisible &&
      part.color.every((shade, at) => shade === other.color[at]) &&
      part.offsetLps.every((mm, at) => mm === other.offsetLps[at])
    );
  });

class VtkPrintGraph implements PrintGraph {
  private readonly container: HTMLElement;
  private readonly renderWindow = vtkRenderWindow.newInstance();
  private readonly renderer = vtkRenderer.newInstance();
  private readonly glWindow = vtkOpenGLRenderWindow.newInstance();
  private readonly parts = new Map<string, PartActor>();
  private lines: readonly FlatActor[] = [];
  private readonly quad = new FlatActor();
  private hasRendered = false;
  private readonly software: SoftwarePass | null;
  /** What the last picture was drawn from. */
  private lastCamera = '';
  private lastParts: readonly GraphPart[] = [];
  private lastLines = '';

  constructor(container: HTMLElement) {
    this.container = container;
    // The ground behind is the page's.
    this.renderer.setBackground(0, 0, 0, 0);
    this.renderWindow.addRenderer(this.renderer);
    const interactor = {
      isAnimating: () => false,
      onAnimationFrameRateUpdate: () => ({ unsubscribe: () => undefined }),
      render: () => this.glWindow.traverseAllPasses(),
    };
    this.renderWindow.setInteractor(interactor as unknown as vtkRenderWindowInteractor);
    this.renderWindow.addView(this.glWindow);
    this.glWindow.setContainer(container);
    this.addFlat(this.quad).actor.setVisibility(false);
    this.software = isSoftwareGl() ? drawBySoftware(this.glWindow, container) : null;
  }

  setParts(parts: readonly GraphPart[]): void {
    if (!areSameParts(parts, this.lastParts)) this.software?.forget();
    this.lastParts = parts;
    const triangles = parts.reduce(
      (sum, { display, isVisible }) => sum + (isVisible ? display.cells.length / 4 : 0),
      0,
    );
    this.software?.setKeeping(triangles > KEPT_FROM_TRIANGLES);
    const present = new Set(parts.map(({ name }) => name));
    for (const [name, part] of this.parts) {
      if (present.has(name)) continue;
      this.renderer.removeActor(part.actor);
      part.dispose();
      this.parts.delete(name);
    }
    for (const part of parts) {
      let known = this.parts.get(part.name);
      if (known === undefined) {
        known = new PartActor(this.software !== null);
        this.parts.set(part.name, known);
        this.renderer.addActor(known.actor);
      }
      known.set(part);
    }
  }

  setLines(lines: readonly GraphLines[]): void {
    const places = JSON.stringify(lines.map(({ points, opacity }) => [opacity, ...points]));
    if (places === this.lastLines) return;
    this.lastLines = places;
    this.software?.forget();
    const known = this.lines;
    this.lines = lines.map((_, n) => known[n] ?? this.addFlat(new FlatActor()));
    this.lines.forEach((line, n) => {
      line.setLines(lines[n] as GraphLines);
    });
    for (const line of known.slice(lines.length)) {
      this.renderer.removeActor(line.actor);
      line.dispose();
    }
  }

  private addFlat(flat: FlatActor): FlatActor {
    this.renderer.addActor(flat.actor);
    return flat;
  }

  setQuad(corners: readonly Vec3[] | null, color: Rgb): void {
    this.quad.actor.setVisibility(corners !== null);
    if (corners !== null) this.quad.setQuad(corners, color);
  }

  render(camera: SceneCamera): void {
    const { positionLps, up } = cameraAxes(camera);
    const active = this.renderer.getActiveCamera();
    active.setPosition(...positionLps);
    active.setFocalPoint(...camera.focalLps);
    active.setViewUp(...up);
    active.setViewAngle(VIEW_ANGLE_DEG);
    this.renderer.resetCameraClippingRange();
    // Near and far follow what is shown: depths that were kept with others mean other places.
    const lens = JSON.stringify([camera, active.getClippingRange()]);
    if (lens !== this.lastCamera) this.software?.forget();
    this.lastCamera = lens;
    this.renderWindow.render();
    this.hasRendered = true;
  }

  resize(widthPx: number, heightPx: number): void {
    this.glWindow.setSize(widthPx, heightPx);
  }

  dispose(): void {
    this.renderWindow.removeView(this.glWindow);
    if (this.hasRendered) {
      this.container.querySelector('canvas')?.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    }
    this.glWindow.setContainer(null as unknown as HTMLElement);
    this.glWindow.delete();
    this.renderer.delete();
    this.renderWindow.delete();
  }
}

export const createPrintGraph = (container: HTMLElement): PrintGraph => new VtkPrintGraph(container);
