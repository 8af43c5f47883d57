// Opening a case: its rows, its document and its voxels, and keeping the state a copy of the document from then on.

import type { SeriesVolume } from '../../core/contract/index.ts';
import type { GroupRecord, StructureRecord } from '../../core/edit/index.ts';
import { createCutViews, type ImageGeometry } from '../../core/geometry/index.ts';
import { whenOpen } from '../client/when-open.ts';
import type { AppContext } from '../commands/command.ts';
import { afterPaint } from '../data/after-paint.ts';
import { createDocumentSession, type DocumentSession } from '../data/document-session.ts';
import type { OpenCase } from '../data/open-case.ts';
import { createStructureFacts } from '../data/structure-facts.ts';
import type { VolumeCache } from '../data/volume-cache.ts';
import { startChecks } from '../features/checks/start-checks.ts';
import { startDoses } from '../features/dose/start-doses.ts';
import type { WorkspaceState } from '../state/app-state.ts';
import { type AppStore, notify, patchView, patchWorkspace } from '../state/app-store.ts';
import type { Settings } from '../state/settings-state.ts';
import { INITIAL_VIEW, type ViewState, viewFromJson } from '../state/view-state.ts';
import { READ_ONLY_WORDS } from '../tools/guard.ts';
import { followCase } from './follow-case.ts';
import { followDocument, keepView } from './follow-document.ts';

/** Planes arrive in fractions of a millisecond; saying each of them, and drawing the views across them again, would take
 * longer than reading them. */
const TELL_PLANES_MS = 250;

export interface OpenCaseControl {
  current(): OpenCase | null;
  /** Opens a case, or one of its series; what was open is closed first. */
  open(context: AppContext, caseId: string, seriesId?: string): Promise<void>;
  close(): Promise<void>;
}

const geometryOf = (volume: SeriesVolume): ImageGeometry => ({
  size: volume.size,
  spacingMm: volume.spacingMm,
  direction: volume.direction,
  planeOriginsLps: volume.planeOriginsLps,
  frameOfReferenceUid: volume.frameOfReferenceUid,
});

/** Groups in the order they came; structures by group, then place. */
function inOrder(session: DocumentSession): { groups: GroupRecord[]; structures: StructureRecord[] } {
  const document = session.current();
  const groups = [...document.groups.values()].sort(
    (p, q) => p.createdAt.localeCompare(q.createdAt) || p.version - q.version || p.id.localeCompare(q.id),
  );
  const place = new Map(groups.map(({ id }, at) => [id, at]));
  const structures = [...document.structures.values()].sort(
    (p, q) =>
      (place.get(p.groupId) ?? 0) - (place.get(q.groupId) ?? 0) || p.order - q.order || p.id.localeCompare(q.id),
  );
  return { groups, structures };
}

const recordsOf = (session: DocumentSession): Partial<WorkspaceState> => ({
  ...inOrder(session),
  measurements: [...session.current().measurements.values()],
  steps: session.steps(),
  head: session.head(),
});

const initialViewFor = (volume: SeriesVolume, { general, display }: Settings): ViewState => ({
  ...INITIAL_VIEW,
  layout: general.layout,
  activeView: general.layout === '3d-large' ? '3d' : 'axial',
  fillOpacity: display.fillOpacity,
  isInterpolated: display.isInterpolated,
  crosshairIjk: [Math.floor(volume.size[0] / 2), Math.floor(volume.size[1] / 2), Math.floor(volume.size[2] / 2)],
  ...(volume.modality === 'CT' || volume.window === null
    ? {}
    : { window: volume.window, windowPreset: 'file' as const }),
});

const isInside = (ijk: readonly number[], size: readonly number[]) =>
  ijk.length === 3 &&
  ijk.every((index, axis) => Number.isFinite(index) && index >= 0 && index < (size[axis] as number));

