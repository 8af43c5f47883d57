// What the Print mode asks of its workers, and the answers. Typed arrays of answers are handed over, not copied.

import type { SliceBits } from '../../core/edit/index.ts';
import type { ImageGeometry, Vec3 } from '../../core/geometry/index.ts';
import type { TriangleMesh } from '../../core/mesh/index.ts';
import type { PrintRecipe, Quality } from '../../core/print/index.ts';
import type { BedPlacement, SolidsRelation } from '../../core/printability/index.ts';

export interface PrintPlane {
  readonly originLps: Vec3;
  readonly normalLps: Vec3;
}

export type PrintRequest =
  /** One number that the window writes: runs up to this one are to stop. A step that is under way cannot hear a message.
   * Not sent where memory cannot be shared. */
  | { readonly type: 'stopper'; readonly memory: SharedArrayBuffer }
  /** Another stack: all structures before it are forgotten. */
  | { readonly type: 'geometry'; readonly geometry: ImageGeometry }
  | {
      readonly type: 'source';
      readonly name: string;
      readonly colour: string;
      /** Another one for every change of its voxels. */
      readonly stamp: string;
      readonly slices: ReadonlyMap<number, SliceBits>;
    }
  /** A mesh of another program that steps name as a file. */
  | { readonly type: 'mesh'; readonly name: string; readonly mesh: TriangleMesh }
  /** A structure that is measured though the steps do not name it; another stamp for every change of its voxels. */
  | {
      readonly type: 'compared';
      readonly structureId: string;
      readonly stamp: string;
      readonly slices: ReadonlyMap<number, SliceBits>;
    }
  | { readonly type: 'run'; readonly id: number; readonly recipe: PrintRecipe; readonly quality: Quality }
  | { readonly type: 'cancel'; readonly id: number }
  /** Of the last model; walls against `minWallMm`. */
  | { readonly type: 'measure'; readonly id: number; readonly what: MeasureName; readonly minWallMm: number }
  /** A question about places on the last model. */
  | { readonly type: 'gauge'; readonly id: number; readonly question: GaugeQuestion }
  /** Outlines of the last model in a plane. */
  | { readonly type: 'section'; readonly id: number; readonly plane: PrintPlane };

/** A part of the last model, or the surface of a structure that was sent to be compared. */
export type GaugeEnd = { readonly part: string } | { readonly structureId: string };

/** Along the surface of a part, or between two surfaces. */
export type GaugeQuestion =
  | { readonly what: 'along'; readonly fromLps: Vec3; readonly toLps: Vec3 }
  | { readonly what: 'between'; readonly from: GaugeEnd; readonly to: GaugeEnd };

export type GaugeFound =
  | { readonly what: 'along'; readonly path: { readonly lengthMm: number; readonly pointsLps: readonly Vec3[] } | null }
  | {
      readonly what: 'between';
      readonly minMm: number;
      /** null: the second lies nowhere within reach of the first. */
      readonly meanMm: number | null;
      readonly p5Mm: number | null;
      readonly relation: SolidsRelation;
      readonly nearestLps: readonly [Vec3, Vec3];
    };

/** Triangles as they are drawn: vertices doubled along sharp edges. */
export interface DisplayMesh {
  /** LPS mm. */
  readonly positions: Float32Array<ArrayBuffer>;
  /** 3 and three vertex numbers a triangle, as vtk.js takes them. */
  readonly cells: Uint32Array<ArrayBuffer>;
  /** Unit vectors, outwards. */
  readonly normals: Float32Array<ArrayBuffer>;
  /** Vertex of the part that each was made from: maps hold one number for each of those. */
  readonly sources: Uint32Array<ArrayBuffer>;
}

export interface PartAnswer {
  readonly name: string;
  readonly colour: string;
  readonly minLps: Vec3;
  readonly maxLps: Vec3;
  readonly volumeMl: number;
  readonly triangles: number;
  readonly display: DisplayMesh;
  /** Where a step laid it on the bed of the printer; null: no step did. */
  readonly bed: BedPlacement | null;
}

export interface StepAnswer {
  readonly changeMl: number;
  readonly volumeMl: number;
  readonly maxDeviationMm: number | null;
  readonly partNames: readonly string[];
  readonly triangles: number;
}

export interface ModelAnswer {
  readonly steps: readonly StepAnswer[];
  readonly parts: readonly PartAnswer[];
  /** Between the anatomy and the surface before the first step that is meant to change its shape; null in a preview. */
  readonly maxDeviationMm: number | null;
  /** The step that could not be done: what is here stands before it. */
  readonly failure: { readonly stepNumber: number; readonly message: string } | null;
}

/** One closed outline: x, y, z of each corner, LPS mm. */
export type Outline = Float32Array<ArrayBuffer>;

export interface SectionAnswer {
  /** Outer outlines of the model. */
  readonly model: readonly Outline[];
  /** Outlines around what is hollow in it. */
  readonly hollow: readonly Outline[];
  /** Of the structures that it was made from. */
  readonly mask: readonly Outline[];
}

export type MeasureName = 'deviation' | 'closed' | 'walls' | 'standing';

/** A number for each vertex of each part; NaN where there is none. */
export type VertexMaps = readonly Float32Array<ArrayBuffer>[];

export interface DeviationAnswer {
  readonly meanMm: number;
  readonly p95Mm: number;
  readonly maxMm: number;
  /** Half of the largest spacing. */
  readonly limitMm: number;
  /** Shares of its points from 0 to `toMm`, in equal steps. */
  readonly shares: readonly number[];
  readonly toMm: number;
  /** Where it is furthest off. */
  readonly worstLps: Vec3 | null;
  /** Signed: above zero outside of the anatomy. */
  readonly maps: VertexMaps;
}

export interface ClosedAnswer {
  readonly name: string;
  /** Open ones, those of more than two triangles, and those where one is inside out. */
  readonly badEdges: number;
  readonly badPoints: number;
  /** Pairs of triangles that cross or touch. */
  readonly crossings: number;
  readonly crossingLps: Vec3 | null;
  readonly shells: number;
  /** Walls of cavities that nothing leads into, among the shells. */
  readonly cavities: number;
}

export interface WallAnswer {
  /** mm. */
  readonly maps: VertexMaps;
  readonly thin: readonly { readonly name: string; readonly atLps: Vec3; readonly thicknessMm: number }[];
}

/** How a part prints with the least support. */
export interface StandingAnswer {
  readonly name: string;
  readonly upLps: Vec3;
  readonly supportMl: number;
  readonly heightMm: number;
  readonly isStable: boolean;
}

export type Measures =
  | { readonly what: 'standing'; readonly parts: readonly StandingAnswer[] }
  | { readonly what: 'deviation'; readonly deviation: DeviationAnswer | null }
  | { readonly what: 'closed'; readonly parts: readonly ClosedAnswer[] }
  | { readonly what: 'walls'; readonly walls: WallAnswer };

export type PrintAnswer =
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly stepNumber: number;
      readonly steps: number;
      readonly fraction: number;
    }
  | { readonly type: 'model'; readonly id: number; readonly model: ModelAnswer }
  | { readonly type: 'section'; readonly id: number; readonly section: SectionAnswer }
  | { readonly type: 'measured'; readonly id: number; readonly measures: Measures }
  | { readonly type: 'gauged'; readonly id: number; readonly found: GaugeFound }
  | { readonly type: 'cancelled'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
