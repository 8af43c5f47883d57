// The elements of the 3D view: the picture, the name of what it shows, letters at its edges, the crosshair's marker.

import type { ScreenPoint, ScreenSize } from './plane-camera.ts';
import { type SceneCamera, sceneLetters } from './scene-camera.ts';
import { SceneLines } from './scene-lines.ts';
import type { VolumePreset } from './scene-types.ts';
import { roomForWords, show } from './view-labels.ts';

const PRESET_NAMES: Readonly<Record<VolumePreset, string>> = {
  'ct-bone': 'Bone',
  'ct-soft': 'Soft tissue',
  skin: 'Skin',
  mr: 'MR',
};
const SIDES = ['left', 'right', 'top', 'bottom'] as const;
const NO_LETTERS = { left: '', right: '', top: '', bottom: '' };

/** Below this height the lower letter would touch the words in the corners, CSS px. */
const LEAST_HEIGHT_PX = 300;

export interface SceneElements {
  readonly element: HTMLElement;
  readonly stage: HTMLElement;
  /** null: surfaces alone. */
  setTitle(preset: VolumePreset | null): void;
  /** Why there is nothing to see; null takes the notice away. */
  setNotice(reason: string | null): void;
  /** null: without an image. */
  setLetters(camera: SceneCamera | null, size: ScreenSize): void;
  setMarker(at: ScreenPoint | null): void;
  /** What came with the structures and is no surface. */
  readonly lines: SceneLines;
  /** The way back is offered while the view is not fitted. */
  setFitted(isFitted: boolean): void;
}

function part(className: string, parent: HTMLElement, tag = 'span'): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}

export function createSceneElements(container: HTMLElement, onFit: () => void): SceneElements {
  const element = part('pv pv-scene', container, 'div');
  element.tabIndex = 0;
  element.setAttribute('role', 'application');
  element.dataset['view'] = '3d';
  const stage = part('pv-stage', element, 'div');
  const title = part('pv-text pv-tl', element);
  part('', title, 'b').textContent = '3D';
  const subtitle = part('q', title);
  const letter = (side: string) => part(`pv-letter is-${side}`, element);
  const letters = { left: letter('left'), right: letter('right'), top: letter('top'), bottom: letter('bottom') };
  /** What the letters say. */
  const written: Record<(typeof SIDES)[number], string> = { ...NO_LETTERS };
  const marker = part('pv-marker', element);
  const lines = new SceneLines(title);
  const fit = part('pv-fit', element, 'button') as HTMLButtonElement;
  fit.type = 'button';
  fit.textContent = 'Fit';
  fit.setAttribute('aria-label', 'Fit the 3D view');
  fit.hidden = true;
  fit.addEventListener('click', onFit);
  const notice = part('pv-notice', element, 'div');
  notice.hidden = true;
  return {
    element,
    stage,
    lines,
    setTitle: (preset) => {
      const what = preset === null ? 'Smooth surfaces' : PRESET_NAMES[preset];
      subtitle.textContent = what;
      element.setAttribute('aria-label', `3D, ${what.toLowerCase()}`);
    },
    setNotice: (reason) => {
      notice.textContent = reason === null ? '' : `Not available: ${reason}.`;
      notice.hidden = reason === null;
    },
    setLetters: (camera, size) => {
      const room = roomForWords(element, size);
      show(subtitle, !room.isTight);
      const texts = camera === null ? NO_LETTERS : sceneLetters(camera);
      for (const side of SIDES) {
        if (written[side] !== texts[side]) letters[side].textContent = written[side] = texts[side];
      }
      show(letters.bottom, room.height >= LEAST_HEIGHT_PX);
    },
    setFitted: (isFitted) => {
      fit.hidden = isFitted;
    },
    setMarker: (at) => {
      marker.hidden = at === null;
      if (at !== null) marker.style.transform = `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`;
    },
  };
}
