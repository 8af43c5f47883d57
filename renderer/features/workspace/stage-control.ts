// Keeps the views a picture of the state: each part of the state sets what it concerns, and a gesture on a view becomes
// a change of the state or goes to the tool in hand.

import { cutThrough, planePointLps, type Vec3, type ViewName } from '../../../core/geometry/index.ts';
import type { AppContext } from '../../commands/command.ts';
import type { Side3d } from '../../commands/scene-commands.ts';
import { crosshairOnCut } from '../../commands/view-commands.ts';
import type { OpenCase } from '../../data/open-case.ts';
import type { AppState } from '../../state/app-state.ts';
import { patchToolOptions, patchView } from '../../state/app-store.ts';
import type { ViewId } from '../../state/view-state.ts';
import { limitOption } from '../../tools/options.ts';
import { createPlaneView } from '../../viewport/plane-view.ts';
import type { PlaneView, PlaneViewCallbacks } from '../../viewport/plane-view-types.ts';
import type { ScenePose, SceneView, VolumePreset } from '../../viewport/scene-types.ts';
import { createOperationControl } from '../operations/operation-control.ts';
import { createSegmentControl, type SegmentPreview } from '../operations/segment-control.ts';
import { createUncertaintyControl } from '../uncertainty/uncertainty-control.ts';
import { createBodyHome } from './body-home.ts';
import { createCaseReviewTracker } from './case-review-tracker.ts';
import { createGestureControl, type GestureControl } from './gesture-control.ts';
import { createPlanesDisplay, imageOf, windowOf } from './planes-display.ts';
import type { ViewMenuPlace } from './view-menu-entries.ts';
import { contourDisplay, sceneStructures, structuresAt, structuresOnPlane, viewContours } from './view-models.ts';

const VOLUME_PRESETS: Readonly<Record<AppState['view']['scene'], VolumePreset | null>> = {
  surfaces: null,
  bone: 'ct-bone',
  soft: 'ct-soft',
  skin: 'skin',
  mr: 'mr',
};

/** Of the 3D view that was shown last: in another layout or mode it looks from the same place. */
const scenePoses = new WeakMap<OpenCase, ScenePose>();

export interface StageControl {
  mountPlane(name: ViewName, container: HTMLElement): () => void;
  mountScene(create: () => SceneView, blobUrl: string): () => void;
  readonly gestures: GestureControl;
  dispose(): void;
}

