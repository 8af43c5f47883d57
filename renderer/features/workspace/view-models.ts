// From records and planes to what the views draw: which structures show, in which line, what the ribbon and the corners
// say.

import type { QueueRow } from '../../../core/contract/index.ts';
import { type EditDocument, hasVoxel, type SliceContent } from '../../../core/edit/index.ts';
import { type ImageGeometry, kDirection } from '../../../core/geometry/index.ts';
import { openFindings } from '../../commands/open-findings.ts';
import { needsReview, seenPlanes } from '../../commands/review-commands.ts';
import { comparedSets } from '../../data/compared-sets.ts';
import type { AppState, WorkspaceState } from '../../state/app-state.ts';
import { roiOf } from '../../state/imported-lines.ts';
import { type ViewState, WINDOW_PRESETS } from '../../state/view-state.ts';
import type { SceneStructure } from '../../viewport/scene-types.ts';
import type {
  ContourDisplay,
  ContourState,
  RibbonModel,
  ViewContour,
  ViewMeasurement,
  ViewTexts,
} from '../../viewport/view-types.ts';
import { isDoubledLine, isOutOfDate } from './structure-look.ts';

const NO_SLICES: ReadonlyMap<number, SliceContent> = new Map();

/** The outside of a body shows faintly in 3D: everything else lies in it. */
const BODY_OPACITY = 0.12;
const isBody = (interpretedType: string, name: string) =>
  interpretedType === 'EXTERNAL' || /^(body|external|skin)$/i.test(name);

export const isShown = (view: ViewState, structureId: string): boolean =>
  view.areContoursShown && (view.soloId === null ? !view.hidden.includes(structureId) : view.soloId === structureId);

/** The same line as the swatch of the list, see `lookOf`. */
function contourState(structure: WorkspaceState['structures'][number]): ContourState {
  if (structure.origin === 'imported' && structure.editedSlices.length === 0) return 'imported';
  if (structure.review.isReviewed) return 'reviewed';
  return structure.derivedFrom === null ? 'unreviewed' : 'derived';
}

/** While two sets are compared: A solid, B dotted and in the colour of its partner, and nothing else. */
function comparedContours({ workspace, view }: AppState, document: EditDocument): ViewContour[] | null {
  if (view.mode !== 'evaluate' || !workspace) return null;
  const sets = comparedSets(workspace.groups, workspace.structures, view.compared);
  if (sets === null) return null;
  return sets.pairs.flatMap(({ name, color, a, b }) =>
    ([a, b] as const).flatMap((structure, side): ViewContour[] =>
      structure === null || !isShown(view, structure.id)
        ? []
        : [
            {
              structureId: structure.id,
              name: `${side === 0 ? 'A' : 'B'} ${name}`,
              color,
              slices: document.slices.get(structure.id) ?? NO_SLICES,
              state: side === 0 ? 'approved' : 'derived',
              reviewedSlices: new Set(),
              isDoubled: false,
            },
          ],
    ),
  );
}

export const viewContours = (state: AppState, document: EditDocument): ViewContour[] =>
  comparedContours(state, document) ?? ownContours(state, document);

const ownContours = ({ workspace, view }: AppState, document: EditDocument): ViewContour[] =>
  (workspace?.structures ?? [])
    .filter(({ id }) => isShown(view, id))
    .map((structure) => ({
      structureId: structure.id,
      name: structure.name,
      color: structure.color,
      slices: document.slices.get(structure.id) ?? NO_SLICES,
      state: contourState(structure),
      reviewedSlices: new Set(structure.review.slices),
      isDoubled: isDoubledLine(structure.id, workspace?.structures ?? []),
      lines: roiOf(workspace?.imported ?? [], structure)?.lines ?? [],
    }));

/** The structures that are shown and have voxels on plane k. */
export function structuresOnPlane(state: AppState, document: EditDocument, k: number): string[] {
  const { workspace, view } = state;
  const compared = comparedContours(state, document)?.map(({ structureId }) => structureId);
  const shown = compared ?? (workspace?.structures ?? []).map(({ id }) => id).filter((id) => isShown(view, id));
  return shown.filter((id) => document.slices.get(id)?.has(k) === true);
}

