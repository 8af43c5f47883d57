// Walking what nobody has looked at, and saying that a structure is reviewed.

import { type StructureRecord, tightRect } from '../../core/edit/index.ts';
import type { AppState, WorkspaceState } from '../state/app-state.ts';
import { patchView } from '../state/app-store.ts';
import { type AppContext, type Command, command } from './command.ts';

const GROUP = 'Review';

/** Planes of a structure that count as seen: shown long enough, edited by hand, or reviewed before. */
export function seenPlanes(workspace: WorkspaceState, structure: StructureRecord): Set<number> {
  return new Set([...(workspace.seen[structure.id] ?? []), ...structure.editedSlices, ...structure.review.slices]);
}

export const unseenPlanes = (workspace: WorkspaceState, structure: StructureRecord): number[] => {
  const seen = seenPlanes(workspace, structure);
  return (workspace.planesOf[structure.id] ?? []).filter((k) => !seen.has(k));
};

export const activeStructure = ({ workspace, view }: AppState): StructureRecord | null =>
  workspace?.structures.find(({ id }) => id === view.activeStructureId) ?? null;

/** Contours that a person drew elsewhere are no drafts, as long as they stand as they came. */
export const needsReview = ({ origin, editedSlices }: StructureRecord): boolean =>
  origin !== 'imported' || editedSlices.length > 0;

const isToReview = (structure: StructureRecord) => needsReview(structure) && !structure.review.isReviewed;

/** Puts the crosshair on plane k, on the middle of the structure there. */
export function goToPlane(context: AppContext, structureId: string, k: number): void {
  const open = context.openCase();
  if (!open) return;
  const { store } = context;
  const bits = open.session.current().slices.get(structureId)?.get(k)?.bits;
  const [i, j] = store.getState().view.crosshairIjk;
  const rect = bits ? tightRect(bits) : null;
  patchView(store, {
    activeStructureId: structureId,
    crosshairIjk:
      rect === null ? [i, j, k] : [Math.floor((rect.i0 + rect.i1) / 2), Math.floor((rect.j0 + rect.j1) / 2), k],
  });
}

const walkUnseen = (context: AppContext, direction: 1 | -1) => {
  const state = context.store.getState();
  const { workspace, view } = state;
  if (!workspace) return;
  const own = activeStructure(state);
  const here = view.crosshairIjk[2];
  const open = own ? unseenPlanes(workspace, own) : [];
  const ordered = direction === 1 ? open : [...open].reverse();
  const next = ordered.find((k) => (direction === 1 ? k > here : k < here)) ?? ordered.find((k) => k !== here);
  if (own && next !== undefined) {
    goToPlane(context, own.id, next);
    return;
  }
  // All of this one is seen: the next structure that has something to see.
  const at = workspace.structures.findIndex(({ id }) => id === own?.id);
  const rest = [...workspace.structures.slice(at + 1), ...workspace.structures.slice(0, at + 1)];
  for (const structure of rest) {
    const first = isToReview(structure) ? unseenPlanes(workspace, structure)[0] : undefined;
    if (first !== undefined) {
      goToPlane(context, structure.id, first);
      return;
    }
  }
  context.store.setState({ statusText: 'Every slice of every structure has been shown.' });
};

const markReviewed = (context: AppContext, reason: string | null) => {
  const open = context.openCase();
  const state = context.store.getState();
  const own = activeStructure(state);
  if (!open || !own || !state.workspace) return;
  const record = open.session.current().structures.get(own.id);
  if (!record) return;
  open.session.commit({
    label: `${record.name} marked reviewed`,
    structureId: record.id,
    k: null,
    ops: [
      {
        type: 'structure',
        id: record.id,
        before: record,
        after: {
          ...record,
          review: {
            isReviewed: true,
            at: new Date().toISOString(),
            reason,
            slices: [...(state.workspace.planesOf[record.id] ?? [])],
          },
        },
      },
    ],
  });
};

const takeBack = (context: AppContext) => {
  const open = context.openCase();
  const own = activeStructure(context.store.getState());
  const record = own && open?.session.current().structures.get(own.id);
  if (!open || !record) return;
  open.session.commit({
    label: `${record.name} marked unreviewed`,
    structureId: record.id,
    k: null,
    ops: [
      {
        type: 'structure',
        id: record.id,
        before: record,
        after: { ...record, review: { isReviewed: false, at: null, reason: null, slices: [] } },
      },
    ],
  });
};

/** Why the active structure cannot be marked as reviewed; null: it can. */
export function whyNotReviewed(state: AppState): string | null {
  const own = activeStructure(state);
  if (!own || !state.workspace) return 'Choose a structure first.';
  if (own.review.isReviewed) return 'It is reviewed already.';
  if ((state.workspace.planesOf[own.id] ?? []).length === 0) return 'The structure is empty.';
  return unseenPlanes(state.workspace, own).length > 0 ? 'Unlocks when every slice has been shown.' : null;
}

const needsStructure = (state: AppState) => (activeStructure(state) ? null : 'Choose a structure first.');

export const createReviewCommands = (): Command[] => [
  command('review.nextUnseen', 'Next unseen slice', GROUP, 'review', ['Space'], (context) => walkUnseen(context, 1)),
  command('review.previousUnseen', 'Previous unseen slice', GROUP, 'review', ['Shift Space'], (context) =>
    walkUnseen(context, -1),
  ),
  command(
    'review.mark',
    'Mark reviewed',
    GROUP,
    'workspace',
    ['Ctrl Enter'],
    (context) => markReviewed(context, null),
    whyNotReviewed,
  ),
  command(
    'review.markUnseen',
    'Mark reviewed with unseen slices…',
    GROUP,
    'workspace',
    [],
    (context, args) => {
      if (args === null) context.store.setState({ overlay: 'mark-unseen' });
      else markReviewed(context, args);
    },
    needsStructure,
  ),
  command('review.takeBack', 'Mark unreviewed', GROUP, 'workspace', [], takeBack, (state) =>
    activeStructure(state)?.review.isReviewed ? null : 'The structure is not reviewed.',
  ),
];
