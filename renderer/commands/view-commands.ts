// Acts that change how the open case is looked at.

import { type CutView, cutThrough, ijkOfCut, type Vec3, type ViewName } from '../../core/geometry/index.ts';
import type { AppState } from '../state/app-state.ts';
import { patchView } from '../state/app-store.ts';
import { type Layout, type Mode, type ViewId, type ViewState, WINDOW_PRESETS } from '../state/view-state.ts';
import { type AppContext, type Command, command } from './command.ts';

const LAYOUTS: readonly Layout[] = ['one', 'one-three', 'two-by-two', '3d-large'];
const LAYOUT_TITLES: Readonly<Record<Layout, string>> = {
  one: 'One view',
  'one-three': 'One large, three small',
  'two-by-two': 'Two by two',
  '3d-large': '3D large',
};
const MODES: readonly { readonly mode: Mode; readonly title: string }[] = [
  { mode: 'review', title: 'Review' },
  { mode: 'edit', title: 'Edit' },
  { mode: 'print', title: 'Print' },
  { mode: 'evaluate', title: 'Evaluate' },
];

const planeViewOf = (id: ViewId): ViewName => (id === '3d' ? 'axial' : id);

/** The view that slice keys act on. */
export function activeCut(context: AppContext): { readonly view: CutView; readonly cut: number } | null {
  const open = context.openCase();
  if (!open) return null;
  const { view } = context.store.getState();
  const cutView = open.views[planeViewOf(view.activeView)];
  return { view: cutView, cut: cutThrough(cutView, view.crosshairIjk).cut };
}

/** Moves the crosshair to another cut of a view, straight along what the view keeps fixed. */
export function crosshairOnCut(view: CutView, cut: number, crosshairIjk: Vec3): [number, number, number] {
  const { a, b } = cutThrough(view, crosshairIjk);
  const wanted = Math.min(view.cutCount - 1, Math.max(0, cut));
  const ijk = [...ijkOfCut(view, wanted, a, b)] as [number, number, number];
  // Outside a drifting stack the crosshair stays where it was along that index.
  if (ijk[view.fixedAxis] === -1) ijk[view.fixedAxis] = crosshairIjk[view.fixedAxis] as number;
  return ijk;
}

export function moveSlices(context: AppContext, viewName: ViewName, steps: number): void {
  const open = context.openCase();
  if (!open) return;
  const { store } = context;
  const view = open.views[viewName];
  const { crosshairIjk } = store.getState().view;
  const from = cutThrough(view, crosshairIjk).cut;
  // On screen "next" goes down or away from the viewer: feet-wards on axial, whatever the order of the planes.
  patchView(store, { crosshairIjk: crosshairOnCut(view, from + steps, crosshairIjk) });
}

const slice = (id: string, title: string, keys: readonly string[], steps: number): Command =>
  command(id, title, 'Slices', 'workspace', keys, (context) => {
    moveSlices(context, planeViewOf(context.store.getState().view.activeView), steps);
  });

const toggle = (id: string, title: string, key: string, flip: (view: ViewState) => Partial<ViewState>): Command =>
  command(id, title, 'Display', 'workspace', [key], ({ store }) => patchView(store, flip(store.getState().view)));

const jumpToEnd = (context: AppContext, end: 'first' | 'last') => {
  const { store } = context;
  const { view, workspace } = store.getState();
  const planes = view.activeStructureId ? workspace?.planesOf[view.activeStructureId] : undefined;
  const k = end === 'first' ? planes?.[0] : planes?.at(-1);
  if (k !== undefined) patchView(store, { crosshairIjk: [view.crosshairIjk[0], view.crosshairIjk[1], k] });
};

const needsStructure = (state: AppState) =>
  state.view.activeStructureId === null ? 'Choose a structure first.' : null;

