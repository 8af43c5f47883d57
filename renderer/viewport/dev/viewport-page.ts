// The page on which the tests of the viewport run; not shipped. A test calls what hangs on `globalThis.viewport` and gets
// numbers back; it reads pixels from pictures of the page, as a person would see it.

import type { SliceBits } from '../../../core/edit/index.ts';
import { blankSlice, writeRun } from '../../../core/edit/index.ts';
import {
  createCutViews,
  type ImageGeometry,
  regularGeometry,
  type Vec3,
  type ViewName,
} from '../../../core/geometry/index.ts';
import type { ToolEvent } from '../../tools/tool.ts';
import type { FrameRecord } from '../frame-scheduler.ts';
import { createPlaneView } from '../plane-view.ts';
import type { PlaneView } from '../plane-view-types.ts';
import type { SceneView, VolumePreset } from '../scene-types.ts';
import { createSceneView } from '../scene-view.ts';
import type { ContourDisplay, ViewContour, ViewImage } from '../view-types.ts';
import { windowFrames } from '../window-frames.ts';
import { ellipsoid, phantomImage } from './phantom.ts';

const BOTH: ContourDisplay = { mode: 'both', fillOpacity: 0.1, activeId: null };

interface Shown {
  readonly view: PlaneView;
  readonly events: string[];
  readonly tool: ToolEvent[];
}
const shown = new Map<string, Shown>();
let scene: SceneView | null = null;
const picks: { lps: Vec3; structureId: string | null }[] = [];

/** An element of a given size, below the ones before. */
function slot(id: string, width: number, height: number): HTMLElement {
  const element = document.createElement('div');
  element.id = id;
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
  document.body.append(element);
  return element;
}

const viewOf = (id: string): Shown => {
  const found = shown.get(id);
  if (found === undefined) throw new Error(`no view ${id}`);
  return found;
};

/** A straight stack; `tiltMm` drift along j a plane, and its steps in the order of the planes. */
export interface StackRequest {
  readonly size: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
  readonly direction?: readonly number[];
  readonly driftMm?: number;
  readonly heightsMm?: readonly number[];
}

function stackOf({ size, spacingMm, direction, driftMm = 0, heightsMm }: StackRequest): ImageGeometry {
  const g = regularGeometry({ size, spacingMm, originLps: [0, 0, 0], ...(direction ? { direction } : {}) });
  const d = g.direction as readonly number[];
  const planeOriginsLps = Array.from({ length: size[2] }, (_, k) => k).flatMap((k) => {
    const height = heightsMm?.[k] ?? k * spacingMm[2];
    return [0, 1, 2].map((axis) => height * (d[6 + axis] as number) + k * driftMm * (d[3 + axis] as number));
  });
  return { ...g, planeOriginsLps };
}

const images = new Map<string, ViewImage>();

