// The pictures of a report, ready to be set on the page: PNG and outlines for slices, PNG for surfaces.

import type { Vec3 } from '../geometry/index.ts';
import { kDirection } from '../geometry/index.ts';
import type { ImageVolume, VoxelArray } from '../volume/index.ts';
import { boundsSeenFrom, cameraFrom, directionLetters } from './camera.ts';
import { type DisplayWindow, SOFT_TISSUE_WINDOW } from './picture.ts';
import { base64, type Deflate, encodePng } from './png.ts';
import { vertexNormals } from './raster.ts';
import { type RenderMesh, renderSurfaces } from './render-surfaces.ts';
import { isReviewed, type ReportModel, type ReportStructure } from './report-model.ts';
import { PLANE_AXES, type PlaneName } from './sample-plane.ts';
import { regionToPixels, sliceCaption, sliceOutlines, slicePicture, type ViewRegion } from './slice-view.ts';
import { planViews, type ViewPlan } from './view-plan.ts';

/** CSS pixels of a view at the layout's full width; pictures have PIXEL_RATIO times as many. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}
export const AXIAL_FRAME: FrameSize = { width: 690, height: 690 };
export const SIDE_FRAME: FrameSize = { width: 396, height: 344 };
export const ROW_FRAME: FrameSize = { width: 228, height: 228 };
export const SURFACE_FRAME: FrameSize = { width: 462, height: 462 };
const PIXEL_RATIO = 1.5;
const ROW_LENGTH = 12;
const SCALE_BAR_MM = 50;
const BODY_OPACITY = 0.55;

export interface SliceFigure {
  readonly plane: PlaneName;
  readonly frame: FrameSize;
  readonly png: string;
  readonly number: number | null;
  readonly count: number;
  readonly positionMm: number;
  readonly axis: 0 | 1 | 2;
  /** Left, right, top, bottom. */
  readonly letters: readonly [string, string, string, string];
  /** Length of 50 mm as a share of the view's width. */
  readonly scaleBarShare: number;
  /** SVG path data in CSS pixels of the frame, by number of the structure. */
  readonly outlines: readonly { readonly structure: number; readonly path: string }[];
  /** Where the other two slices cross this one, CSS pixels; null outside the view. */
  readonly crossing: { readonly x: number; readonly y: number } | null;
}

export interface SurfaceFigure {
  readonly name: string;
  readonly frame: FrameSize;
  readonly png: string;
  readonly letters: readonly [string, string, string, string];
  readonly scaleBarShare: number;
}

export interface ReportFigures {
  readonly window: DisplayWindow;
  readonly planes: readonly SliceFigure[];
  readonly row: readonly SliceFigure[];
  readonly surfaces: readonly SurfaceFigure[];
}

const pixels = (frame: FrameSize) => ({
  widthPx: Math.round(frame.width * PIXEL_RATIO),
  heightPx: Math.round(frame.height * PIXEL_RATIO),
});

const pathOf = (outlines: readonly Float64Array[]): string =>
  outlines
    .map((line) => {
      let path = '';
      for (let at = 0; at < line.length; at += 2) {
        path += `${at === 0 ? 'M' : 'L'}${(line[at] as number).toFixed(1)} ${(line[at + 1] as number).toFixed(1)}`;
      }
      return `${path}Z`;
    })
    .join('');

function sliceFigure(
  model: ReportModel,
  plan: ViewPlan,
  window: DisplayWindow,
  deflate: Deflate,
  plane: PlaneName,
  index: number,
  region: ViewRegion,
  frame: FrameSize,
): SliceFigure {
  const { image, structures } = model;
  const { lattice, focus } = plan;
  const common = { lattice, plane, index, region };
  const png = base64(encodePng(slicePicture({ ...common, image, window, ...pixels(frame) }), deflate));
  const axes = PLANE_AXES[plane];
  const toFrame = regionToPixels(plane, region, frame.width, frame.height);
  const x = toFrame.x(lattice.startLps[axes.right] + focus[axes.right] * lattice.stepMm[axes.right]);
  const y = toFrame.y(lattice.startLps[axes.down] + focus[axes.down] * lattice.stepMm[axes.down]);
  const outlines = structures.map((structure, s) => ({
    structure: s,
    path: pathOf(
      sliceOutlines(structure.mask, {
        ...common,
        geometry: image.geometry,
        widthPx: frame.width,
        heightPx: frame.height,
      }),
    ),
  }));
  return {
    plane,
    frame,
    png,
    ...sliceCaption(lattice, plane, index),
    letters: axes.letters,
    scaleBarShare: SCALE_BAR_MM / region.widthMm,
    outlines: outlines.filter(({ path }) => path !== ''),
    crossing: x >= 0 && y >= 0 && x <= frame.width && y <= frame.height ? { x, y } : null,
  };
}