export function createOpenCaseControl(store: AppStore, volumes: VolumeCache): OpenCaseControl {
  let open: OpenCase | null = null;
  let end: (() => Promise<void>) | null = null;
  let asked = 0;

  const close = async () => {
    const closing = end;
    end = null;
    open = null;
    await closing?.();
  };

  /** Asked for before the window is laid out for the case: the host works on the answers meanwhile. */
  const askFor = (context: AppContext, volume: SeriesVolume) => {
    const handle = volumes.open(volume);
    // Most cases open in the middle; where another plane was kept, that one is read ahead too.
    void handle.readAhead(initialViewFor(volume, store.getState().settings).crosshairIjk[2]);
    const opening = context.connection.client.documents.open({ seriesId: volume.seriesId });
    // Whoever waits for it hears of a failure.
    opening.catch(() => undefined);
    return { handle, opening };
  };

  const openVolume = async (
    context: AppContext,
    volume: SeriesVolume,
    { handle, opening }: ReturnType<typeof askFor>,
    turn: number,
  ) => {
    const { client } = context.connection;
    const geometry = geometryOf(volume);
    let toldAtMs = performance.now();
    const stopProgress = handle.onProgress((planesRead) => {
      const { earlyPlane } = handle;
      const nowMs = performance.now();
      const isDue = earlyPlane !== store.getState().workspace?.earlyPlane || planesRead === volume.size[2];
      if (turn !== asked || (nowMs - toldAtMs < TELL_PLANES_MS && !isDue)) return;
      toldAtMs = nowMs;
      patchWorkspace(store, { planesRead, earlyPlane });
    });
    patchWorkspace(store, { planesRead: handle.readPlanes, earlyPlane: handle.earlyPlane });
    const state = await opening;
    if (turn !== asked) return;
    const session = readOnlyIf(
      context.store,
      createDocumentSession(state, geometry, {
        client,
        newId: () => crypto.randomUUID(),
        now: () => new Date().toISOString(),
        reconnected: () => whenOpen(context.connection),
        onRedoLost: () =>
          notify(store, {
            tone: 'info',
            title: 'What was taken back here cannot be done again.',
            text: 'Another window or a model has added a step since. Draw it again by hand where it is needed.',
            act: null,
          }),
        onRefused: (why) => notify(store, { tone: 'info', title: 'The step stays.', text: why, act: null }),
      }),
    );
    const facts = createStructureFacts(session.current(), geometry);
    const kept = viewFromJson(state.view, initialViewFor(volume, store.getState().settings));
    const view = isInside(kept.crosshairIjk, volume.size)
      ? kept
      : { ...kept, crosshairIjk: initialViewFor(volume, store.getState().settings).crosshairIjk };
    void handle.readAhead(Math.round(view.crosshairIjk[2]));
    const records = recordsOf(session);
    const isKnown = records.structures?.some(({ id }) => id === view.activeStructureId) ?? false;
    patchView(store, isKnown ? view : { ...view, activeStructureId: records.structures?.[0]?.id ?? null });
    patchWorkspace(store, {
      ...records,
      documentId: state.documentId,
      volumesMl: facts.volumesMl(),
      planesOf: facts.planesOf(),
      seen: Object.fromEntries(state.seen.map(({ structureId, slices }) => [structureId, slices])),
      spentMs: Object.fromEntries(state.spentMs.map(({ structureId, ms }) => [structureId, ms])),
      warnings: state.warnings,
      save: session.saveState(),
    });
    open = {
      seriesId: volume.seriesId,
      geometry,
      views: createCutViews(geometry),
      session,
      voxels: handle.voxels,
      readPlanes: () => handle.readPlanes,
      earlyPlane: () => handle.earlyPlane,
      unit: volume.unit,
    };
    const caseId = store.getState().workspace?.detail.row.caseId ?? '';
    const stops = [
      stopProgress,
      session.onChange(({ planes }) => {
        facts.update(session.current(), planes);
        patchWorkspace(store, {
          ...recordsOf(session),
          ...(planes.size > 0 ? { volumesMl: facts.volumesMl(), planesOf: facts.planesOf() } : {}),
        });
        const { activeStructureId } = store.getState().view;
        if (activeStructureId !== null && !session.current().structures.has(activeStructureId)) {
          patchView(store, { activeStructureId: null });
        }
      }),
      session.onSave((save) => patchWorkspace(store, { save })),
      session.onStrays(() =>
        patchWorkspace(store, { strays: session.strays().map(({ record: { id, name } }) => ({ id, name })) }),
      ),
      ...followDocument(context, session),
      keepView(context, session.documentId),
      startDoses(context, open, caseId),
      followCase(context, open, caseId),
    ];
    const ready = open;
    end = async () => {
      for (const stop of stops) stop();
      await session.settled();
      keepStrays(store, session);
      await session.settled();
      session.close();
      handle.release();
    };
    try {
      await handle.done;
      if (turn === asked) patchWorkspace(store, { phase: 'ready' });
    } catch (error) {
      if (turn !== asked) return;
      patchWorkspace(store, { phase: 'failed', failure: error instanceof Error ? error.message : String(error) });
    }
    if (open !== ready) return;
    // They look at every voxel of every structure: once all of them are there, and on the screen.
    stops.push(
      afterPaint(() => {
        if (open === ready) stops.push(startChecks(context, ready));
      }),
    );
  };

  return {
    current: () => open,
    close,
    open: async (context, caseId, seriesId) => {
      const turn = ++asked;
      await close();
      const detail = await context.connection.client.cases.get({ caseId });
      if (turn !== asked) return;
      const volume = detail.volumes.find((own) => own.seriesId === seriesId) ?? detail.volumes[0];
      if (volume === undefined) throw new Error('This case has no images to open.');
      const onItsWay = askFor(context, volume);
      end = async () => onItsWay.handle.release();
      store.setState({
        route: { screen: 'workspace' },
        overlay: 'none',
        operation: null,
        segmentation: null,
        statusText: '',
        tool: { toolId: 'crosshair', previousToolId: 'brush', blocked: null },
        view: initialViewFor(volume, store.getState().settings),
        workspace: {
          detail,
          volume,
          planesRead: 0,
          earlyPlane: null,
          phase: 'reading',
          failure: null,
          documentId: null,
          groups: [],
          structures: [],
          measurements: [],
          volumesMl: {},
          planesOf: {},
          seen: {},
          spentMs: {},
          steps: [],
          head: 0,
          save: { kind: 'kept', at: null },
          strays: [],
          warnings: [],
          imported: [],
        },
      });
      await openVolume(context, volume, onItsWay, turn);
    },
  };
}

/** Of a case that is left nobody can be asked any more: what was drawn is kept, as it can still be deleted. */
function keepStrays(store: AppStore, session: DocumentSession): void {
  for (const { record } of session.strays()) {
    session.settleStray(record.id, true);
    // Of a document that takes no more its own banner has told.
    if (session.strays().some((left) => left.record.id === record.id)) continue;
    notify(store, {
      tone: 'info',
      title: `${record.name} was brought back.`,
      text: 'It was deleted in another window, and what was drawn on it here since would have been lost with the case.',
      act: null,
    });
  }
}

/** In a library that another Limner has, nothing that is done could be kept: so nothing is done, and said why. */
function readOnlyIf(store: AppStore, session: DocumentSession): DocumentSession {
  if (!store.getState().isReadOnly) return session;
  const refuse = () => {
    store.setState({ statusText: READ_ONLY_WORDS });
    return false;
  };
  return { ...session, commit: refuse, undo: async () => refuse(), redo: async () => refuse() };
}
