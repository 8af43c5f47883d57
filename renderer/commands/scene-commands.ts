// What the 3D view shows and from where it looks.

import type { AppState } from '../state/app-state.ts';
import { patchView } from '../state/app-store.ts';
import type { ViewState } from '../state/view-state.ts';
import { type Command, command } from './command.ts';

const GROUP = '3D';

export type ScenePreset = ViewState['scene'];

export const SCENE_PRESETS: readonly { readonly preset: ScenePreset; readonly label: string }[] = [
  { preset: 'surfaces', label: 'Surfaces' },
  { preset: 'bone', label: 'Bone' },
  { preset: 'soft', label: 'Soft tissue' },
  { preset: 'skin', label: 'Skin' },
  { preset: 'mr', label: 'MR' },
];

/** Why these images cannot be shown so; null: they can. The presets for CT go by HU. */
export function whyNoPreset(preset: ScenePreset, { workspace }: AppState): string | null {
  if (preset === 'surfaces' || !workspace) return null;
  if (preset === 'mr') return workspace.volume.unit === 'HU' ? 'Needs MR' : null;
  return workspace.volume.unit === 'HU' ? null : 'Needs HU';
}

export const SIDES = [
  { side: 'A', label: 'From the front' },
  { side: 'P', label: 'From the back' },
  { side: 'L', label: 'From the left' },
  { side: 'R', label: 'From the right' },
  { side: 'S', label: 'From above' },
  { side: 'I', label: 'From below' },
] as const;

export type Side3d = (typeof SIDES)[number]['side'];

export const createSceneCommands = (): Command[] => [
  ...SCENE_PRESETS.map(({ preset, label }) =>
    command(
      `scene.${preset}`,
      `3D: ${label === 'MR' ? label : label.toLowerCase()}`,
      GROUP,
      'workspace',
      [],
      ({ store }) => patchView(store, { scene: preset }),
      (state) => whyNoPreset(preset, state),
    ),
  ),
  ...SIDES.map(({ side, label }) =>
    command(`scene.look${side}`, `3D: ${label.toLowerCase()}`, GROUP, 'workspace', [], () => {
      window.dispatchEvent(new CustomEvent('limner:look', { detail: side }));
    }),
  ),
];
