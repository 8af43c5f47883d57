// Walking the findings, looking at one, and closing one with a reason.

import { cutThrough, uvFromIndex, type Vec3 } from '../../core/geometry/index.ts';
import type { AppState, FindingRow } from '../state/app-state.ts';
import { type AppStore, patchView } from '../state/app-store.ts';
import type { ViewState } from '../state/view-state.ts';
import { type AppContext, argumentCommand, type Command, command } from './command.ts';
import { canAccept, neighbourFinding, openFindings, stampOf } from './open-findings.ts';
import { goToPlane, unseenPlanes } from './review-commands.ts';

const GROUP = 'Checks';
/** How long the structure is shown alone. */
const ALONE_MS = 2000;

interface Walk {
  shownId: string | null;
  timer: ReturnType<typeof setTimeout> | null;
  /** What stood alone before, while a finding is shown. */
  before: string | null;
}

/** Shows a structure alone for a moment; who changes that meanwhile keeps the change. */
function showAlone(store: AppStore, walk: Walk, structureId: string): void {
  const { soloId } = store.getState().view;
  if (walk.timer === null) walk.before = soloId;
  else clearTimeout(walk.timer);
  patchView(store, { soloId: structureId });
  walk.timer = setTimeout(() => {
    walk.timer = null;
    if (store.getState().view.soloId === structureId) patchView(store, { soloId: walk.before });
  }, ALONE_MS);
}

/** Cameras that were moved by hand put the place into their middle; a view that shows all of its plane shows it anyway. */
function centredCameras(context: AppContext, view: ViewState, ijk: Vec3): ViewState['cameras'] {
  const open = context.openCase();
  const cameras = { ...view.cameras };
  for (const name of ['axial', 'coronal', 'sagittal'] as const) {
    const camera = cameras[name];
    if (!open || !camera) continue;
    const { a, b } = cutThrough(open.views[name], ijk);
    const { u, v } = uvFromIndex(open.views[name], a, b);
    cameras[name] = { ...camera, centreU: u, centreV: v };
  }
  return cameras;
}

/** The crosshair and the middle of the view to a voxel. */
export function moveTo(context: AppContext, ijk: Vec3): void {
  const { store } = context;
  const { view } = store.getState();
  patchView(store, { crosshairIjk: [ijk[0], ijk[1], ijk[2]], cameras: centredCameras(context, view, ijk) });
}

/** The first slice that nobody has looked at may be another by now. */
function goToUnseen(context: AppContext, { workspace }: AppState): void {
  for (const structure of workspace?.structures ?? []) {
    const [k] = workspace && structure.origin !== 'imported' ? unseenPlanes(workspace, structure) : [];
    if (k === undefined || structure.review.isReviewed) continue;
    goToPlane(context, structure.id, k);
    return;
  }
}

function show(context: AppContext, walk: Walk, finding: FindingRow): void {
  const { store } = context;
  walk.shownId = finding.id;
  store.setState({ statusText: `${finding.title}. ${finding.text}` });
  const { structureId, k, ijk } = finding;
  if (finding.id.startsWith('unseen')) {
    goToUnseen(context, store.getState());
    return;
  }
  if (structureId === null) return;
  patchView(store, { activeStructureId: structureId });
  if (ijk !== null) moveTo(context, ijk);
  else if (k !== null) goToPlane(context, structureId, k);
  else {
    const [first] = store.getState().workspace?.planesOf[structureId] ?? [];
    if (first === undefined) return;
    goToPlane(context, structureId, first);
  }
  showAlone(store, walk, structureId);
}

const nothingOpen = ({ checks }: AppState) => (openFindings(checks).length === 0 ? 'Nothing is open.' : null);

function accept({ store }: AppContext, args: string | null): void {
  const { id, reason } = JSON.parse(args ?? '{}') as { id?: string; reason?: string };
  const { checks, workspace, view } = store.getState();
  const finding = checks.findings.find((own) => own.id === id);
  const given = reason?.trim().slice(0, 256) ?? '';
  if (finding === undefined || given === '' || !canAccept(finding)) return;
  const stamp = stampOf(finding, workspace?.structures ?? []);
  patchView(store, {
    acceptedFindings: {
      ...view.acceptedFindings,
      [finding.id]: { reason: given, stamp, at: new Date().toISOString() },
    },
  });
}

export function createFindingCommands(): Command[] {
  const walk: Walk = { shownId: null, timer: null, before: null };
  const step = (context: AppContext, by: 1 | -1) => {
    const next = neighbourFinding(context.store.getState(), walk.shownId, by);
    if (next !== null) show(context, walk, next);
  };
  return [
    command('finding.next', 'Next finding', GROUP, 'workspace', ['.'], (context) => step(context, 1), nothingOpen),
    command(
      'finding.previous',
      'Previous finding',
      GROUP,
      'workspace',
      [','],
      (context) => step(context, -1),
      nothingOpen,
    ),
    command('finding.show', 'Show the finding', GROUP, 'workspace', [], (context, args) => {
      const { findings } = context.store.getState().checks;
      const finding = findings.find(({ id }) => id === (args ?? walk.shownId));
      if (finding !== undefined) show(context, walk, finding);
      else if (args === null) step(context, 1);
    }),
    argumentCommand('finding.accept', 'Accept a finding with a reason', GROUP, 'workspace', (context, args) => {
      if (args === null) context.store.setState({ statusText: 'Choose the finding in the list of checks.' });
      else accept(context, args);
    }),
    argumentCommand('finding.reopen', 'Open an accepted finding again', GROUP, 'workspace', ({ store }, args) => {
      const { acceptedFindings } = store.getState().view;
      patchView(store, {
        acceptedFindings: Object.fromEntries(Object.entries(acceptedFindings).filter(([id]) => id !== args)),
      });
    }),
  ];
}