export const viewportPage = {
  /** Voxels are `inside` within the half-open boxes i0, i1, j0, j1, k0, k1 and `outside` elsewhere. */
  makeImage(
    id: string,
    stack: StackRequest,
    outside: number,
    boxes: readonly { box: number[]; value: number }[],
  ): void {
    const geometry = stackOf(stack);
    const [ni, nj, nk] = geometry.size;
    const voxels = new Int16Array(ni * nj * nk).fill(outside);
    for (const { box, value } of boxes) {
      const [i0, i1, j0, j1, k0, k1] = box as [number, number, number, number, number, number];
      for (let k = k0; k < k1; k++) {
        for (let j = j0; j < j1; j++) voxels.fill(value, (k * nj + j) * ni + i0, (k * nj + j) * ni + i1);
      }
    }
    images.set(id, { geometry, views: createCutViews(geometry), voxels, readPlanes: nk });
  },
  makePhantom(id: string, stack: StackRequest): void {
    images.set(id, phantomImage(stackOf(stack)));
  },
  openView(id: string, name: ViewName, imageId: string, width: number, height: number): void {
    const events: string[] = [];
    const tool: ToolEvent[] = [];
    const tell = (name: string) => () => void events.push(name);
    const view = createPlaneView(
      slot(id, width, height),
      {
        onActivate: () => undefined,
        onTool: (event) => void tool.push(event),
        isToolBusy: () => false,
        onHover: () => undefined,
        onCut: (cut) => {
          events.push(`cut ${cut}`);
          view.setCut(cut);
        },
        onShiftWheel: (steps) => void events.push(`shift ${steps}`),
        onWindow: (window) => {
          events.push('window');
          view.setWindow(window);
        },
        onCamera: tell('camera'),
        onCrosshair: (ijk) => void events.push(`crosshair ${ijk.map((n) => Math.round(n)).join(' ')}`),
        onDoubleClick: tell('double'),
        onMenu: tell('menu'),
      },
      { name },
    );
    view.setImage(images.get(imageId) ?? null);
    shown.set(id, { view, events, tool });
  },
  readPlanes(id: string, imageId: string, planes: number): void {
    viewOf(id).view.setImage({ ...(images.get(imageId) as ViewImage), readPlanes: planes });
  },
  view: (id: string): PlaneView => viewOf(id).view,
  events: (id: string): string[] => viewOf(id).events.splice(0),
  toolEvents: (id: string) =>
    viewOf(id)
      .tool.splice(0)
      .map((event) => ({
        type: event.type,
        ...('point' in event ? { ijk: event.point.ijk, lps: (event.point as unknown as { lps: Vec3 }).lps } : {}),
        ...('samples' in event ? { samples: event.samples?.length } : {}),
        ...('clicks' in event ? { clicks: event.clicks } : {}),
      })),
  contours(
    id: string,
    imageId: string,
    items: readonly (Parameters<typeof ellipsoid>[3] & { centre: Vec3; radii: Vec3 })[],
    display: Partial<ContourDisplay> = {},
  ): void {
    const { geometry } = images.get(imageId) as ViewImage;
    const contours: ViewContour[] = items.map(({ centre, radii, ...look }) => ellipsoid(geometry, centre, radii, look));
    viewOf(id).view.setContours(contours, { ...BOTH, ...display });
  },
  /** Boxes i0, i1, j0, j1 on plane k as a running stroke; null ends it. */
  stroke(
    id: string,
    structureId: string,
    color: string,
    k: number,
    box: readonly [number, number, number, number] | null,
  ): void {
    if (box === null) {
      viewOf(id).view.setPreview(null);
      return;
    }
    const [i0, i1, j0, j1] = box;
    const bits: SliceBits = blankSlice({ i0, i1, j0, j1 });
    for (let j = j0; j < j1; j++) writeRun(bits, j, i0, i1, true);
    viewOf(id).view.setPreview({ structureId, color, kind: 'stroke', slices: new Map([[k, bits]]) });
  },
  /** Frames since the last call. */
  frames(): FrameRecord[] {
    const records = [...windowFrames.records];
    windowFrames.clearRecords();
    return records;
  },
  /** Resolves after everything asked for was drawn. */
  drawn: () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  loseContext(id: string): Promise<void> {
    const canvas = document.querySelector<HTMLCanvasElement>(`#${id} canvas`) as HTMLCanvasElement;
    const lose = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
    return new Promise((resolve) => {
      canvas.addEventListener('webglcontextrestored', () => setTimeout(resolve, 50), { once: true });
      canvas.addEventListener('webglcontextlost', () => setTimeout(() => lose?.restoreContext(), 20), { once: true });
      lose?.loseContext();
    });
  },
  openScene(id: string, imageId: string, blobUrl: string | null, width: number, height: number): void {
    scene = createSceneView(
      slot(id, width, height),
      {
        onActivate: () => undefined,
        onPick: (lps, structureId) => void picks.push({ lps, structureId }),
        onDoubleClick: () => undefined,
        onMenu: () => undefined,
      },
      { workerUrl: '/surface-worker.js' },
    );
    scene.setImage(images.get(imageId) ?? null, blobUrl);
  },
  async sceneStructures(
    imageId: string,
    items: readonly (Parameters<typeof ellipsoid>[3] & { centre: Vec3; radii: Vec3; opacity?: number })[],
  ): Promise<number | null> {
    const { geometry } = images.get(imageId) as ViewImage;
    const structures = items.map(({ centre, radii, opacity = 1, ...look }) => ({
      ...ellipsoid(geometry, centre, radii, look),
      opacity,
    }));
    scene?.setStructures(structures, null);
    await scene?.settled();
    return scene?.lastRefreshMs ?? null;
  },
  scene: (): SceneView | null => scene,
  preset: (preset: VolumePreset | null): void => scene?.setVolumePreset(preset),
  picks: () => picks.splice(0),
};

export type ViewportPage = typeof viewportPage;

Object.assign(globalThis, { viewport: viewportPage });
