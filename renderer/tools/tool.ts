// What every tool is: a state machine that is fed with what the pointer and the keys do over a view and answers with
// effects. It knows no DOM, no state of the window and no drawing: whoever feeds it carries the effects out.

import type {
  Closure,
  EditDocument,
  MeasurementRecord,
  PlaneChange,
  Region,
  StackFrame,
} from '../../core/edit/index.ts';
import type { CutView, ImageGeometry, Vec3, ViewName } from '../../core/geometry/index.ts';
import type { Box3, VoxelArray } from '../../core/volume/index.ts';
import type { ToolOptions } from './options.ts';

export type ToolId =
  | 'crosshair'
  | 'window'
  | 'pan'
  | 'zoom'
  | 'brush'
  | 'eraser'
  | 'smartBrush'
  | 'draw'
  | 'polygon'
  | 'nudge'
  | 'floodFill'
  | 'segment'
  | 'distance'
  | 'angle'
  | 'area'
  | 'huCircle';

/** A place of the pointer on a view. */
export interface ToolPoint {
  readonly view: CutView;
  readonly cut: number;
  /** mm on the screen plane of the view, as `indexFromUv` takes them. */
  readonly u: number;
  readonly v: number;
  /** Continuous voxel index (whole = centre); the fixed one is -1 where the cut leaves the stack. May lie outside. */
  readonly ijk: Vec3;
  /** CSS pixels from the view's left upper corner. */
  readonly xPx: number;
  readonly yPx: number;
  /** CSS pixels a mm at present. */
  readonly pxPerMm: number;
  /** 0 to 1, of a pen. */
  readonly pressure?: number;
}