export const contourDisplay = ({ view }: AppState): ContourDisplay => ({
  mode: view.mode === 'evaluate' ? 'outline' : view.contourStyle,
  fillOpacity: view.fillOpacity / 100,
  activeId: view.activeStructureId,
});

export const sceneStructures = (state: AppState, document: EditDocument): SceneStructure[] =>
  (state.workspace?.structures ?? [])
    .filter(({ id }) => isShown(state.view, id))
    .map((structure) => ({
      structureId: structure.id,
      name: structure.name,
      color: structure.color,
      slices: document.slices.get(structure.id) ?? NO_SLICES,
      state: contourState(structure),
      opacity: isBody(structure.interpretedType, structure.name) ? BODY_OPACITY : 1,
      lines: roiOf(state.workspace?.imported ?? [], structure)?.lines ?? [],
    }));

export function ribbonModel({ workspace, view, checks }: AppState): RibbonModel | null {
  const structure = workspace?.structures.find(({ id }) => id === view.activeStructureId);
  if (!workspace || !structure) return null;
  return {
    color: structure.color,
    label: structure.name,
    slices: new Set(workspace.planesOf[structure.id] ?? []),
    seen: seenPlanes(workspace, structure),
    findings: new Set(
      openFindings(checks).flatMap(({ structureId, k }) => (structureId === structure.id && k !== null ? [k] : [])),
    ),
  };
}

/** The shown structures that hold a voxel, smallest set of planes first: what lies in another comes before it. */
export function structuresAt(
  state: AppState,
  document: EditDocument,
  ijk: readonly number[],
): { readonly id: string; readonly name: string }[] {
  const [i, j, k] = ijk.map(Math.round) as [number, number, number];
  return viewContours(state, document)
    .filter(({ slices }) => {
      const content = slices.get(k);
      return content !== undefined && hasVoxel(content.bits, i, j);
    })
    .sort((p, q) => p.slices.size - q.slices.size)
    .map(({ structureId, name }) => ({ id: structureId, name }));
}

/** How oblique planes may be and still have an upper and a lower side: cosine to the long axis of the body. */
const LEAST_UPRIGHT = 0.7;

/** Where a contouring has come to, on views that show the slices from the side; null: that is no place. */
export function progressLine(
  { phase, done, total, sweep }: QueueRow,
  geometry: ImageGeometry,
): { readonly k: number; readonly text: string } | null {
  if (phase !== 'inference' || total === 0 || sweep === null) return null;
  const up = kDirection(geometry)[2];
  if (Math.abs(up) < LEAST_UPRIGHT) return null;
  const fromFeet = sweep === 'up' ? done / total : 1 - done / total;
  const share = up > 0 ? fromFeet : 1 - fromFeet;
  return {
    k: Math.round(share * (geometry.size[2] - 1)),
    text: sweep === 'up' ? 'Done below this line' : 'Done above this line',
  };
}

export function viewTextsOf({ workspace, view }: AppState): ViewTexts {
  const { windowPreset } = view;
  const name =
    windowPreset === 'file' ? 'As in the file' : windowPreset === 'custom' ? '' : WINDOW_PRESETS[windowPreset].label;
  return { windowName: name, unit: workspace?.volume.unit ?? '', notice: workspace?.failure ?? null };
}

export const viewMeasurements = ({ workspace }: AppState): ViewMeasurement[] =>
  (workspace?.measurements ?? []).map(({ id, kind, pointsLps, label }) => ({
    id,
    kind,
    pointsLps,
    label,
    isActive: false,
  }));

/** 'Parotid_L, unreviewed, 9 of 14 slices seen' */
export function spokenStructure({ workspace, view }: AppState): string {
  const structure = workspace?.structures.find(({ id }) => id === view.activeStructureId);
  if (!workspace || !structure) return '';
  const planes = workspace.planesOf[structure.id] ?? [];
  const seen = seenPlanes(workspace, structure);
  const count = planes.filter((k) => seen.has(k)).length;
  const state = structure.review.isReviewed
    ? 'reviewed'
    : isOutOfDate(structure, workspace.structures)
      ? 'out of date'
      : needsReview(structure)
        ? 'unreviewed'
        : 'imported';
  return `${structure.name}, ${state}, ${count.toString()} of ${planes.length.toString()} slices seen`;
}
