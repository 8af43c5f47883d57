// Feeds the tool in hand and carries out what it answers: previews at once on the views, edits into the document.

import {
  createSliceEdit,
  createStackFrame,
  lockReason,
  rebaseChanges,
  structureSlicesOf,
} from '../../../core/edit/index.ts';
import type { ViewName } from '../../../core/geometry/index.ts';
import type { AppContext } from '../../commands/command.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { patchToolOptions, patchView } from '../../state/app-store.ts';
import type {
  CursorShape,
  MeasurementDraft,
  Tool,
  ToolContext,
  ToolEffect,
  ToolEvent,
  ToolId,
} from '../../tools/tool.ts';
import { createTool } from '../../tools/tools.ts';
import type { PlaneView } from '../../viewport/plane-view-types.ts';
import { isShown } from './view-models.ts';

/** The size stands beside the cursor for so long after it changed. */
const SIZE_SHOWN_MS = 600;

type SizeOption = 'brushSizeMm' | 'smartSizeMm' | 'nudgeSizeMm';
const SIZE_OPTIONS: Readonly<Partial<Record<ToolId, SizeOption>>> = {
  brush: 'brushSizeMm',
  eraser: 'brushSizeMm',
  smartBrush: 'smartSizeMm',
  nudge: 'nudgeSizeMm',
};

export interface GestureControl {
  handle(view: ViewName, event: ToolEvent): void;
  isBusy(): boolean;
  /** `KeyboardEvent.key`, to the tool in hand. */
  key(key: string): void;
  cancel(): void;
  takeBack(): void;
  /** Which option the wheel changes with Shift; null: the tool has no size. */
  sizeOption(): SizeOption | null;
  sizeChanged(): void;
  toolChanged(): void;
  /** Shows cursor and preview again after something that they show has changed. */
  refresh(): void;
  dispose(): void;
}

const cssCursor = (cursor: CursorShape | null): string =>
  cursor === null ? 'default' : cursor.kind === 'system' ? cursor.name : 'none';

