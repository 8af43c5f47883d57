// What an object still shows of its patient when every attribute is clean: text and faces in pixels. Nothing of it is
// changed; a person looks before it is given away.

import type { TreeElement } from './element-tree.ts';
import { plainText } from './identity.ts';

const IMAGE_TYPE = 0x00080008;
const BURNED_IN = 0x00280301;
const FACE = 0x00280302;
const PIXELS = 0x7fe00010;
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
/** Images of these often show the name of the patient in their pixels. */
const PICTURES = new Set('BI DG DOC ECG ES GM HC OT RF SC SM US IVUS XA XC'.split(' '));

export interface ObjectWarning {
  readonly code: string;
  readonly message: string;
}

const textOf = (elements: readonly TreeElement[], tag: number): string => {
  const value = elements.find((element) => element.tag === tag)?.value;
  return value?.kind === 'bytes' ? plainText(value.bytes, []) : '';
};

const isOverlay = (tag: number): boolean => {
  const group = tag >>> 16;
  return group >= 0x6000 && group <= 0x60ff && group % 2 === 0;
};

/** An overlay in bits of the pixels themselves (retired; PS3.3-2004 C.9.2): taking its attributes away leaves the bits. */
const hasOverlayBits = (elements: readonly TreeElement[]): boolean => {
  const groups = new Set(elements.filter(({ tag }) => isOverlay(tag)).map(({ tag }) => tag >>> 16));
  return [...groups].some((group) => {
    const own = (element: number) => elements.find(({ tag }) => tag === group * 0x10000 + element)?.value;
    const position = own(0x0102);
    const bit = position?.kind === 'bytes' ? (position.bytes[0] ?? 0) + (position.bytes[1] ?? 0) : 0;
    return own(0x3000) === undefined && bit !== 0;
  });
};

/** A screen that was saved as an image of its modality (dose reports, exam summaries). */
const isScreen = (imageType: string): boolean =>
  /(^|\\)(SCREEN SAVE|SCREENSAVE|DOSE_INFO|SUMMARY)(\\|$)/i.test(imageType);

/** Of the object as it was. */
export function pictureWarnings(object: {
  readonly elements: readonly TreeElement[];
  readonly modality: string;
  readonly sopClassUid: string;
}): ObjectWarning[] {
  const { elements, modality, sopClassUid } = object;
  if (!elements.some(({ tag }) => tag === PIXELS)) return [];
  const warnings: ObjectWarning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  const isCapture = sopClassUid === SECONDARY_CAPTURE || sopClassUid.startsWith(`${SECONDARY_CAPTURE}.`);
  const burned = textOf(elements, BURNED_IN).toUpperCase();
  if (burned === 'YES') {
    warn(
      'PSEUDONYM_BURNED_IN',
      'The image says that text is burned into its pixels. They were not changed: look at it before it is given away.',
    );
  } else if (isCapture || PICTURES.has(modality) || isScreen(textOf(elements, IMAGE_TYPE))) {
    warn(
      'PSEUDONYM_MAY_SHOW_TEXT',
      'Images of this kind often show the name of the patient. Pixels were not changed: look at it before it is given away.',
    );
  }
  if (hasOverlayBits(elements)) {
    warn(
      'PSEUDONYM_OVERLAY_IN_PIXELS',
      'Unused bits of the pixels hold an overlay, which may be text. They were not changed: look at it before it is given away.',
    );
  } else if (elements.some(({ tag }) => isOverlay(tag))) {
    warn('PSEUDONYM_OVERLAY_REMOVED', 'Overlay planes were left out: they may hold text. What they marked is gone.');
  }
  if (textOf(elements, FACE).toUpperCase() === 'YES') {
    warn('PSEUDONYM_FACE', 'The image says that a face could be made out of it. Pixels were not changed.');
  }
  return warnings;
}