export interface Modifiers {
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

export const NO_MODIFIERS: Modifiers = { ctrl: false, shift: false, alt: false };

/**
 * `down` … `up` is a gesture of the left button (or the pen), `move` without it hovers. `samples` holds the coalesced
 * points since the last event, oldest first, the newest is `point` itself. `cancel` ends a gesture without result (Esc,
 * lost capture); `leave`: the pointer left the views.
 */
export type ToolEvent =
  | {
      readonly type: 'down';
      readonly point: ToolPoint;
      readonly modifiers: Modifiers;
      /** The pen's other end. */
      readonly isEraserEnd?: boolean;
      /** 2 for a double click. */
      readonly clicks?: number;
    }
  | {
      readonly type: 'move';
      readonly point: ToolPoint;
      readonly modifiers: Modifiers;
      readonly samples?: readonly ToolPoint[];
    }
  | { readonly type: 'up'; readonly point: ToolPoint; readonly modifiers: Modifiers }
  | {
      readonly type: 'wheel';
      readonly point: ToolPoint;
      readonly modifiers: Modifiers /** + away */;
      readonly steps: number;
    }
  | { readonly type: 'key' /** `KeyboardEvent.key` */; readonly key: string; readonly modifiers: Modifiers }
  | { readonly type: 'cancel' }
  | { readonly type: 'leave' };

/** What a tool may read. The same object while nothing of it changes. */
export interface ToolContext {
  readonly geometry: ImageGeometry;
  /** Of `geometry`. */
  readonly frame: StackFrame;
  /** Of the image, i fastest; null until they are here: what needs them is barred until then. */
  readonly voxels: VoxelArray | null;
  /** Without a preview that is under way. */
  readonly document: EditDocument;
  /** What is edited. */
  readonly structureId: string | null;
  readonly options: ToolOptions;
  readonly window: { readonly centre: number; readonly width: number };
  /** 'HU' for CT, else ''. */
  readonly unit: string;
  /** True while a structure's voxels are shown; painting what is not shown is barred. */
  readonly isVisible: (structureId: string) => boolean;
  /** Another Limner writes to the library: nothing that is drawn could be kept. */
  readonly isReadOnly?: boolean;
}

/** mm on the screen plane, u, v, u, v, … */
export type UvPath = readonly number[];

/** How the pointer looks; drawn by the overlay. */
export type CursorShape =
  | {
      readonly kind: 'ring';
      readonly view: ViewName;
      readonly u: number;
      readonly v: number;
      readonly radiusMm: number;
      /** Erasing. */
      readonly isDashed: boolean;
      /** '+' or '-' at 4 o'clock. */
      readonly sign: '+' | '-' | null;
      /** Of a sphere: the second ring at 70 %. */
      readonly hasInnerRing: boolean;
      /** Why a click would do nothing; the ring gets a bar. null: it would. */
      readonly barredBecause: string | null;
      /** Voxels that a click would change, while a gate is on. */
      readonly wouldChange: Region | null;
    }
  | {
      /** One voxel, as its four corners. */
      readonly kind: 'voxel';
      readonly view: ViewName;
      readonly corners: UvPath;
      readonly isDashed: boolean;
      readonly sign: '+' | '-' | null;
      readonly barredBecause: string | null;
    }
  | {
      readonly kind: 'cross';
      readonly view: ViewName;
      readonly u: number;
      readonly v: number;
      readonly barredBecause: string | null;
    }
  | { readonly kind: 'system'; readonly name: 'default' | 'crosshair' | 'grab' | 'grabbing' | 'zoom-in' };

export type ToolEffect =
  /** Planes as they stand in this gesture (null: empty); `dirty` is what differs since the last preview. */
  | {
      readonly type: 'preview';
      readonly structureId: string;
      readonly planes: ReadonlyMap<number, PlaneChange['after']>;
      readonly dirty: Box3;
    }
  /** The preview goes: what it showed is not made. `dirty` is to be drawn again. */
  | { readonly type: 'discard'; readonly structureId: string; readonly dirty: Box3 }
  /** Make it an edit; takes the preview's place. */
  | {
      readonly type: 'commit';
      readonly structureId: string;
      /** What was done: 'Brush'. */
      readonly label: string;
      readonly changes: readonly PlaneChange[];
      readonly dirty: Box3;
      /** Plane in hand. */
      readonly k: number;
    }
  | { readonly type: 'cursor'; readonly cursor: CursorShape | null }
  /** A line of help or a reason; null clears it. */
  | { readonly type: 'status'; readonly text: string | null }
  /** A line that is being drawn; null clears it. */
  | {
      readonly type: 'path';
      readonly path: {
        readonly view: ViewName;
        readonly cut: number;
        readonly points: UvPath;
        readonly isClosed: boolean;
      } | null;
    }
  /** A measurement that is being taken (null clears it), and one that is done and kept. */
  | { readonly type: 'measuring'; readonly measurement: MeasurementDraft | null }
  | { readonly type: 'measurement'; readonly measurement: MeasurementDraft }
  | { readonly type: 'crosshair'; readonly ijk: Vec3 }
  | { readonly type: 'window'; readonly centre: number; readonly width: number }
  /** The picture moves by this, mm on the screen plane. */
  | { readonly type: 'pan'; readonly view: ViewName; readonly du: number; readonly dv: number }
  /** The point u, v stays where it is. */
  | { readonly type: 'zoom'; readonly view: ViewName; readonly factor: number; readonly u: number; readonly v: number }
  | { readonly type: 'segment'; readonly mark: SegmentMark }
  | { readonly type: 'options'; readonly patch: Partial<ToolOptions> };

/** What was marked for the structure that is made from values. */
export type SegmentMark =
  | { readonly kind: 'part' | 'other'; readonly ijk: Vec3; readonly view: ViewName }
  | {
      readonly kind: 'closure';
      readonly closure: Closure;
      readonly view: ViewName;
      /** As it was drawn: its diameter. */
      readonly lineLps: readonly [Vec3, Vec3];
    }
  /** Voxel indices, half open, along the two axes of a view. */
  | {
      readonly kind: 'box';
      readonly sides: readonly { readonly axis: 0 | 1 | 2; readonly range: readonly [number, number] }[];
    }
  | { readonly kind: 'takeBack' };

export interface MeasurementDraft extends Pick<MeasurementRecord, 'kind' | 'pointsLps' | 'label'> {
  readonly view: ViewName;
  readonly cut: number;
}

export interface Tool {
  readonly id: ToolId;
  /** True between `down` and its end, and while a polygon or measurement of several clicks is open: `Esc` is then its
   * own, and the slice may not change under it. */
  readonly isBusy: () => boolean;
  readonly handle: (event: ToolEvent, context: ToolContext) => readonly ToolEffect[];
}
