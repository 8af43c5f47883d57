// What a person must know of the open images and sets before trusting them: a tilt, a gap, contours that were left out.

import type { WorkspaceState } from '../state/app-state.ts';

export interface CaseWarning {
  readonly code: string;
  readonly message: string;
}

const ofSeries = ({ detail, volume }: WorkspaceState): readonly CaseWarning[] =>
  detail.row.series.find(({ seriesId }) => seriesId === volume.seriesId)?.warnings ?? [];

/** Of the images first: they concern every contour. */
export const warningsOf = (workspace: WorkspaceState): readonly CaseWarning[] => [
  ...ofSeries(workspace),
  ...workspace.warnings,
];

/** The first one has been read. It comes again when the case is opened again. */
export function withoutFirstWarning(workspace: WorkspaceState): Partial<WorkspaceState> {
  const own = ofSeries(workspace);
  if (own.length === 0) return { warnings: workspace.warnings.slice(1) };
  const { detail, volume } = workspace;
  const series = detail.row.series.map((one) =>
    one.seriesId === volume.seriesId ? { ...one, warnings: one.warnings.slice(1) } : one,
  );
  return { detail: { ...detail, row: { ...detail.row, series } } };
}
