// How the open case is looked at: kept with the case, never undoable.

import * as z from 'zod';
import type { ViewName } from '../../core/geometry/index.ts';
import { type DoseView, DoseViewSchema, INITIAL_DOSE_VIEW } from './dose-state.ts';

export type Mode = 'review' | 'edit' | 'print' | 'evaluate';
export type Layout = 'one' | 'one-three' | 'two-by-two' | '3d-large';
export type ViewId = ViewName | '3d';
export type ContourStyle = 'outline' | 'fill' | 'both';

export interface WindowLevel {
  readonly center: number;
  readonly width: number;
}

/** Which part of a plane (mm) a view shows, and how large; CSS pixels. */
export interface PlaneCameraState {
  readonly centreU: number;
  readonly centreV: number;
  readonly pixelsPerMm: number;
}

export const WINDOW_PRESETS = {
  softTissue: { label: 'Soft tissue', keys: 'Shift 1', center: 40, width: 400 },
  bone: { label: 'Bone', keys: 'Shift 2', center: 400, width: 1800 },
  lung: { label: 'Lung', keys: 'Shift 3', center: -600, width: 1500 },
  brain: { label: 'Brain', keys: 'Shift 4', center: 35, width: 80 },
} as const;
export type WindowPreset = keyof typeof WINDOW_PRESETS | 'file' | 'custom';

/** A finding that is closed until what it speaks of changes. */
export interface AcceptedFinding {
  readonly reason: string;
  /** What it spoke of when it was closed. */
  readonly stamp: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface ViewState {
  readonly mode: Mode;
  readonly layout: Layout;
  /** The view that keys act on. */
  readonly activeView: ViewId;
  /** The large one of 'one' and 'one-three'. */
  readonly largeView: ViewId;
  /** Voxel under the crosshair: all planes run through it. */
  readonly crosshairIjk: readonly [number, number, number];
  readonly window: WindowLevel;
  readonly windowPreset: WindowPreset;
  readonly contourStyle: ContourStyle;
  /** Percent. */
  readonly fillOpacity: number;
  readonly areContoursShown: boolean;
  readonly hidden: readonly string[];
  /** Only this structure is shown. */
  readonly soloId: string | null;
  readonly isCrosshairShown: boolean;
  readonly isInterpolated: boolean;
  readonly isInverted: boolean;
  /** null: the whole plane, fitted. */
  readonly cameras: Readonly<Record<ViewName, PlaneCameraState | null>>;
  readonly scene: 'surfaces' | 'bone' | 'soft' | 'skin' | 'mr';
  readonly arePlanesIn3d: boolean;
  /** What the model was unsure of, over the planes. */
  readonly isUncertaintyShown: boolean;
  readonly activeStructureId: string | null;
  readonly collapsedGroups: readonly string[];
  readonly isPanelFolded: boolean;
  /** Findings of the checks that a person closed, by id. */
  readonly acceptedFindings: Readonly<Record<string, AcceptedFinding>>;
  /** The two sets that Evaluate compares, by group; null: not chosen, or gone. */
  readonly compared: { readonly a: string | null; readonly b: string | null };
  readonly dose: DoseView;
}

export const INITIAL_VIEW: ViewState = {
  mode: 'review',
  layout: 'one-three',
  activeView: 'axial',
  largeView: 'axial',
  crosshairIjk: [0, 0, 0],
  window: { center: 40, width: 400 },
  windowPreset: 'softTissue',
  contourStyle: 'both',
  fillOpacity: 10,
  areContoursShown: true,
  hidden: [],
  soloId: null,
  isCrosshairShown: true,
  isInterpolated: true,
  isInverted: false,
  cameras: { axial: null, coronal: null, sagittal: null },
  scene: 'surfaces',
  arePlanesIn3d: false,
  isUncertaintyShown: false,
  activeStructureId: null,
  collapsedGroups: [],
  isPanelFolded: false,
  acceptedFindings: {},
  compared: { a: null, b: null },
  dose: INITIAL_DOSE_VIEW,
};

const Id = z.string().max(200);
const View = z.enum(['axial', 'coronal', 'sagittal', '3d']);
const Camera = z
  .object({ centreU: z.number(), centreV: z.number(), pixelsPerMm: z.number().positive() })
  .nullable()
  .catch(null);

/** Field by field, so that one that makes no sense costs no other. */
const FIELDS = {
  mode: z.enum(['review', 'edit', 'print', 'evaluate']),
  layout: z.enum(['one', 'one-three', 'two-by-two', '3d-large']),
  activeView: View,
  largeView: View,
  crosshairIjk: z.tuple([z.number(), z.number(), z.number()]),
  window: z.object({ center: z.number(), width: z.number().positive() }),
  windowPreset: z.enum(['softTissue', 'bone', 'lung', 'brain', 'file', 'custom']),
  contourStyle: z.enum(['outline', 'fill', 'both']),
  fillOpacity: z.number().min(0).max(100),
  areContoursShown: z.boolean(),
  hidden: z.array(Id),
  soloId: Id.nullable(),
  isCrosshairShown: z.boolean(),
  isInterpolated: z.boolean(),
  isInverted: z.boolean(),
  cameras: z.object({ axial: Camera, coronal: Camera, sagittal: Camera }),
  scene: z.enum(['surfaces', 'bone', 'soft', 'skin', 'mr']),
  arePlanesIn3d: z.boolean(),
  isUncertaintyShown: z.boolean(),
  activeStructureId: Id.nullable(),
  collapsedGroups: z.array(Id),
  isPanelFolded: z.boolean(),
  acceptedFindings: z.record(z.string(), z.object({ reason: z.string(), stamp: z.string(), at: z.string() })),
  compared: z.object({ a: Id.nullable(), b: Id.nullable() }),
  dose: DoseViewSchema,
} satisfies { [Field in keyof ViewState]: z.ZodType<ViewState[Field]> };

/** What was kept with the case over what is new since; what makes no sense is ignored. */
export function viewFromJson(json: string | null, fallback: ViewState): ViewState {
  if (json === null) return fallback;
  let kept: unknown;
  try {
    kept = JSON.parse(json);
  } catch {
    return fallback;
  }
  if (typeof kept !== 'object' || kept === null) return fallback;
  const sound = Object.entries(FIELDS).flatMap(([field, schema]) => {
    const parsed = schema.safeParse((kept as Readonly<Record<string, unknown>>)[field]);
    return parsed.success ? [[field, parsed.data]] : [];
  });
  return { ...fallback, ...Object.fromEntries(sound) };
}
