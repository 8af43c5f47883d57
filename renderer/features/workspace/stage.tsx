// The views in their layout. What they show is kept up to date by the stage control, outside of React.

import { useEffect, useRef, useState } from 'react';
import type { ViewName } from '../../../core/geometry/index.ts';
import { voxelAt } from '../../data/voxel-at.ts';
import { useApp } from '../../state/app-store.ts';
import type { Layout, ViewId } from '../../state/view-state.ts';
import { MenuAt } from '../../ui/menu.tsx';
import { createSceneView } from '../../viewport/scene-view.ts';
import { useAppContext } from '../shell/app-context.ts';
import { createStageControl, type StageControl } from './stage-control.ts';
import { type ViewMenuPlace, viewMenuEntries } from './view-menu-entries.ts';

const ALL: readonly ViewId[] = ['axial', 'coronal', 'sagittal', '3d'];

/** Views of a layout, the large one first. */
export function viewsOf(layout: Layout, largeView: ViewId): readonly ViewId[] {
  switch (layout) {
    case 'one':
      return [largeView];
    case 'one-three':
      return [largeView, ...ALL.filter((id) => id !== largeView)];
    case 'two-by-two':
      return ['axial', '3d', 'coronal', 'sagittal'];
    case '3d-large':
      return ['3d', 'axial', 'coronal', 'sagittal'];
  }
}

function PlaneSlot({ name, control }: { readonly name: ViewName; readonly control: StageControl }) {
  const slot = useRef<HTMLDivElement>(null);
  useEffect(() => (slot.current ? control.mountPlane(name, slot.current) : undefined), [name, control]);
  return <div ref={slot} className="vp" data-view={name} />;
}

function SceneSlot({
  control,
  openMenu,
}: {
  readonly control: StageControl;
  readonly openMenu: (place: ViewMenuPlace) => void;
}) {
  const context = useAppContext();
  const { store, host } = context;
  const slot = useRef<HTMLDivElement>(null);
  const volumeId = useApp((state) => state.workspace?.volume.volumeId ?? '');
  useEffect(() => {
    const container = slot.current;
    if (!container) return;
    return control.mountScene(
      () =>
        createSceneView(
          container,
          {
            onActivate: () => store.setState((state) => ({ view: { ...state.view, activeView: '3d' } })),
            onPick: (lps, structureId) => {
              const open = context.openCase();
              const { tool, toolOptions } = store.getState();
              const segments = context.segments.current();
              if (open && segments && tool.toolId === 'segment') {
                const kind = toolOptions.segmentMouse === 'other' ? 'other' : 'part';
                segments.mark({ kind, ijk: voxelAt(open.geometry, lps), view: 'axial' });
              } else if (open)
                context.run('view.goToVoxel', JSON.stringify({ ijk: voxelAt(open.geometry, lps), structureId }));
            },
            onDoubleClick: () => context.run('layout.large'),
            onMenu: (client) => openMenu({ client, ijk: null, structures: [], isSlice: false }),
          },
          { workerUrl: 'surface-worker.js' },
        ),
      host.blobUrl(volumeId),
    );
  }, [control, context, store, host, volumeId, openMenu]);
  return <div ref={slot} className="vp" data-view="3d" />;
}

export function Stage() {
  const context = useAppContext();
  const layout = useApp((state) => state.view.layout);
  const largeView = useApp((state) => state.view.largeView);
  const documentId = useApp((state) => state.workspace?.documentId ?? null);
  const planesRead = useApp((state) => state.workspace?.planesRead ?? 0);
  const planes = useApp((state) => state.workspace?.volume.size[2] ?? 0);
  const phase = useApp((state) => state.workspace?.phase ?? 'reading');
  const [control, setControl] = useState<StageControl | null>(null);
  const [menu, setMenu] = useState<ViewMenuPlace | null>(null);
  const activeId = useApp((state) => state.view.activeStructureId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is another stage
  useEffect(() => {
    const open = context.openCase();
    if (!open) return;
    const next = createStageControl(context, open, setMenu);
    setControl(next);
    return () => {
      setControl(null);
      next.dispose();
    };
  }, [context, documentId]);
  // Where a case was opened from is gone: the keyboard goes on at the views, not at the top of the page.
  useEffect(() => {
    if (control === null || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`.views .pv[data-view="${context.store.getState().view.activeView}"]`)?.focus();
  }, [control, context]);
  return (
    <div className="views" data-layout={layout} data-region="views">
      {control &&
        viewsOf(layout, largeView).map((id) =>
          id === '3d' ? (
            <SceneSlot key="3d" control={control} openMenu={setMenu} />
          ) : (
            <PlaneSlot key={id} name={id} control={control} />
          ),
        )}
      {menu && (
        <MenuAt
          key={`${menu.client.x.toString()} ${menu.client.y.toString()}`}
          at={menu.client}
          entries={viewMenuEntries(menu, activeId, context)}
          onClose={() => setMenu(null)}
        />
      )}
      {phase === 'reading' && (
        <p className="reading num" role="status">
          Reading {planesRead} of {planes}
        </p>
      )}
    </div>
  );
}
