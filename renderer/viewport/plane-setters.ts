// What a 2D view is told. Each setter writes one thing and names the layers that show it.

import type { PlaneStage } from './plane-stage.ts';
import type { PlaneView } from './plane-view-types.ts';
import type { ViewPreview } from './view-types.ts';

type Setters = Pick<
  PlaneView,
  | 'setCut'
  | 'setWindow'
  | 'setLook'
  | 'setContours'
  | 'setDose'
  | 'setPreview'
  | 'setToolOverlay'
  | 'setUncertainty'
  | 'setRightDrag'
  | 'setPointerShape'
  | 'setCrosshair'
  | 'setMeasurements'
  | 'setRibbon'
  | 'setProgress'
  | 'setTexts'
  | 'setActive'
  | 'setSpoken'
>;

/** The structure whose own line a preview takes the place of. */
const replacedBy = (preview: ViewPreview | null) => (preview?.kind === 'stroke' ? preview.structureId : null);

function contentSetters(
  stage: PlaneStage,
): Pick<Setters, 'setContours' | 'setDose' | 'setPreview' | 'setToolOverlay' | 'setRibbon'> {
  const { state } = stage;
  return {
    setContours: (contours, display) => {
      if (contours === state.contours && display === state.display) return;
      state.contours = contours;
      state.display = display;
      stage.mark('contours', 'words');
      if (state.preview !== null) stage.mark('top');
    },
    setDose: (dose) => {
      if (dose === state.dose) return;
      state.dose = dose;
      stage.mark('dose', 'words');
    },
    setPreview: (preview) => {
      if (replacedBy(preview) !== replacedBy(state.preview)) stage.mark('contours');
      state.preview = preview;
      stage.mark('top');
    },
    setToolOverlay: (overlay) => {
      if (overlay === null && state.tool === null) return;
      state.tool = overlay;
      stage.mark('top');
    },
    setRibbon: (ribbon) => {
      state.ribbon = ribbon;
      stage.layoutRibbon();
      stage.mark('ribbon');
    },
  };
}

export function createPlaneSetters(stage: PlaneStage): Setters {
  const { state, elements } = stage;
  return {
    ...contentSetters(stage),
    setCut: (cut) => {
      const limit = (state.shown?.view.cutCount ?? 1) - 1;
      const next = Math.min(Math.max(Math.round(cut), 0), limit);
      if (next === state.cut) return;
      state.cut = next;
      stage.mark('values', 'dose', 'contours', 'top', 'ribbon', 'words');
    },
    setWindow: (window) => {
      state.look = { ...state.look, window };
      stage.mark('picture', 'words');
    },
    setLook: ({ isInterpolated, isInverted }) => {
      state.look = { ...state.look, isInterpolated, isInverted };
      stage.mark('picture');
    },
    setUncertainty: (map) => {
      if (map === state.uncertainty) return;
      state.uncertainty = map;
      // Between the voxels and everything else, it is drawn with them.
      stage.mark('picture');
    },
    setRightDrag: (meaning) => {
      state.rightDrag = meaning;
    },
    setPointerShape: (cssCursor) => {
      const { style } = elements.stage;
      if (style.cursor !== cssCursor) style.cursor = cssCursor;
    },
    setCrosshair: (ijk, hasLines) => {
      state.crosshair = ijk;
      state.hasCrosshairLines = hasLines;
      stage.mark('top', 'words');
    },
    setMeasurements: (measurements) => {
      if (measurements === state.measurements) return;
      state.measurements = measurements;
      stage.mark('top');
    },
    setProgress: (line) => {
      if (line === state.progress) return;
      state.progress = line;
      stage.mark('top');
    },
    setTexts: (texts) => {
      state.texts = texts;
      elements.labels.setNotice(texts.notice);
      stage.mark('words');
    },
    setActive: (isActive) => {
      elements.element.classList.toggle('is-active', isActive);
    },
    setSpoken: (text) => {
      state.spoken = text;
      stage.mark('words');
    },
  };
}
