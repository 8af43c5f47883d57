// Options of the 3D view: what it shows, the planes in it, and from where one looks.

import { SCENE_PRESETS, SIDES, whyNoPreset } from '../../commands/scene-commands.ts';
import { useApp, useAppShallow } from '../../state/app-store.ts';
import { Select } from '../../ui/select.tsx';
import { Tip } from '../../ui/tip.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './scene-options.css';

export function SceneOptions() {
  const { run } = useAppContext();
  const scene = useApp((state) => state.view.scene);
  const arePlanesShown = useApp((state) => state.view.arePlanesIn3d);
  const reasons = useAppShallow((state) => SCENE_PRESETS.map(({ preset }) => whyNoPreset(preset, state)));
  return (
    <>
      <Select
        caption="3D"
        value={scene}
        options={SCENE_PRESETS.map(({ preset, label }, at) => ({
          value: preset,
          label,
          ...(reasons[at] ? { disabledReason: reasons[at] } : {}),
        }))}
        onChange={(preset) => run(`scene.${preset}`)}
      />
      <Tip label="Planes in 3D" keys="V">
        <button
          type="button"
          className="opt-toggle"
          aria-pressed={arePlanesShown}
          onClick={() => run('display.planes3d')}
        >
          Planes
        </button>
      </Tip>
      <span className="vr" />
      <span className="lab">Look from</span>
      <fieldset className="seg sm look-from" aria-label="Look from">
        {SIDES.map(({ side, label }) => (
          <Tip key={side} label={label}>
            <button type="button" className="sq" aria-label={label} onClick={() => run(`scene.look${side}`)}>
              {side}
            </button>
          </Tip>
        ))}
      </fieldset>
    </>
  );
}
