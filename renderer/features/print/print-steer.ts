// Keys of the model that has the focus: it is turned, moved by mm and looked at from nearer.

import type { ScreenSize } from '../../viewport/plane-camera.ts';
import { mmPerPixel, panScene, rotateScene, type SceneCamera, zoomScene } from '../../viewport/scene-camera.ts';

/** Of a drag in CSS px: 5°. */
const TURN_PX = 10;
const MOVE_MM = 1;
const ZOOM = 1.15;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey' | 'target'>;

/** What a key does to the camera; null: it is none of the model's. */
export function steeredBy(event: Key): ((camera: SceneCamera, size: ScreenSize) => SceneCamera) | null {
  const { key, shiftKey, target } = event;
  const isOfModel = (target as Element | null)?.getAttribute('role') === 'application';
  if (!isOfModel || event.altKey || event.ctrlKey || event.metaKey) return null;
  if (key === '+') return (camera) => zoomScene(camera, ZOOM);
  if (key === '-') return (camera) => zoomScene(camera, 1 / ZOOM);
  const arrow = ARROWS[key];
  if (arrow === undefined) return null;
  const [right, up] = arrow;
  if (!shiftKey) return (camera) => rotateScene(camera, right * TURN_PX, -up * TURN_PX);
  // The middle of the view goes over the model, which moves against it.
  return (camera, size) => {
    const px = MOVE_MM / mmPerPixel(camera, size);
    return panScene(camera, size, -right * px, up * px);
  };
}
