// What lies over the picture of the printing view: letters, the patient's axes, a scale, and the handles of a plane.

import { dot, type Vec3 } from '../../core/geometry/index.ts';
import type { ScreenPoint, ScreenSize } from './plane-camera.ts';
import { type PlaneFrame, quadCorners, type TurnHandle, turnHandles } from './print-plane.ts';
import { cameraAxes, mmPerPixel, projectPoint, type SceneCamera, sceneLetters } from './scene-camera.ts';

const SVG = 'http://www.w3.org/2000/svg';
const AXIS_PX = 24;
const AXES: readonly { readonly letter: string; readonly lps: Vec3 }[] = [
  { letter: 'L', lps: [1, 0, 0] },
  { letter: 'P', lps: [0, 1, 0] },
  { letter: 'S', lps: [0, 0, 1] },
];
/** Longest scale bar, CSS px. */
const SCALE_PX = 130;
const ROUND_MM = [1, 2, 5, 10, 20, 50, 100, 200] as const;

export interface PrintElements {
  readonly element: HTMLElement;
  readonly stage: HTMLElement;
  setNotice(reason: string | null): void;
  setName(words: string): void;
  setCamera(camera: SceneCamera, size: ScreenSize): void;
  setPlane(frame: PlaneFrame | null, camera: SceneCamera, size: ScreenSize): void;
  /** The turning handle or the plane itself under a pointer event; null: neither. */
  grabbed(target: EventTarget | null): TurnHandle['id'] | 'plane' | null;
}

function part(className: string, parent: Element, tag = 'span'): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}

function shape(tag: string, parent: Element, attributes: Readonly<Record<string, string>> = {}): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

const px = (value: number) => value.toFixed(1);

/** The patient's axes, small in a corner. */
function createAxes(parent: Element): (camera: SceneCamera) => void {
  const svg = shape('svg', parent, { class: 'pp-axes', viewBox: '-40 -40 80 80', 'aria-hidden': 'true' });
  const arms = AXES.map(({ letter, lps }) => {
    const group = shape('g', svg);
    const text = shape('text', group);
    text.textContent = letter;
    return { group, line: shape('path', group), text, lps };
  });
  return (camera) => {
    const { right, up, forward } = cameraAxes(camera);
    for (const { group, line, text, lps } of arms) {
      const [x, y] = [AXIS_PX * dot(lps, right), -AXIS_PX * dot(lps, up)];
      const length = Math.hypot(x, y);
      line.setAttribute('d', `M0 0L${px(x)} ${px(y)}`);
      // Towards the viewer there is no room for a letter beside the line.
      const reach = length < 1 ? 0 : (length + 9) / length;
      text.setAttribute('x', px(x * reach));
      text.setAttribute('y', px(y * reach + 4));
      group.setAttribute('opacity', length < 4 ? '0' : dot(lps, forward) > 0.2 ? '0.55' : '1');
    }
  };
}

function createScale(parent: Element): (camera: SceneCamera, size: ScreenSize) => void {
  const element = part('pv-text pv-scale', parent);
  const words = part('', element);
  const bar = part('', element, 'i');
  return (camera, size) => {
    const perPixel = mmPerPixel(camera, size);
    const mm = ROUND_MM.findLast((length) => length / perPixel <= SCALE_PX) ?? ROUND_MM[0];
    words.textContent = `${mm.toString()} mm`;
    bar.style.width = `${px(mm / perPixel)}px`;
  };
}

interface PlaneShapes {
  readonly svg: SVGElement;
  readonly outlines: readonly SVGElement[];
  readonly middle: SVGElement;
  readonly handles: ReadonlyMap<TurnHandle['id'], SVGElement>;
}

function createPlaneShapes(parent: Element): PlaneShapes {
  const svg = shape('svg', parent, { class: 'pp-plane', 'aria-hidden': 'true' });
  // The inside lets the pointer through to the model; its edge and its middle can be held.
  const outlines = [shape('polygon', svg, { class: 'reach', 'data-grab': 'plane' }), shape('polygon', svg)];
  const middle = shape('g', svg, { 'data-grab': 'plane' });
  shape('circle', middle, { r: '13', class: 'reach' });
  shape('circle', middle, { r: '5' });
  const handle = (id: TurnHandle['id']) => {
    const group = shape('g', svg, { 'data-grab': id });
    // As large as a target must be, around what is seen.
    shape('circle', group, { r: '13', class: 'reach' });
    shape('rect', group, { x: '-5', y: '-5', width: '10', height: '10', rx: '2' });
    return [id, group] as const;
  };
  return { svg, outlines, middle, handles: new Map((['left', 'right', 'bottom', 'top'] as const).map(handle)) };
}

const translate = (at: ScreenPoint | null) => `translate(${px(at?.x ?? -99)} ${px(at?.y ?? -99)})`;

function placePlane(
  { svg, outlines, middle, handles }: PlaneShapes,
  frame: PlaneFrame,
  project: (lps: Vec3) => ScreenPoint | null,
) {
  const corners = quadCorners(frame).map(project);
  svg.style.display = corners.includes(null) ? 'none' : '';
  const points = corners.map((corner) => `${px(corner?.x ?? 0)},${px(corner?.y ?? 0)}`).join(' ');
  for (const outline of outlines) outline.setAttribute('points', points);
  middle.setAttribute('transform', translate(project(frame.centreLps)));
  for (const { id, placeLps } of turnHandles(frame)) {
    handles.get(id)?.setAttribute('transform', translate(project(placeLps)));
  }
}

export function createPrintElements(container: HTMLElement): PrintElements {
  const element = part('pv pv-scene pp', container, 'div');
  element.tabIndex = 0;
  element.setAttribute('role', 'application');
  element.dataset['view'] = 'print';
  const stage = part('pv-stage', element, 'div');
  const plane = createPlaneShapes(element);
  const letters = { left: part('pv-letter is-left', element), right: part('pv-letter is-right', element) };
  const setAxes = createAxes(element);
  const setScale = createScale(element);
  // Words and lines that are written again are laid out again, though they say the same.
  let shownCamera = '';
  let hasPlane = true;
  const notice = part('pv-notice', element, 'div');
  notice.hidden = true;
  return {
    element,
    stage,
    setNotice: (reason) => {
      notice.textContent = reason === null ? '' : `Not available: ${reason}.`;
      notice.hidden = reason === null;
    },
    setName: (words) => element.setAttribute('aria-label', words),
    setCamera: (camera, size) => {
      const seen = JSON.stringify([camera, size]);
      if (seen === shownCamera) return;
      shownCamera = seen;
      const { left, right } = sceneLetters(camera);
      letters.left.textContent = left;
      letters.right.textContent = right;
      setAxes(camera);
      setScale(camera, size);
    },
    setPlane: (frame, camera, size) => {
      if (frame === null && hasPlane) plane.svg.style.display = 'none';
      hasPlane = frame !== null;
      if (frame !== null) placePlane(plane, frame, (lps) => projectPoint(camera, size, lps));
    },
    grabbed: (target) => {
      const found = target instanceof Element ? target.closest('[data-grab]') : null;
      return found === null ? null : (found.getAttribute('data-grab') as TurnHandle['id'] | 'plane');
    },
  };
}
