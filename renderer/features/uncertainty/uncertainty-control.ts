// While it is shown: reads the map of the set at work, hands it to the views, and works out the figures of its structures
// a few slices at a time, again for those that change.

import type { StructureRecord } from '../../../core/edit/index.ts';
import { createMapSampler, type MapSampler, type StructureWidths, widthsOf } from '../../../core/uncertainty/index.ts';
import type { AppContext } from '../../commands/command.ts';
import { uncertainGroup } from '../../commands/uncertainty-commands.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { readUncertainty } from '../../data/uncertainty-map.ts';
import { NO_UNCERTAINTY, type UncertaintyState } from '../../state/uncertainty-state.ts';
import { structuresOfModel } from './uncertain-rows.ts';

/** Longest stretch without letting the window draw, ms. */
const TURN_MS = 6;
/** A stroke is followed by others. */
const QUIET_MS = 300;
/** Slices that are named for each structure. */
const NAMED_SLICES = 5;

export interface UncertaintyControl {
  /** null: not shown, or not there. */
  map(): MapSampler | null;
  /** The views' map has changed. */
  onMap(listener: () => void): void;
  dispose(): void;
}

const slicesOf = ({ session }: OpenCase, structureId: string) =>
  new Map([...(session.current().slices.get(structureId) ?? [])].map(([k, { bits }]) => [k, bits]));

export function createUncertaintyControl(context: AppContext, open: OpenCase): UncertaintyControl {
  const { store, connection } = context;
  let listener: () => void = () => undefined;
  let shown: { readonly groupId: string; readonly map: MapSampler } | null = null;
  /** Of which state of a structure its figures are. */
  const known = new Map<string, number>();
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const patch = (next: Partial<UncertaintyState>) =>
    store.setState(({ uncertainty }) => ({ uncertainty: { ...uncertainty, ...next } }));

  const keep = (structureId: string, contentRev: number, widths: StructureWidths | null) => {
    const { [structureId]: _, ...others } = store.getState().uncertainty.figures;
    if (widths === null) {
      patch({ figures: others });
      return;
    }
    const slices = widths.slices.slice(0, NAMED_SLICES).map(({ k, widthMm, ijk }) => ({ k, widthMm, ijk }));
    patch({ figures: { ...others, [structureId]: { contentRev, meanMm: widths.meanMm, slices } } });
  };

  /** Those of the set that are not known as they are, the one at work first. */
  const unknownOf = (groupId: string): StructureRecord[] => {
    const { workspace, view } = store.getState();
    if (!workspace) return [];
    return structuresOfModel(workspace, groupId)
      .filter(({ id, contentRev }) => known.get(id) !== contentRev)
      .sort((p, q) => Number(q.id === view.activeStructureId) - Number(p.id === view.activeStructureId));
  };

  const measure = async (own: number) => {
    while (own === turn && shown !== null) {
      const { groupId, map } = shown;
      const [next] = unknownOf(groupId);
      if (next === undefined) return;
      const { workspace } = store.getState();
      const beside = workspace?.structures.filter(
        ({ id, groupId: other, interpretedType }) =>
          id !== next.id && other === next.groupId && interpretedType !== 'EXTERNAL',
      );
      const others = (beside ?? []).map(({ id }) => slicesOf(open, id));
      const work = widthsOf(map, open.geometry, slicesOf(open, next.id), others);
      let until = performance.now() + TURN_MS;
      let step = work.next();
      while (step.done !== true) {
        if (performance.now() > until) {
          await new Promise((resolve) => setTimeout(resolve));
          if (own !== turn) return;
          until = performance.now() + TURN_MS;
        }
        step = work.next();
      }
      known.set(next.id, next.contentRev);
      keep(next.id, next.contentRev, step.value);
    }
  };
  const measureSoon = (ms: number) => {
    clearTimeout(timer);
    const own = ++turn;
    timer = setTimeout(() => void measure(own), ms);
  };

  const show = (next: typeof shown) => {
    shown = next;
    known.clear();
    listener();
  };

  const read = async (groupId: string, structureSetId: string) => {
    const own = ++turn;
    show(null);
    patch({ ...NO_UNCERTAINTY, phase: 'reading', groupId });
    try {
      const map = await readUncertainty(connection.client, structureSetId);
      if (own !== turn) return;
      if (map === null) {
        patch({ phase: 'none' });
        return;
      }
      patch({ phase: 'ready', kind: map.kind });
      show({ groupId, map: createMapSampler(map) });
      measureSoon(0);
    } catch (error) {
      if (own === turn) patch({ phase: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };

  const follow = () => {
    const state = store.getState();
    const group = state.view.isUncertaintyShown ? uncertainGroup(state) : null;
    if (group?.structureSetId == null) {
      turn++;
      if (shown !== null) show(null);
      if (state.uncertainty.phase !== 'off') store.setState({ uncertainty: NO_UNCERTAINTY });
      return;
    }
    if (state.uncertainty.groupId !== group.id) void read(group.id, group.structureSetId);
  };

  const stops = [
    store.subscribe((state) => state.view.isUncertaintyShown, follow),
    store.subscribe((state) => state.workspace?.groups, follow),
    store.subscribe((state) => state.view.activeStructureId, follow),
    store.subscribe(
      (state) => state.workspace?.structures,
      () => {
        if (shown !== null) measureSoon(QUIET_MS);
      },
    ),
  ];
  store.setState({ uncertainty: NO_UNCERTAINTY });
  follow();
  return {
    map: () => shown?.map ?? null,
    onMap: (next) => {
      listener = next;
    },
    dispose: () => {
      turn++;
      clearTimeout(timer);
      for (const stop of stops) stop();
      store.setState({ uncertainty: NO_UNCERTAINTY });
    },
  };
}
