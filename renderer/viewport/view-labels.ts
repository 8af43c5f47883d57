// The words on a view, as elements and not as pixels: they stay sharp, can be read by tests and by a screen reader's
// user, and cost nothing while they do not change.

import { lengthText, scaleLengthMm } from './format.ts';
import type { ScreenSize } from './plane-camera.ts';

export interface LabelTexts {
  readonly title: string;
  /** '43 / 118'. */
  readonly number: string;
  /** 'S 64.5 mm'. */
  readonly position: string;
  readonly windowName: string;
  /** 'W 400  L 40'. */
  readonly windowText: string;
  /** '−10 HU'. */
  readonly value: string;
  /** '26.4 Gy'; 'no dose here' beyond the dose grid; empty without a dose. */
  readonly dose: string;
  /** 'in Parotid_L, PTV70'. */
  readonly structures: string;
  /** 'L 72.7 A 16.4 S 64.5 mm'. */
  readonly place: string;
  readonly letters: { readonly left: string; readonly right: string; readonly top: string; readonly bottom: string };
}

/** Below this width there is room for the name and the slice number alone, as on the small views of a layout. */
const ROOMY_WIDTH_PX = 420;
const SCALE_SHARE = 0.28;
/** Below this one the upper letter would lie on the slice number, and names on the scale bar. */
const TIGHT_WIDTH_PX = 310;
/** A short view has no room for the lower letter between its readout and the scale bar. */
const TALL_PX = 300;

export interface ViewLabels {
  set(texts: LabelTexts, size: ScreenSize): void;
  setScale(pixelsPerMm: number, size: ScreenSize): void;
  setNotice(text: string | null): void;
}

const span = (className: string, parent: HTMLElement, tag: 'span' | 'b' | 'i' | 'div' = 'span'): HTMLElement => {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  parent.append(element);
  return element;
};

/** How large words are against the picture: a view takes the size of the interface back, its words do not. */
const textZoom = (): number => Number(document.documentElement.style.getPropertyValue('--ui-zoom')) || 1;

/** The room that a view has for its words, and whether it is tight, which moves the upper letter out of their way. */
export function roomForWords(
  view: HTMLElement,
  { width, height }: ScreenSize,
): ScreenSize & { readonly isTight: boolean } {
  const zoom = textZoom();
  const isTight = width / zoom < TIGHT_WIDTH_PX;
  if (view.classList.contains('is-tight') !== isTight) view.classList.toggle('is-tight', isTight);
  return { width: width / zoom, height: height / zoom, isTight };
}

/** Asking an element what it says costs more than remembering it. */
const written = new WeakMap<HTMLElement, string>();

/** Writes only what changed: a text that is set again is laid out again. */
function setText(element: HTMLElement, text: string): void {
  if (written.get(element) === text) return;
  written.set(element, text);
  // Letters in place cost less than a new node.
  if (element.firstChild instanceof Text) element.firstChild.data = text;
  else element.textContent = text;
  show(element, text !== '');
}

/** An attribute that is set again, even to what it is, makes the style of the element be worked out again. */
export function show(element: HTMLElement, isShown: boolean): void {
  if (element.hidden === isShown) element.hidden = !isShown;
}

export function createViewLabels(stage: HTMLElement): ViewLabels {
  const topLeft = span('pv-text pv-tl', stage);
  const title = span('', topLeft, 'b');
  const number = span('pv-number', topLeft);
  const position = span('q pv-position', topLeft);
  const topRight = span('pv-text pv-tr', stage);
  const windowName = span('q', topRight);
  const windowText = span('pv-window', topRight);
  const bottomLeft = span('pv-text pv-bl', stage);
  const readout = span('', bottomLeft);
  const value = span('pv-value', readout, 'b');
  const dose = span('pv-gy', readout, 'b');
  const structures = span('q', readout);
  const place = span('q pv-place', bottomLeft);
  const scale = span('pv-text pv-scale', stage);
  const scaleText = span('', scale);
  const scaleBar = span('', scale, 'i');
  const letter = (side: string) => span(`pv-letter is-${side}`, stage);
  const letters = { left: letter('left'), right: letter('right'), top: letter('top'), bottom: letter('bottom') };
  const notice = span('pv-notice', stage, 'div');
  notice.hidden = true;

  return {
    set: (texts, size) => {
      const room = roomForWords(stage, size);
      const isRoomy = room.width >= ROOMY_WIDTH_PX;
      setText(title, texts.title);
      setText(number, texts.number);
      setText(position, isRoomy ? texts.position : '');
      setText(windowName, isRoomy ? texts.windowName : '');
      setText(windowText, isRoomy ? texts.windowText : '');
      show(topRight, isRoomy && texts.windowText !== '');
      setText(value, texts.value);
      setText(dose, texts.dose === '' ? '' : `${texts.value === '' ? '' : '\u2002'}${texts.dose}`);
      setText(structures, texts.structures === '' || room.isTight ? '' : `\u2002${texts.structures}`);
      setText(place, isRoomy ? texts.place : '');
      const hasReadout = texts.value !== '' || texts.dose !== '' || texts.structures !== '';
      show(readout, hasReadout);
      show(bottomLeft, hasReadout || (texts.place !== '' && isRoomy));
      for (const side of ['left', 'right', 'top', 'bottom'] as const) setText(letters[side], texts.letters[side]);
      show(letters.bottom, texts.letters.bottom !== '' && room.height >= TALL_PX && isRoomy);
    },
    setScale: (pixelsPerMm, size) => {
      const lengthMm = scaleLengthMm((size.width * SCALE_SHARE) / pixelsPerMm);
      setText(scaleText, lengthText(lengthMm));
      // The bar is measured in pixels of the picture.
      const width = `${((lengthMm * pixelsPerMm) / textZoom()).toFixed(2)}px`;
      if (scaleBar.style.width !== width) scaleBar.style.width = width;
    },
    setNotice: (text) => {
      setText(notice, text ?? '');
    },
  };
}
