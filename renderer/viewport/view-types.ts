// What the views are given and what they tell. They draw what they are given and never decide: a gesture becomes an
// intent, and whoever listens sets the new state.

import type { DoseGrid } from '../../core/dose/index.ts';
import type { SliceBits, SliceContent } from '../../core/edit/index.ts';
import type { CutView, ImageGeometry, Vec3, ViewName } from '../../core/geometry/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import type { CursorShape, ToolPoint, UvPath } from '../tools/tool.ts';

/** An image whose planes may still be arriving. */
export interface ViewImage {
  readonly geometry: ImageGeometry;
  readonly views: Readonly<Record<ViewName, CutView>>;
  readonly voxels: VoxelArray;
  /** Planes 0 … n - 1 have been read. */
  readonly readPlanes: number;
  /** A plane beyond them that has been read too. */
  readonly earlyPlane?: number | null;
}

/** `level` is mid-grey, `level ± width / 2` black and white, in stored values (CT: HU). */
export interface ViewWindow {
  readonly width: number;
  readonly level: number;
}

/** A place on a view, in every frame that anybody asks for. */
export interface ViewPoint extends ToolPoint {
  /** mm. */
  readonly lps: Vec3;
  /** Stored value of the voxel there (CT: HU); null outside the image or not read yet. */
  readonly value: number | null;
  readonly isInside: boolean;
}

/** How a structure stands; the line follows from it (see contour-style.ts). */
export type ContourState = 'unreviewed' | 'reviewed' | 'imported' | 'derived' | 'approved';

/** One visible structure. */
/** A contour of a structure that is in no voxel. */
export interface ViewLine {
  readonly kind: 'point' | 'open' | 'closed';
  /** Continuous indices i, j, k, … */
  readonly ijk: readonly number[];
}

export interface ViewContour {
  readonly structureId: string;
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
  readonly slices: ReadonlyMap<number, SliceContent>;
  readonly state: ContourState;
  /** Planes k that stand reviewed: what decides on each slice between a draft's line and a reviewed one. */
  readonly reviewedSlices: ReadonlySet<number>;
  /** Structure 21 on: the palette has gone round. */
  readonly isDoubled: boolean;
  /** What came with it and is in no voxel. */
  readonly lines?: readonly ViewLine[];
}

export interface ContourDisplay {
  readonly mode: 'outline' | 'fill' | 'both';
  /** Of a reviewed structure; the active one has 1.6 times as much. 0 … 1. */
  readonly fillOpacity: number;
  readonly activeId: string | null;
}

/** Planes that a running gesture or a command not yet applied would change; null empties a plane. */
export interface ViewPreview {
  readonly structureId: string;
  readonly color: string;
  /** `stroke` takes the place of the structure's own line; `operation` is drawn beside it, dotted. */
  readonly kind: 'stroke' | 'operation';
  readonly slices: ReadonlyMap<number, SliceBits | null>;
}

/** What a tool has under way, drawn above everything else in the next frame. */
export interface ToolOverlay {
  readonly cursor: CursorShape | null;
  /** Of the structure that would change: the inside of the ring, and what a gate would change. */
  readonly color: string;
  /** '12.0 mm' beside the cursor, for a moment after a change; else empty. */
  readonly sizeText: string;
  /** A line that is being drawn on this view. */
  readonly path: { readonly points: UvPath; readonly isClosed: boolean; readonly cut: number } | null;
}

export interface ViewMeasurement {
  readonly id: string;
  readonly kind: 'distance' | 'angle' | 'area' | 'huCircle';
  /** LPS mm: x, y, z, … */
  readonly pointsLps: readonly number[];
  readonly label: string;
  readonly isActive: boolean;
}

export interface RibbonModel {
  readonly color: string;
  readonly label: string;
  /** Planes k of the active structure. */
  readonly slices: ReadonlySet<number>;
  readonly seen: ReadonlySet<number>;
  /** Planes k with an open finding. */
  readonly findings: ReadonlySet<number>;
}

export interface DoseLevel {
  readonly gy: number;
  /** `#rrggbb`. */
  readonly color: string;
  /** '66.5 Gy'. */
  readonly text: string;
  /** '95 %' of the prescription; empty without one. */
  readonly share: string;
}

/** A dose over the image, in the same space. */
export interface ViewDose {
  readonly grid: DoseGrid;
  /** At least one. */
  readonly levels: readonly DoseLevel[];
  readonly hasLines: boolean;
  readonly hasWash: boolean;
  /** Of the wash, 0 … 1. */
  readonly opacity: number;
}

/** What stands in the corners. */
export interface ViewTexts {
  /** Name of the window's preset; empty for a free one. */
  readonly windowName: string;
  /** 'HU' or empty. */
  readonly unit: string;
  /** In place of the picture: 'Not available for this series: …'; null shows it. */
  readonly notice: string | null;
}

/** A line on coronal and sagittal views between what a running model has done and what not: plane k, done above or below. */
export interface ProgressLine {
  readonly k: number;
  readonly text: string;
}
