// Functional groups and dimensions of a segmentation that is written (PS3.3 C.7.6.16, C.7.6.17, C.8.20.3).

import { type ImageGeometry, planeOrigin } from '../geometry/index.ts';
import { formatDecimalString } from './encode-decimal.ts';
import { type Elements, type EncodableElement, sequenceElement, textElement } from './encode-elements.ts';
import { codeItem, tagElement, uint16Element, uint32Element } from './encode-numbers.ts';
import { SEGMENTATION_DERIVATION, SOURCE_IMAGE } from './seg-codes.ts';
import type { FrameToWrite } from './seg-planes.ts';
import type { SegInput } from './seg-types.ts';

const decimals = (...values: readonly number[]): EncodableElement =>
  textElement('DS', ...values.map(formatDecimalString));

/** Alike for all frames: how they are turned and what a voxel measures. */
export const sharedGroups = ({ direction, spacingMm }: ImageGeometry): Elements => ({
  '00209116': sequenceElement([{ '00200037': decimals(...direction.slice(0, 6)) }]),
  '00289110': sequenceElement([
    {
      '00180050': decimals(spacingMm[2]),
      '00180088': decimals(spacingMm[2]),
      '00280030': decimals(spacingMm[1], spacingMm[0]),
    },
  ]),
});

/** The image of a plane, with its frame where it is one of several in a file. */
function sourceImage({ image }: SegInput, k: number): Elements {
  const frame = image.frameNumbers?.[k] ?? null;
  return {
    '00081150': textElement('UI', image.sopClassUid),
    '00081155': textElement('UI', image.sopInstanceUids[k] as string),
    ...(frame === null ? {} : { '00081160': textElement('IS', String(frame)) }),
    '0028135A': textElement('CS', 'YES'),
    '0040A170': sequenceElement([codeItem(SOURCE_IMAGE)]),
  };
}

/**
 * What each frame says of itself.
 * @param places of the planes among those that have frames, from 1
 */
export const frameGroups = (
  input: SegInput,
  { segment, k }: FrameToWrite,
  places: ReadonlyMap<number, number>,
): Elements => ({
  '00089124': sequenceElement([
    {
      '00082112': sequenceElement([sourceImage(input, k)]),
      '00089215': sequenceElement([codeItem(SEGMENTATION_DERIVATION)]),
    },
  ]),
  '00209111': sequenceElement([
    { '00209157': uint32Element(...(segment === null ? [] : [segment]), places.get(k) as number) },
  ]),
  '00209113': sequenceElement([{ '00200032': decimals(...planeOrigin(input.geometry, k)) }]),
  ...(segment === null ? {} : { '0062000A': sequenceElement([{ '0062000B': uint16Element(segment) }]) }),
});

/** By segment (but for a label map, which has none), then by place. */
export function dimensions({ type, dimensionOrganizationUid }: SegInput): Elements {
  const dimension = (pointer: string, group: string, label: string): Elements => ({
    '00209164': textElement('UI', dimensionOrganizationUid),
    '00209165': tagElement(pointer),
    '00209167': tagElement(group),
    '00209421': textElement('LO', label),
  });
  const bySegment = dimension('0062000B', '0062000A', 'Segment Number');
  const byPlace = dimension('00200032', '00209113', 'Image Position Patient');
  return {
    '00209221': sequenceElement([{ '00209164': textElement('UI', dimensionOrganizationUid) }]),
    '00209222': sequenceElement(type === 'LABELMAP' ? [byPlace] : [bySegment, byPlace]),
  };
}

/** Series and images that the frames were drawn on (PS3.3 C.12.2, common instance reference). */
export function referencedSeries({ image }: SegInput): Elements {
  const instances = [...new Set(image.sopInstanceUids)].map((uid) => ({
    '00081150': textElement('UI', image.sopClassUid),
    '00081155': textElement('UI', uid),
  }));
  return { '0008114A': sequenceElement(instances), '0020000E': textElement('UI', image.seriesInstanceUid) };
}
