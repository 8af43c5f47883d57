// What all views of planes show of the state, apart from where they cut and what is drawn on them.

import type { ViewName } from '../../../core/geometry/index.ts';
import type { AppContext } from '../../commands/command.ts';
import type { OpenCase } from '../../data/open-case.ts';
import type { AppState } from '../../state/app-state.ts';
import type { PlaneView } from '../../viewport/plane-view-types.ts';
import { createViewDose } from '../dose/view-dose.ts';
import { marksShown } from '../operations/segment-marks.ts';
import { progressLine, ribbonModel, spokenStructure, viewMeasurements, viewTextsOf } from './view-models.ts';

/** The images as far as they have arrived. */
export const imageOf = (open: OpenCase) => ({
  geometry: open.geometry,
  views: open.views,
  voxels: open.voxels,
  readPlanes: open.readPlanes(),
  earlyPlane: open.earlyPlane(),
});

export const windowOf = ({ view }: AppState) => ({ width: view.window.width, level: view.window.center });

/** `planes`: the views that are mounted now. */
export function createPlanesDisplay(context: AppContext, open: OpenCase, planes: ReadonlyMap<ViewName, PlaneView>) {
  const setLook = (state: AppState) => {
    for (const view of planes.values()) {
      view.setWindow(windowOf(state));
      view.setLook({ isInterpolated: state.view.isInterpolated, isInverted: state.view.isInverted });
      view.setTexts(viewTextsOf(state));
    }
  };
  const viewDose = createViewDose();
  const setDose = (state: AppState) => {
    const dose = viewDose(state, context.doses.current()?.grid() ?? null);
    for (const view of planes.values()) view.setDose(dose);
  };
  const setRibbon = (state: AppState) => {
    const ribbon = ribbonModel(state);
    const spoken = spokenStructure(state);
    for (const view of planes.values()) {
      view.setRibbon(ribbon);
      view.setSpoken(spoken);
    }
  };
  const setImages = () => {
    for (const view of planes.values()) view.setImage(imageOf(open));
  };
  const setMeasurements = (state: AppState) => {
    const marks = state.segmentation === null ? [] : marksShown(open.geometry, state.segmentation);
    const measurements = [...viewMeasurements(state), ...marks];
    for (const view of planes.values()) view.setMeasurements(measurements);
  };
  const setProgress = (state: AppState) => {
    const job = state.queue.find(
      ({ state: own, kind, seriesId }) => own === 'running' && kind === 'contour' && seriesId === open.seriesId,
    );
    const line = job ? progressLine(job, open.geometry) : null;
    for (const [name, view] of planes) view.setProgress(name === state.view.activeView ? null : line);
  };
  return { setImages, setLook, setDose, setRibbon, setMeasurements, setProgress };
}
