// What a view says in its corners and to a screen reader.

import type { PlaneDose } from '../../core/dose/index.ts';
import { hasVoxel } from '../../core/edit/index.ts';
import { type CutView, cutThrough, lpsFromIndex, uvFromIndex, type Vec3 } from '../../core/geometry/index.ts';
import { axisText, positionText, valueText } from './format.ts';
import type { LabelTexts } from './view-labels.ts';
import { lpsOfCut, valueAt } from './view-point.ts';
import type { ViewContour, ViewImage, ViewPoint, ViewTexts, ViewWindow } from './view-types.ts';

const TITLES = { axial: 'Axial', coronal: 'Coronal', sagittal: 'Sagittal' } as const;
const NORMAL_AXIS = { axial: 2, coronal: 1, sagittal: 0 } as const;
/** Names under the pointer: more would run out of the corner. */
const MOST_NAMES = 2;

export interface WordsInput {
  readonly image: ViewImage;
  readonly view: CutView;
  readonly cut: number;
  /** Under the pointer; null when it is elsewhere. */
  readonly point: ViewPoint | null;
  /** Where the crosshair is, if it is on this cut. */
  readonly crosshair: Vec3 | null;
  readonly contours: readonly ViewContour[];
  readonly window: ViewWindow;
  readonly texts: ViewTexts;
  /** Of this cut; null: no dose is shown. */
  readonly dose: PlaneDose | null;
}

/** Names of the shown structures that hold a voxel. */
export function structuresAt(contours: readonly ViewContour[], ijk: Vec3): string[] {
  const [i, j, k] = [Math.round(ijk[0]), Math.round(ijk[1]), Math.round(ijk[2])];
  return contours
    .filter(({ slices }) => {
      const content = slices.get(k);
      return content !== undefined && hasVoxel(content.bits, i, j);
    })
    .map(({ name }) => name);
}

const namesText = (names: readonly string[]): string =>
  names.length === 0
    ? ''
    : `in ${names.slice(0, MOST_NAMES).join(', ')}${names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''}`;

/** '26.4 Gy' under the pointer, else under the crosshair. Beyond the grid there is no dose, which is not 0. */
function doseText({ dose, view, point, crosshair }: WordsInput): string {
  if (dose === null || (point === null && crosshair === null)) return '';
  const uv = point ?? uvOf(view, crosshair as Vec3);
  const gy = dose.gyAt(uv.u, uv.v);
  return Number.isNaN(gy) ? 'no dose here' : `${gy.toFixed(gy < 1 ? 2 : 1)} Gy`;
}

function uvOf(view: CutView, ijk: Vec3) {
  const { a, b } = cutThrough(view, ijk);
  return uvFromIndex(view, a, b);
}

export function viewTexts(input: WordsInput): LabelTexts {
  const { image, view, cut, point, crosshair, contours, window, texts } = input;
  const onCut =
    crosshair === null
      ? lpsOfCut(image, view, cut, (view.aCount - 1) / 2, (view.bCount - 1) / 2)
      : lpsFromIndex(image.geometry, crosshair);
  const axis = NORMAL_AXIS[view.name];
  const place = point?.isInside ? point.ijk : point === null ? crosshair : null;
  const value = place === null ? null : valueAt(image, place);
  const lps = point?.isInside ? point.lps : crosshair === null || point !== null ? null : onCut;
  return {
    title: TITLES[view.name],
    number: `${cut + 1} / ${view.cutCount}`,
    position: `${axisText(axis, onCut[axis])} mm`,
    windowName: texts.windowName,
    windowText: `W ${valueText(Math.round(window.width))}\u2002L ${valueText(Math.round(window.level))}`,
    value: value === null ? '' : `${valueText(value)}${texts.unit === '' ? '' : ` ${texts.unit}`}`,
    dose: doseText(input),
    structures: place === null ? '' : namesText(structuresAt(contours, place)),
    place: lps === null ? '' : positionText(lps),
    letters: view.letters,
  };
}

/** 'Axial, slice 43 of 118, S 64.5 millimetres, Parotid_L, unreviewed, 9 of 14 slices seen'. */
export const spokenSlice = (words: LabelTexts, more: string): string =>
  [
    words.title,
    `slice ${words.number.replace('/', 'of')}`,
    words.position.replace(/mm$/, 'millimetres'),
    ...(more === '' ? [] : [more]),
  ].join(', ');

const REST_MS = 500;

/** Names the element at once and speaks after a rest, so that scrolling is not read out slice by slice. */
export function createSpeech(element: HTMLElement) {
  const live = document.createElement('span');
  live.setAttribute('role', 'status');
  live.className = 'pv-live';
  element.append(live);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = '';
  let saidAtMs = 0;
  const speak = () => {
    // A scroll says something in every frame: one timer that looks again is cheaper than one a frame.
    const leftMs = saidAtMs + REST_MS - performance.now();
    timer = leftMs > 1 ? setTimeout(speak, leftMs) : undefined;
    if (timer !== undefined) return;
    element.setAttribute('aria-label', last);
    live.textContent = element.matches(':focus') ? last : '';
  };
  return {
    say: (text: string): void => {
      if (text === last) return;
      if (last === '') element.setAttribute('aria-label', text);
      last = text;
      saidAtMs = performance.now();
      timer ??= setTimeout(speak, REST_MS);
    },
    dispose: () => clearTimeout(timer),
  };
}
