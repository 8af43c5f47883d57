// One row a structure of a model: its figures, and whether it has changed since they were made.

import type { StructureRecord } from '../../../core/edit/index.ts';
import { modelGroupOf } from '../../commands/uncertainty-commands.ts';
import type { WorkspaceState } from '../../state/app-state.ts';
import type { UncertaintyState, UnsureFigures } from '../../state/uncertainty-state.ts';

export interface UncertainRow {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly isReviewed: boolean;
  /** undefined: being made for the first time. */
  readonly figure: UnsureFigures | undefined;
  /** True while the figure is of a state before the last edit: it is being made again. */
  readonly isOld: boolean;
}

/** Structures of a set of a model and of its later versions; the body is not the network's. */
export const structuresOfModel = (
  { groups, structures }: Pick<WorkspaceState, 'groups' | 'structures'>,
  groupId: string,
): StructureRecord[] =>
  structures.filter(
    (structure) => structure.interpretedType !== 'EXTERNAL' && modelGroupOf(groups, structure.groupId)?.id === groupId,
  );

/** The least certain first; what has no figure yet last. An empty structure has no edge, and no row. */
export const uncertainRows = (
  workspace: Pick<WorkspaceState, 'groups' | 'structures' | 'planesOf'> | null,
  groupId: string | null,
  figures: UncertaintyState['figures'],
): UncertainRow[] =>
  workspace === null || groupId === null
    ? []
    : structuresOfModel(workspace, groupId)
        .filter(({ id }) => (workspace.planesOf[id] ?? []).length > 0)
        .map(({ id, name, color, review, contentRev }) => {
          const figure = figures[id];
          const isOld = figure !== undefined && figure.contentRev !== contentRev;
          return { id, name, color, isReviewed: review.isReviewed, figure, isOld };
        })
        .sort((p, q) => (q.figure?.meanMm ?? -1) - (p.figure?.meanMm ?? -1));
