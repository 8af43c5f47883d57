// Over the views: layout, window, contours; while editing, the options of the tool.

import { uncertainGroup } from '../../commands/uncertainty-commands.ts';
import { patchView, useApp, useAppShallow, useAppStore } from '../../state/app-store.ts';
import { type ContourStyle, type Layout, WINDOW_PRESETS, type WindowPreset } from '../../state/view-state.ts';
import { Slider } from '../../ui/fields.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select, type SelectOption } from '../../ui/select.tsx';
import { DoseOptions } from '../dose/dose-options.tsx';
import { SceneOptions } from '../scene-options/scene-options.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { ToolOptionsRow } from './tool-options-row.tsx';

const LAYOUTS = [
  { value: 'one', label: 'One view', icon: 'layoutOne' },
  { value: 'one-three', label: 'One large, three small', icon: 'layoutOneThree' },
  { value: 'two-by-two', label: 'Two by two', icon: 'layoutTwoByTwo' },
  { value: '3d-large', label: '3D large', icon: 'layout3d' },
] as const satisfies readonly { value: Layout; label: string; icon: string }[];

const STYLES = [
  { value: 'outline', label: 'Outline' },
  { value: 'fill', label: 'Fill' },
  { value: 'both', label: 'Both' },
] as const satisfies readonly { value: ContourStyle; label: string }[];

function WindowSelect() {
  const { run } = useAppContext();
  const preset = useApp((state) => state.view.windowPreset);
  const { center, width } = useAppShallow((state) => state.view.window);
  const hasOwn = useApp((state) => state.workspace?.volume.window !== null);
  const options: SelectOption<WindowPreset>[] = [
    ...Object.entries(WINDOW_PRESETS).map(([value, { label, keys }]) => ({
      value: value as WindowPreset,
      label,
      keys,
    })),
    {
      value: 'file',
      label: 'As in the file',
      keys: 'Shift 5',
      ...(hasOwn ? {} : { disabledReason: 'The images carry none' }),
    },
  ];
  return (
    <Select
      caption="Window"
      options={options}
      value={preset}
      {...(preset === 'custom' ? { shown: `W ${width.toFixed(0)} L ${center.toFixed(0).replace('-', '−')}` } : {})}
      onChange={(value) => run(`window.${value}`)}
    />
  );
}

/** What lies over the voxels beside the contours. */
function OverlaySelect() {
  const { run } = useAppContext();
  const isShown = useApp((state) => state.view.isUncertaintyShown);
  const hasModel = useApp((state) => uncertainGroup(state) !== null);
  const options: SelectOption<'none' | 'uncertainty'>[] = [
    { value: 'none', label: 'No overlay' },
    {
      value: 'uncertainty',
      label: 'Uncertainty',
      keys: 'Shift U',
      ...(hasModel ? {} : { disabledReason: 'No model has contoured this series' }),
    },
  ];
  return (
    <Select
      caption="Overlay"
      options={options}
      value={isShown ? 'uncertainty' : 'none'}
      onChange={(value) => {
        if ((value === 'uncertainty') !== isShown) run('display.uncertainty');
      }}
    />
  );
}

export function OptionsBar() {
  const store = useAppStore();
  const { run } = useAppContext();
  const layout = useApp((state) => state.view.layout);
  const style = useApp((state) => state.view.contourStyle);
  const fillOpacity = useApp((state) => state.view.fillOpacity);
  const mode = useApp((state) => state.view.mode);
  const is3d = useApp((state) => state.view.activeView === '3d');
  const stepMm = useApp((state) => state.workspace?.volume.spacingMm[2] ?? null);
  return (
    <div className="opts" role="toolbar" aria-label="Options" data-region="options">
      <Segmented isSmall label="Layout" segments={LAYOUTS} value={layout} onChange={(next) => run(`layout.${next}`)} />
      <span className="vr" />
      <WindowSelect />
      <DoseOptions />
      <span className="vr" />
      {is3d ? (
        <SceneOptions />
      ) : mode === 'edit' ? (
        <ToolOptionsRow />
      ) : mode === 'evaluate' ? (
        <span className="dim">A solid, B dotted</span>
      ) : (
        <>
          <span className="lab">Contours</span>
          <Segmented
            isSmall
            label="Contour style"
            segments={STYLES}
            value={style}
            onChange={(contourStyle) => patchView(store, { contourStyle })}
          />
          <Slider
            label="Fill opacity"
            value={fillOpacity}
            min={0}
            max={100}
            step={5}
            onChange={(next) => patchView(store, { fillOpacity: next })}
          />
          <span className="vr" />
          <OverlaySelect />
        </>
      )}
      <span className="grow" />
      {stepMm !== null && mode !== 'edit' && !is3d && (
        <span className="dim2 num">Slice step {stepMm.toFixed(1)} mm</span>
      )}
    </div>
  );
}
