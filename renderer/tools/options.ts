// What can be set on the tools, with the values they start from and their limits.

import type { OverlapPolicy } from '../../core/edit/index.ts';

export interface ValueGate {
  readonly isOn: boolean;
  /** Values of the image (HU), both ends belong to it. */
  readonly low: number;
  readonly high: number;
}

/** What a click or a drag marks for a structure from values. */
export type SegmentMouse = 'part' | 'other' | 'closure' | 'box';

export interface ToolOptions {
  /** Diameter in mm; 0 is the one voxel under the pointer. */
  readonly brushSizeMm: number;
  readonly brushShape: 'circle' | 'sphere';
  readonly gate: ValueGate;
  readonly overlap: OverlapPolicy;
  /** Diameter in mm. */
  readonly smartSizeMm: number;
  /** How far values may lie from those under the centre, in robust standard deviations. */
  readonly smartTolerance: number;
  /** Diameter in mm. */
  readonly nudgeSizeMm: number;
  readonly drawMode: 'add' | 'erase';
  readonly fillKind: 'values' | 'structure';
  readonly fillExtent: 'slice' | 'volume';
  /** Values may lie this far from the one clicked (HU). */
  readonly fillTolerance: number;
  /** The fill ends this far from the click, mm. */
  readonly fillReachMm: number;
  readonly segmentMouse: SegmentMouse;
}

export const DEFAULT_TOOL_OPTIONS: ToolOptions = {
  brushSizeMm: 12,
  brushShape: 'circle',
  gate: { isOn: false, low: -150, high: 250 },
  overlap: 'allow',
  smartSizeMm: 24,
  smartTolerance: 3,
  nudgeSizeMm: 20,
  drawMode: 'add',
  fillKind: 'values',
  fillExtent: 'slice',
  fillTolerance: 40,
  fillReachMm: 60,
  segmentMouse: 'part',
};

export const SIZE_LIMIT_MM = { low: 0, high: 100 } as const;

/** Limits of the numbers, for fields and for what travels. */
export const TOOL_OPTION_LIMITS = {
  brushSizeMm: SIZE_LIMIT_MM,
  smartSizeMm: { low: 2, high: 100 },
  smartTolerance: { low: 1, high: 8 },
  nudgeSizeMm: { low: 2, high: 100 },
  fillTolerance: { low: 0, high: 4000 },
  fillReachMm: { low: 1, high: 500 },
} as const satisfies Partial<Record<keyof ToolOptions, { readonly low: number; readonly high: number }>>;

export type NumberOption = keyof typeof TOOL_OPTION_LIMITS;

/** The value inside its limits, to a tenth. */
export function limitOption(name: NumberOption, value: number): number {
  const { low, high } = TOOL_OPTION_LIMITS[name];
  return Math.round(Math.min(Math.max(value, low), high) * 10) / 10;
}