export function createStageControl(
  context: AppContext,
  open: OpenCase,
  openMenu: (place: ViewMenuPlace) => void,
): StageControl {
  const { store } = context;
  const { session, views } = open;
  const planes = new Map<ViewName, PlaneView>();
  let scene: SceneView | null = null;
  const documentId = session.documentId;
  const gestures = createGestureControl(context, open, () => planes);
  const uncertainty = createUncertaintyControl(context, open);
  uncertainty.onMap(() => {
    for (const view of planes.values()) view.setUncertainty(uncertainty.map());
  });
  const operations = createOperationControl(context, open, 'operation-worker.js');
  context.operations.put(operations);
  const segments = createSegmentControl(context, open, 'segment-worker.js');
  context.segments.put(segments);
  let segmentPreview: SegmentPreview | null = null;
  context.gestures.put({
    ...gestures,
    setKeyboardPointer: (isOn) => {
      const { activeView } = store.getState().view;
      for (const [name, view] of planes) view.setKeyboardPointer(isOn && name === activeView);
      if (isOn && activeView !== '3d') planes.get(activeView)?.element.focus();
    },
  });
  operations.onPreview((preview) => {
    for (const view of planes.values()) view.setPreview(preview && { ...preview, kind: 'operation' });
  });

  segments.onPreview((preview) => {
    segmentPreview = preview;
    for (const view of planes.values()) view.setPreview(preview && { ...preview, kind: 'operation' });
    setScene(store.getState());
  });

  const lpsOf = (ijk: Vec3) => planePointLps(open.geometry, ijk[0], ijk[1], Math.round(ijk[2]));

  const tracker = createCaseReviewTracker(context, documentId);

  /** The acquired planes are shown by one view; only what stands there can have been looked at. */
  const acquired = Object.values(views).find(({ fixedAxis }) => fixedAxis === 2);
  let isFineEnough = false;
  const trackSeen = (state: AppState) => {
    const view = acquired && planes.get(acquired.name);
    const k = Math.round(state.view.crosshairIjk[2]);
    isFineEnough = (view?.pixelsPerVoxel ?? 0) >= 1;
    // A plane whose image has not arrived, or never will, has not been looked at.
    if (!isFineEnough || k >= open.readPlanes() || document.hidden) {
      tracker.show(null);
      return;
    }
    tracker.show({ k, structureIds: structuresOnPlane(state, session.current(), k) });
  };

  const { setImages, setLook, setDose, setRibbon, setMeasurements, setProgress } = createPlanesDisplay(
    context,
    open,
    planes,
  );
  const setCuts = (state: AppState) => {
    const { crosshairIjk, isCrosshairShown, arePlanesIn3d } = state.view;
    const cuts = { axial: 0, coronal: 0, sagittal: 0 };
    for (const name of ['axial', 'coronal', 'sagittal'] as const) {
      cuts[name] = cutThrough(views[name], crosshairIjk).cut;
      const view = planes.get(name);
      view?.setCut(cuts[name]);
      view?.setCrosshair(crosshairIjk, isCrosshairShown);
    }
    scene?.setCrosshair(lpsOf(crosshairIjk));
    scene?.setPlanes(arePlanesIn3d ? cuts : null, windowOf(state));
  };
  const setContours = (state: AppState) => {
    const contours = viewContours(state, session.current());
    const display = contourDisplay(state);
    for (const view of planes.values()) view.setContours(contours, display);
    setScene(state);
  };
  const setScene = (state: AppState) => {
    // Planes first: making and drawing the surfaces of a set takes the time of the images that are still arriving.
    if (state.workspace?.phase === 'reading') return;
    const shown = sceneStructures(state, session.current());
    scene?.setStructures(
      segmentPreview === null
        ? shown
        : [...shown, { ...segmentPreview, slices: segmentPreview.contents, state: 'derived', opacity: 1 }],
      segmentPreview?.structureId ?? state.view.activeStructureId,
    );
  };
  const setActive = (state: AppState) => {
    for (const [name, view] of planes) view.setActive(state.view.activeView === name);
    scene?.setActive(state.view.activeView === '3d');
  };
  const bodyHome = createBodyHome(open);
  const setHome = (name: ViewName) => {
    const home = bodyHome(name);
    if (home !== null) planes.get(name)?.setHome(home);
  };
  const setAll = (state: AppState) => {
    setImages();
    setLook(state);
    setCuts(state);
    setContours(state);
    setDose(state);
    setRibbon(state);
    setActive(state);
    setMeasurements(state);
    setProgress(state);
    gestures.refresh();
  };

  /** Cameras that the views moved themselves: what the state says beyond them came from a command. */
  const handMoved = new Map<ViewName, AppState['view']['cameras'][ViewName]>();
  const followCameras = ({ view: { cameras } }: AppState) => {
    for (const [name, view] of planes) {
      const camera = cameras[name];
      if (camera && camera !== handMoved.get(name)) view.setCamera(camera);
    }
  };

  const watch = <T>(select: (state: AppState) => T, run: (state: AppState) => void) =>
    store.subscribe(select, () => run(store.getState()));
  const stops = [
    watch(
      (state) => state.view.crosshairIjk,
      (state) => {
        setCuts(state);
        trackSeen(state);
      },
    ),
    watch((state) => state.view.cameras, followCameras),
    watch((state) => state.view.isCrosshairShown, setCuts),
    watch((state) => state.view.arePlanesIn3d, setCuts),
    watch(
      (state) => state.view.window,
      (state) => {
        setLook(state);
        setCuts(state);
      },
    ),
    watch((state) => state.view.isInterpolated, setLook),
    watch((state) => state.view.isInverted, setLook),
    watch((state) => state.workspace?.failure, setLook),
    watch((state) => state.workspace?.planesRead, setImages),
    watch((state) => state.workspace?.earlyPlane, setImages),
    watch(
      (state) => state.workspace?.phase,
      (state) => {
        setImages();
        for (const name of planes.keys()) setHome(name);
        scene?.setImage(imageOf(open), sceneBlobUrl);
        setScene(state);
        trackSeen(state);
      },
    ),
    watch((state) => state.view.activeView, setActive),
    watch((state) => state.view.dose, setDose),
    watch((state) => state.dose.doses, setDose),
    context.doses.current()?.onGrid(() => setDose(store.getState())) ?? (() => undefined),
    watch(
      (state) => state.settings.keys.rightDrag,
      ({ settings }) => {
        for (const view of planes.values()) view.setRightDrag(settings.keys.rightDrag);
      },
    ),
    watch(
      (state) => state.view.scene,
      (state) => scene?.setVolumePreset(VOLUME_PRESETS[state.view.scene]),
    ),
    watch((state) => state.workspace?.measurements, setMeasurements),
    watch((state) => state.segmentation?.seeds, setMeasurements),
    watch((state) => state.segmentation?.closures, setMeasurements),
    watch((state) => state.queue, setProgress),
    watch(
      (state) => state.tool,
      () => gestures.toolChanged(),
    ),
    watch(
      (state) => state.toolOptions,
      () => gestures.refresh(),
    ),
    watch(
      (state) => state.view.activeStructureId,
      (state) => {
        tracker.touch(state.view.activeStructureId);
        setContours(state);
        setRibbon(state);
        gestures.refresh();
      },
    ),
    ...(
      [
        (state: AppState) => state.workspace?.structures,
        (state: AppState) => state.workspace?.planesOf,
        (state: AppState) => state.workspace?.imported,
        (state: AppState) => state.view.hidden,
        (state: AppState) => state.view.soloId,
        (state: AppState) => state.view.areContoursShown,
        (state: AppState) => state.view.contourStyle,
        (state: AppState) => state.view.fillOpacity,
        (state: AppState) => state.view.mode === 'evaluate' && state.view.compared,
      ] as const
    ).map((select) =>
      watch(select as (state: AppState) => unknown, (state) => {
        setContours(state);
        setRibbon(state);
        trackSeen(state);
      }),
    ),
    watch((state) => state.workspace?.seen, setRibbon),
    watch((state) => state.checks.findings, setRibbon),
    session.onChange(({ planes: changed }) => {
      const { soloId } = store.getState().view;
      // Alone with what is gone nothing would be shown at all.
      if (soloId !== null && !session.current().structures.has(soloId)) patchView(store, { soloId: null });
      if (changed.size > 0) setContours(store.getState());
    }),
  ];
  let sceneBlobUrl: string | null = null;

  const callbacksFor = (name: ViewName): PlaneViewCallbacks => ({
    onActivate: () => {
      if (store.getState().view.activeView !== name) patchView(store, { activeView: name });
      tracker.touch(store.getState().view.activeStructureId);
    },
    onTool: (event) => gestures.handle(name, event),
    isToolBusy: () => gestures.isBusy(),
    onHover: () => undefined,
    onCut: (cut) => {
      if (gestures.isBusy()) return;
      patchView(store, { crosshairIjk: crosshairOnCut(views[name], cut, store.getState().view.crosshairIjk) });
    },
    onShiftWheel: (steps) => {
      const option = gestures.sizeOption();
      const view = planes.get(name);
      if (option === null) {
        if (view) callbacksFor(name).onCut(view.cutAfter(5 * steps));
        return;
      }
      const size = store.getState().toolOptions[option];
      patchToolOptions(store, { [option]: limitOption(option, size - steps) });
      gestures.sizeChanged();
    },
    onWindow: ({ width, level }) => patchView(store, { window: { center: level, width }, windowPreset: 'custom' }),
    onCamera: (camera) => {
      const { cameras } = store.getState().view;
      handMoved.set(name, camera);
      patchView(store, { cameras: { ...cameras, [name]: camera } });
      const view = planes.get(name);
      if (name === acquired?.name && view && view.pixelsPerVoxel >= 1 !== isFineEnough) trackSeen(store.getState());
    },
    onCrosshair: (ijk) => patchView(store, { crosshairIjk: [ijk[0], ijk[1], ijk[2]] }),
    onDoubleClick: () => {
      patchView(store, { activeView: name });
      context.run('layout.large');
    },
    onMenu: ({ ijk, isInside }, client) =>
      openMenu({
        client,
        ijk: isInside ? ijk : null,
        structures: isInside ? structuresAt(store.getState(), session.current(), ijk) : [],
        isSlice: name === acquired?.name,
      }),
  });

  const fit = (event: Event) => {
    const which = (event as CustomEvent<ViewId>).detail;
    if (which === '3d') scene?.fit();
    else planes.get(which)?.fit();
  };
  window.addEventListener('limner:fit', fit);
  const look = (event: Event) => scene?.lookFrom((event as CustomEvent<Side3d>).detail);
  window.addEventListener('limner:look', look);
  const pageHidden = () => (document.hidden ? tracker.flush() : trackSeen(store.getState()));
  document.addEventListener('visibilitychange', pageHidden);

  return {
    gestures,
    mountPlane: (name, container) => {
      const view = createPlaneView(container, callbacksFor(name), { name });
      planes.set(name, view);
      view.setUncertainty(uncertainty.map());
      view.setRightDrag(store.getState().settings.keys.rightDrag);
      setAll(store.getState());
      setHome(name);
      const camera = store.getState().view.cameras[name];
      if (camera) view.setCamera(camera);

      trackSeen(store.getState());
      return () => {
        planes.delete(name);
        view.dispose();
      };
    },
    mountScene: (create, blobUrl) => {
      scene = create();
      sceneBlobUrl = blobUrl;
      const state = store.getState();
      scene.setImage(imageOf(open), state.workspace?.phase === 'ready' ? blobUrl : null);
      scene.setVolumePreset(VOLUME_PRESETS[state.view.scene]);
      setCuts(state);
      setContours(state);
      setActive(state);
      const pose = scenePoses.get(open);
      if (pose !== undefined) scene.setPose(pose);
      return () => {
        if (scene !== null) scenePoses.set(open, scene.pose());
        scene?.dispose();
        scene = null;
      };
    },
    dispose: () => {
      for (const stop of stops) stop();
      window.removeEventListener('limner:fit', fit);
      window.removeEventListener('limner:look', look);
      document.removeEventListener('visibilitychange', pageHidden);
      tracker.close();
      uncertainty.dispose();
      gestures.dispose();
      context.operations.put(null);
      context.segments.put(null);
      context.gestures.put(null);
      operations.dispose();
      segments.dispose();
    },
  };
}