export function createGestureControl(
  context: AppContext,
  open: OpenCase,
  planes: () => ReadonlyMap<ViewName, PlaneView>,
): GestureControl {
  const { store } = context;
  const { session } = open;
  const frame = createStackFrame(open.geometry);
  let tool: Tool = createTool(store.getState().tool.toolId as ToolId);
  let cursor: CursorShape | null = null;
  let sizeText = '';
  let sizeTimer: ReturnType<typeof setTimeout> | null = null;
  let path: Extract<ToolEffect, { type: 'path' }>['path'] = null;
  let lastEvent: { readonly view: ViewName; readonly event: ToolEvent } | null = null;

  const toolContext = (): ToolContext => {
    const state = store.getState();
    return {
      geometry: open.geometry,
      frame,
      voxels: open.readPlanes() >= open.geometry.size[2] ? open.voxels : null,
      document: session.current(),
      structureId: state.view.activeStructureId,
      options: state.toolOptions,
      window: { centre: state.view.window.center, width: state.view.window.width },
      unit: open.unit,
      isVisible: (structureId) => isShown(store.getState().view, structureId),
      isReadOnly: state.isReadOnly,
    };
  };
  const colorOf = (structureId: string | null) =>
    (structureId !== null && session.current().structures.get(structureId)?.color) || '#aab1ba';

  const showOverlay = () => {
    const { activeStructureId } = store.getState().view;
    for (const [name, view] of planes()) {
      const isHere = cursor !== null && cursor.kind !== 'system' && cursor.view === name;
      const line = path !== null && path.view === name ? path : null;
      view.setToolOverlay(
        isHere || line !== null
          ? {
              cursor: isHere ? cursor : null,
              color: colorOf(activeStructureId),
              sizeText: isHere ? sizeText : '',
              path: line,
            }
          : null,
      );
      view.setPointerShape(cssCursor(cursor));
    }
  };
  const showMeasuring = (draft: MeasurementDraft | null) => {
    const kept = [...session.current().measurements.values()].map((record) => ({ ...record, isActive: false }));
    for (const [name, view] of planes()) {
      view.setMeasurements(draft && draft.view === name ? [...kept, { ...draft, id: 'draft', isActive: true }] : kept);
    }
  };
  const keepMeasurement = ({ kind, view, pointsLps, label }: MeasurementDraft) => {
    const id = crypto.randomUUID();
    const titles = { distance: 'Distance', angle: 'Angle', area: 'Area', huCircle: 'HU in a circle' } as const;
    session.commit({
      label: `${titles[kind]} ${label}`,
      structureId: null,
      k: null,
      ops: [{ type: 'measurement', id, before: null, after: { id, kind, view, pointsLps: [...pointsLps], label } }],
    });
  };

  /** The document may have changed under the hand: by a command, by another window, by a model that has finished. */
  const commit = ({ structureId, changes, label, k }: Extract<ToolEffect, { type: 'commit' }>) => {
    const document = session.current();
    const barred = document.structures.has(structureId)
      ? lockReason(document, structureId)
      : 'The structure is not there any more.';
    if (barred !== null) {
      store.setState({ statusText: barred });
      return;
    }
    const own = document.slices.get(structureId);
    const isAsItWas = changes.every((change) => (own?.get(change.k)?.bits ?? null) === change.before);
    const made = isAsItWas ? changes : rebaseChanges(structureSlicesOf(document, structureId), changes);
    const draft = createSliceEdit(document, structureId, made, label, { k });
    if (draft !== null) session.commit(draft);
  };

  const carryOut = (effect: ToolEffect): void => {
    switch (effect.type) {
      case 'preview':
        for (const view of planes().values()) {
          view.setPreview({
            structureId: effect.structureId,
            color: colorOf(effect.structureId),
            kind: 'stroke',
            slices: effect.planes,
          });
        }
        return;
      case 'discard':
        for (const view of planes().values()) view.setPreview(null);
        return;
      case 'commit': {
        commit(effect);
        for (const view of planes().values()) view.setPreview(null);
        return;
      }
      case 'cursor':
        cursor = effect.cursor;
        return;
      case 'status':
        if ((effect.text ?? '') !== store.getState().statusText) store.setState({ statusText: effect.text ?? '' });
        return;
      case 'path':
        path = effect.path;
        return;
      case 'measuring':
        showMeasuring(effect.measurement);
        return;
      case 'measurement':
        keepMeasurement(effect.measurement);
        return;
      case 'crosshair':
        patchView(store, { crosshairIjk: [effect.ijk[0], effect.ijk[1], effect.ijk[2]] });
        return;
      case 'window':
        patchView(store, { window: { center: effect.centre, width: effect.width }, windowPreset: 'custom' });
        return;
      case 'pan':
        planes().get(effect.view)?.panBy(effect.du, effect.dv);
        return;
      case 'zoom':
        planes().get(effect.view)?.zoomBy(effect.factor, { u: effect.u, v: effect.v });
        return;
      case 'segment':
        context.segments.current()?.mark(effect.mark);
        return;
      case 'options':
        patchToolOptions(store, effect.patch);
        return;
    }
  };

  const handle = (view: ViewName, event: ToolEvent) => {
    lastEvent = event.type === 'move' ? { view, event } : null;
    for (const effect of tool.handle(event, toolContext())) carryOut(effect);
    showOverlay();
  };

  const sizeChanged = () => {
    const option = SIZE_OPTIONS[tool.id];
    if (!option) return;
    sizeText = `${store.getState().toolOptions[option].toFixed(1)} mm`;
    if (sizeTimer !== null) clearTimeout(sizeTimer);
    sizeTimer = setTimeout(() => {
      sizeText = '';
      showOverlay();
    }, SIZE_SHOWN_MS);
    if (lastEvent) handle(lastEvent.view, lastEvent.event);
  };

  /** The view that the pointer was on last; tools that take keys do not ask which. */
  const feed = (event: ToolEvent) => {
    for (const effect of tool.handle(event, toolContext())) carryOut(effect);
    showOverlay();
  };

  return {
    handle,
    key: (key) => {
      feed({ type: 'key', key, modifiers: { ctrl: false, shift: false, alt: false } });
      if (lastEvent && !tool.isBusy()) handle(lastEvent.view, lastEvent.event);
      if (['[', ']', '-', '+'].includes(key)) sizeChanged();
    },
    cancel: () => feed({ type: 'cancel' }),
    takeBack: () => {
      const event = { type: 'key', key: 'x', modifiers: { ctrl: false, shift: false, alt: false } } as const;
      const effects = tool.handle(event, toolContext());
      if (effects.length === 0) {
        feed({ type: 'cancel' });
        return;
      }
      for (const effect of effects) carryOut(effect);
      showOverlay();
    },
    isBusy: () => tool.isBusy(),
    sizeOption: () => SIZE_OPTIONS[tool.id] ?? null,
    sizeChanged,
    toolChanged: () => {
      const { toolId } = store.getState().tool;
      if (toolId === tool.id) return;
      for (const effect of tool.handle({ type: 'cancel' }, toolContext())) carryOut(effect);
      tool = createTool(toolId as ToolId);
      cursor = null;
      path = null;
      if (lastEvent) handle(lastEvent.view, lastEvent.event);
      else showOverlay();
    },
    refresh: () => {
      if (lastEvent && !tool.isBusy()) handle(lastEvent.view, lastEvent.event);
    },
    dispose: () => {
      if (sizeTimer !== null) clearTimeout(sizeTimer);
    },
  };
}