const SURFACE_VIEWS: readonly { readonly name: string; readonly fromLps: Vec3 }[] = [
  { name: 'From the front', fromLps: [0, -1, 0] },
  { name: 'From the left front', fromLps: [0.62, -0.72, 0.3] },
  { name: 'From the left', fromLps: [1, 0, 0] },
];
/** Space around the structures in the surface pictures, as a share of their size. */
const SURFACE_MARGIN = 0.16;

function surfaceFigures(model: ReportModel, deflate: Deflate): SurfaceFigure[] {
  const meshes = model.structures.flatMap((structure) => renderMesh(structure, model.image));
  const clouds = meshes.filter((mesh) => mesh.opacity === 1).map((mesh) => mesh.positions);
  if (clouds.every((cloud) => cloud.length === 0)) return [];
  const bounds = SURFACE_VIEWS.map(({ fromLps }) => boundsSeenFrom(fromLps, clouds));
  const largestMm = Math.max(...bounds.flatMap(({ widthMm, heightMm }) => [widthMm, heightMm]));
  const viewMm = Math.max(20, largestMm * (1 + 2 * SURFACE_MARGIN));
  return SURFACE_VIEWS.map(({ name, fromLps }, at) => {
    const { widthPx, heightPx } = pixels(SURFACE_FRAME);
    const camera = cameraFrom(fromLps, (bounds[at] as (typeof bounds)[number]).centreLps, viewMm / widthPx);
    const against = (v: Vec3): Vec3 => [-v[0], -v[1], -v[2]];
    return {
      name,
      frame: SURFACE_FRAME,
      png: base64(encodePng(renderSurfaces(meshes, camera, widthPx, heightPx), deflate)),
      letters: [
        directionLetters(against(camera.rightLps)),
        directionLetters(camera.rightLps),
        directionLetters(camera.upLps),
        directionLetters(against(camera.upLps)),
      ],
      scaleBarShare: SCALE_BAR_MM / viewMm,
    };
  });
}

function renderMesh(structure: ReportStructure, image: ImageVolume): RenderMesh[] {
  if (structure.mesh === null) return [];
  const body = structure.role === 'body';
  return [
    {
      positions: structure.mesh.positions,
      indices: structure.mesh.indices,
      normals: vertexNormals(structure.mesh),
      colour: structure.colour,
      opacity: body ? BODY_OPACITY : 1,
      bandNormalLps: body || isReviewed(structure) ? null : kDirection(image.geometry),
    },
  ];
}

/** Values between which 98 % of a sample of the voxels lie, for images whose values have no fixed meaning. */
function spreadWindow(voxels: VoxelArray): DisplayWindow {
  const step = Math.max(1, Math.floor(voxels.length / 20_000));
  const sample: number[] = [];
  for (let at = 0; at < voxels.length; at += step) sample.push(voxels[at] as number);
  const seen = sample.filter(Number.isFinite).sort((a, b) => a - b);
  const low = seen[Math.floor(0.01 * (seen.length - 1))] ?? 0;
  const high = seen[Math.floor(0.99 * (seen.length - 1))] ?? 1;
  return { width: Math.max(high - low, 1e-6), level: (low + high) / 2 };
}

/** Makes every picture of the report. Images without a modality are taken for CT when they reach below -500. */
export function drawFigures(model: ReportModel, deflate: Deflate): ReportFigures {
  const { image, structures, series } = model;
  const organs = structures.filter(({ role }) => role === 'organ').map(({ mask }) => mask);
  const body = structures.find(({ role }) => role === 'body')?.mask ?? null;
  const plan = planViews(image.geometry, organs, body, {
    axialShape: AXIAL_FRAME.width / AXIAL_FRAME.height,
    sideShape: SIDE_FRAME.width / SIDE_FRAME.height,
    rowLength: ROW_LENGTH,
  });
  const isCt = series.modality === 'CT' || (series.modality === null && image.voxels.some((v) => v < -500));
  const window = isCt ? SOFT_TISSUE_WINDOW : spreadWindow(image.voxels);
  const draw = (plane: PlaneName, index: number, region: ViewRegion, frame: FrameSize) =>
    sliceFigure(model, plan, window, deflate, plane, index, region, frame);
  const { focus, regions } = plan;
  return {
    window,
    planes: [
      draw('axial', focus[2], regions.axial, AXIAL_FRAME),
      draw('coronal', focus[1], regions.coronal, SIDE_FRAME),
      draw('sagittal', focus[0], regions.sagittal, SIDE_FRAME),
    ],
    row: plan.axialRow.map((index) => draw('axial', index, plan.axialOverview, ROW_FRAME)),
    surfaces: surfaceFigures(model, deflate),
  };
}
