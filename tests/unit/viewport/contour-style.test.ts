import { describe, expect, it } from 'vitest';
import { isReviewedOn, lineStyle } from '../../../renderer/viewport/contour-style.ts';
import type { ContourDisplay, ContourState, ViewContour } from '../../../renderer/viewport/view-types.ts';

const contour = (state: ContourState, more: Partial<ViewContour> = {}): ViewContour => ({
  structureId: 'a',
  name: 'Parotid_L',
  color: '#BA80FB',
  slices: new Map(),
  state,
  reviewedSlices: new Set([3]),
  isDoubled: false,
  ...more,
});
const display = (more: Partial<ContourDisplay> = {}): ContourDisplay => ({
  mode: 'both',
  fillOpacity: 0.1,
  activeId: null,
  ...more,
});

describe('the line of a structure', () => {
  it('is dashed 6-4 and unfilled on a slice that nobody has reviewed', () => {
    expect(lineStyle(contour('unreviewed'), false, display())).toMatchObject({
      widthPx: 1.75,
      dash: [6, 4],
      fillOpacity: 0,
    });
  });

  it('is solid with a tenth of fill once the slice is reviewed', () => {
    expect(lineStyle(contour('reviewed'), true, display())).toMatchObject({
      widthPx: 1.75,
      dash: [],
      fillOpacity: 0.1,
    });
  });

  it('stays dashed on the slices of a reviewed structure that changed since', () => {
    expect(isReviewedOn(contour('reviewed'), 3)).toBe(true);
    expect(isReviewedOn(contour('reviewed'), 4)).toBe(false);
    expect(isReviewedOn(contour('approved'), 4)).toBe(true);
  });

  it('is thick for the active structure, which keeps its dash as a draft and has more fill once reviewed', () => {
    const active = display({ activeId: 'a' });
    expect(lineStyle(contour('unreviewed'), false, active)).toMatchObject({
      widthPx: 2.5,
      dash: [6, 4],
      fillOpacity: 0,
    });
    expect(lineStyle(contour('reviewed'), true, active).fillOpacity).toBeCloseTo(0.16, 12);
  });

  it('is thin for imported points, dotted for derived structures, and neither is ever filled', () => {
    expect(lineStyle(contour('imported'), false, display())).toMatchObject({ widthPx: 1.25, dash: [], fillOpacity: 0 });
    expect(lineStyle(contour('derived'), false, display())).toMatchObject({
      dash: [1.5, 3],
      cap: 'round',
      fillOpacity: 0,
    });
  });

  it('leaves what may not be filled its line when only fills are asked for', () => {
    const fill = display({ mode: 'fill' });
    expect(lineStyle(contour('reviewed'), true, fill)).toMatchObject({ hasLine: false, fillOpacity: 0.1 });
    expect(lineStyle(contour('unreviewed'), false, fill).hasLine).toBe(true);
    expect(lineStyle(contour('reviewed'), true, display({ mode: 'outline' }))).toMatchObject({
      hasLine: true,
      fillOpacity: 0,
    });
  });
});
