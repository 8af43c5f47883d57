import { describe, expect, it } from 'vitest';
import { INITIAL_VIEW, type ViewState, viewFromJson } from '../../../renderer/state/view-state.ts';

const kept: ViewState = {
  ...INITIAL_VIEW,
  mode: 'edit',
  layout: '3d-large',
  activeView: '3d',
  crosshairIjk: [12, 7, 30],
  window: { center: -600, width: 1500 },
  windowPreset: 'lung',
  hidden: ['s-1'],
  soloId: 's-2',
  cameras: { ...INITIAL_VIEW.cameras, coronal: { centreU: -3.5, centreV: 12, pixelsPerMm: 2.5 } },
  acceptedFindings: { 'islands:s-1': { reason: 'Two nodes', stamp: '3 GTV', at: '2026-11-18T09:41:00Z' } },
  compared: { a: 'g-1', b: null },
};

describe('the view that was kept with a case', () => {
  it('comes back whole', () => {
    expect(viewFromJson(JSON.stringify(kept), INITIAL_VIEW)).toEqual(kept);
  });

  it('is the usual one where nothing, or nothing that makes sense, was kept', () => {
    for (const text of [null, '', '{', '7', 'null', '"edit"', '[1, 2]', '{}']) {
      expect(viewFromJson(text, kept)).toEqual(kept);
    }
  });

  it('leaves out single things that make no sense, and what it does not know', () => {
    const odd = {
      ...kept,
      mode: 'approve',
      crosshairIjk: [1, 2],
      window: { center: 40, width: 0 },
      fillOpacity: 500,
      hidden: 's-1',
      cameras: { axial: 7, coronal: kept.cameras.coronal, sagittal: null },
      acceptedFindings: { x: 'because' },
      theme: 'light',
    };
    expect(viewFromJson(JSON.stringify(odd), INITIAL_VIEW)).toEqual({
      ...kept,
      mode: INITIAL_VIEW.mode,
      crosshairIjk: INITIAL_VIEW.crosshairIjk,
      window: INITIAL_VIEW.window,
      fillOpacity: INITIAL_VIEW.fillOpacity,
      hidden: [],
      cameras: kept.cameras,
      acceptedFindings: {},
    });
  });

  it('takes what an older version did not keep from the usual view', () => {
    const { compared: _compared, scene: _scene, ...older } = kept;
    expect(viewFromJson(JSON.stringify(older), INITIAL_VIEW)).toEqual({ ...kept, compared: { a: null, b: null } });
  });
});