export const createViewCommands = (): Command[] => [
  ...MODES.map(({ mode, title }, at) =>
    command(`mode.${mode}`, title, 'Modes', 'workspace', [`Ctrl ${(at + 1).toString()}`], ({ store }) => {
      patchView(store, { mode });
      store.setState({ operation: null });
    }),
  ),
  ...LAYOUTS.map((layout) =>
    command(`layout.${layout}`, LAYOUT_TITLES[layout], 'Layout', 'workspace', [], ({ store }) =>
      patchView(store, layout === '3d-large' ? { layout, activeView: '3d' } : { layout }),
    ),
  ),
  ...([1, -1] as const).map((step) =>
    command(
      step === 1 ? 'layout.next' : 'layout.previous',
      step === 1 ? 'Next layout' : 'Previous layout',
      'Layout',
      'workspace',
      [step === 1 ? 'F7' : 'Shift F7'],
      ({ store }) => {
        const at = LAYOUTS.indexOf(store.getState().view.layout);
        patchView(store, { layout: LAYOUTS[(at + step + LAYOUTS.length) % LAYOUTS.length] as Layout });
      },
    ),
  ),
  command('layout.large', 'This view large', 'Layout', 'workspace', ['F'], ({ store }) => {
    const { view } = store.getState();
    const isLarge = view.layout === 'one' && view.largeView === view.activeView;
    patchView(store, { layout: isLarge ? 'one-three' : 'one', largeView: view.activeView });
  }),
  command('view.fit', 'Fit the view', 'Layout', 'workspace', ['R'], ({ store }) => {
    const { view } = store.getState();
    patchView(store, { cameras: { ...view.cameras, [planeViewOf(view.activeView)]: null } });
    window.dispatchEvent(new CustomEvent('limner:fit', { detail: view.activeView }));
  }),

  slice('slice.previous', 'Previous slice', ['←', 'Page Up'], -1),
  slice('slice.next', 'Next slice', ['→', 'Page Down'], 1),
  slice('slice.previous10', 'Ten slices back', ['Shift Page Up'], -10),
  slice('slice.next10', 'Ten slices on', ['Shift Page Down'], 10),
  command(
    'slice.first',
    'First slice of the structure',
    'Slices',
    'workspace',
    ['Home'],
    (context) => jumpToEnd(context, 'first'),
    needsStructure,
  ),
  command(
    'slice.last',
    'Last slice of the structure',
    'Slices',
    'workspace',
    ['End'],
    (context) => jumpToEnd(context, 'last'),
    needsStructure,
  ),

  ...Object.entries(WINDOW_PRESETS).map(([preset, { label, keys, center, width }]) =>
    command(`window.${preset}`, `Window: ${label.toLowerCase()}`, 'Display', 'workspace', [keys], ({ store }) =>
      patchView(store, { window: { center, width }, windowPreset: preset as keyof typeof WINDOW_PRESETS }),
    ),
  ),
  command(
    'window.file',
    'Window: as in the file',
    'Display',
    'workspace',
    ['Shift 5'],
    ({ store }) => {
      const own = store.getState().workspace?.volume.window;
      if (own) patchView(store, { window: own, windowPreset: 'file' });
    },
    ({ workspace }) => (workspace?.volume.window ? null : 'The images carry no window of their own.'),
  ),
  toggle('display.contours', 'All contours', 'G', (view) => ({ areContoursShown: !view.areContoursShown })),
  toggle('display.contourStyle', 'Outline, fill, both', 'O', (view) => ({
    contourStyle: ({ outline: 'fill', fill: 'both', both: 'outline' } as const)[view.contourStyle],
  })),
  toggle('display.moreFill', 'More fill', 'Shift ]', (view) => ({ fillOpacity: Math.min(100, view.fillOpacity + 5) })),
  toggle('display.lessFill', 'Less fill', 'Shift [', (view) => ({ fillOpacity: Math.max(0, view.fillOpacity - 5) })),
  toggle('display.crosshair', 'Crosshair lines', 'Shift C', (view) => ({ isCrosshairShown: !view.isCrosshairShown })),
  toggle('display.interpolation', 'Interpolation', 'Shift I', (view) => ({ isInterpolated: !view.isInterpolated })),
  toggle('display.inverted', 'Inverted grey', 'Shift V', (view) => ({ isInverted: !view.isInverted })),
  toggle('display.planes3d', 'Planes in 3D', 'V', (view) => ({ arePlanesIn3d: !view.arePlanesIn3d })),
  command('display.fold', 'Fold the panel', 'Display', 'workspace', ['Ctrl \\'], ({ store }) =>
    patchView(store, { isPanelFolded: !store.getState().view.isPanelFolded }),
  ),
];
