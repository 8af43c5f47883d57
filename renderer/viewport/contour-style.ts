// How the line of a structure looks on one slice (interface brief, section 8): a draft is dashed and unfilled until a
// person has looked at it, and every line lies on a black casing, because no colour stands out on every grey.

import type { ContourDisplay, ViewContour } from './view-types.ts';

/** Black at this opacity, one pixel wider on each side. */
export const CASING_OPACITY = 0.85;
export const CASING_EXTRA_PX = 2;

/** Fill of the active structure over that of the others. */
const ACTIVE_FILL_FACTOR = 1.6;
export const PREVIEW_FILL_OPACITY = 0.08;

export interface LineStyle {
  /** CSS px. */
  readonly widthPx: number;
  /** On and off, CSS px; empty for a solid line. */
  readonly dash: readonly number[];
  readonly cap: 'butt' | 'round';
  /** 0 for none. */
  readonly fillOpacity: number;
  /** Drawn as two lines. */
  readonly isDoubled: boolean;
  readonly hasLine: boolean;
}

export const DOTS = [1.5, 3] as const;
export const DASH = [6, 4] as const;

export const PREVIEW_STYLE: LineStyle = {
  widthPx: 1.25,
  dash: DOTS,
  cap: 'round',
  fillOpacity: PREVIEW_FILL_OPACITY,
  isDoubled: false,
  hasLine: true,
};

/** True where plane k counts as reviewed. */
export const isReviewedOn = (contour: ViewContour, k: number): boolean =>
  contour.state === 'approved' || contour.reviewedSlices.has(k);

/** Style on a slice that is reviewed or not; only drafts and reviewed structures depend on it. */
export function lineStyle(contour: ViewContour, isReviewed: boolean, display: ContourDisplay): LineStyle {
  const isActive = display.activeId === contour.structureId;
  const { state } = contour;
  const isJudged = state === 'unreviewed' || state === 'reviewed' || state === 'approved';
  const isDraft = isJudged && !isReviewed;
  const widthPx = isActive ? 2.5 : isJudged ? 1.75 : 1.25;
  const isFilled = isJudged && !isDraft && display.mode !== 'outline';
  const opacity = isActive ? Math.min(1, display.fillOpacity * ACTIVE_FILL_FACTOR) : display.fillOpacity;
  return {
    widthPx,
    dash: state === 'derived' ? DOTS : isDraft ? DASH : [],
    cap: state === 'derived' ? 'round' : 'butt',
    fillOpacity: isFilled ? opacity : 0,
    isDoubled: contour.isDoubled,
    // Where nothing may be filled, the line stays even if only fills are asked for: a draft would vanish.
    hasLine: display.mode !== 'fill' || !isFilled || isActive,
  };
}
