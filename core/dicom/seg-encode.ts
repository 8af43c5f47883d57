// Structures to the bytes of a DICOM segmentation: bit planes that may overlap, or one label map (PS3.3 A.51).

import { firstOverlap } from '../volume/index.ts';
import { cielabFromRgb } from './cielab.ts';
import {
  type Elements,
  type EncodableElement,
  encodedElement,
  encodeImplicitFile,
  sequenceElement,
  textElement,
} from './encode-elements.ts';
import { codeItem, uint16Element } from './encode-numbers.ts';
import { checkValues } from './encode-values.ts';
import { requiredFrame } from './required-frame.ts';
import { identityElements } from './rtstruct-identity.ts';
import type { ReviewState, RtstructEquipment } from './rtstruct-types.ts';
import { categoryOf, OWN_SCHEME, propertyTypeOf } from './seg-codes.ts';
import { dimensions, frameGroups, referencedSeries, sharedGroups } from './seg-groups.ts';
import { type EncodedFrames, encodeFrames } from './seg-planes.ts';
import { type SegInput, type SegSegment, segSchema } from './seg-types.ts';
import { LABEL_MAP_SEGMENTATION_STORAGE, SEGMENTATION_STORAGE } from './sop-class.ts';
import type { SeriesWarning } from './types.ts';

const REVIEW_TEXT: Readonly<Record<ReviewState, string>> = {
  'ai-not-reviewed': 'AI, not reviewed',
  'automatic-not-reviewed': 'Automatic, not reviewed',
  reviewed: 'Reviewed by a person',
  'not-stated': '',
};

/** How it came about is a must of the standard; where nobody knows, the middle and a name that says so. */
const NOT_STATED = 'Not stated';

function segmentElements(segment: SegSegment): Elements {
  const elements: Record<string, EncodableElement> = {
    '00620003': sequenceElement([codeItem(categoryOf(segment))]),
    '00620004': uint16Element(segment.number),
    '00620005': textElement('LO', segment.name),
    '00620008': textElement('CS', segment.generationAlgorithm === '' ? 'SEMIAUTOMATIC' : segment.generationAlgorithm),
    '0062000D': uint16Element(...cielabFromRgb(segment.colourRgb)),
    '0062000F': sequenceElement([codeItem(propertyTypeOf(segment))]),
  };
  const review = REVIEW_TEXT[segment.review];
  if (review !== '') elements['00620006'] = textElement('ST', review);
  if (segment.generationAlgorithm === '') elements['00620009'] = textElement('LO', NOT_STATED);
  else if (segment.generationAlgorithm !== 'MANUAL') {
    elements['00620009'] = textElement('LO', segment.generationDescription || NOT_STATED);
  }
  return elements;
}

/** (0018,A001) item: the purpose 109102 DCM is 'Processing Equipment' (PS3.16 CID 7005). */
const equipmentElements = (equipment: RtstructEquipment): Elements => ({
  '00080070': textElement('LO', equipment.manufacturer),
  '00081090': textElement('LO', equipment.modelName),
  '00181020': textElement('LO', equipment.softwareVersion),
  '0018A003': textElement('ST', equipment.description),
  '0040A170': sequenceElement([codeItem({ value: '109102', scheme: 'DCM', meaning: 'Processing Equipment' })]),
});

function pixelElements(input: SegInput, { frames, bitsAllocated, pixels }: EncodedFrames): Elements {
  const [columns, rows] = input.geometry.size;
  return {
    '00280002': uint16Element(1),
    '00280004': textElement('CS', 'MONOCHROME2'),
    '00280008': textElement('IS', String(frames.length)),
    '00280010': uint16Element(rows),
    '00280011': uint16Element(columns),
    '00280100': uint16Element(bitsAllocated),
    '00280101': uint16Element(bitsAllocated),
    '00280102': uint16Element(bitsAllocated - 1),
    '00280103': uint16Element(0),
    '00282110': textElement('CS', '00'),
    // The value that stands for no segment (PS3.3 C.8.20.2).
    ...(input.type === 'LABELMAP' ? { '00280120': uint16Element(0) } : {}),
    '7FE00010': encodedElement(pixels),
  };
}

function contentElements(input: SegInput, written: EncodedFrames): Elements {
  const planes = [...new Set(written.frames.map(({ k }) => k))].sort((a, b) => a - b);
  const places = new Map(planes.map((k, at) => [k, at + 1]));
  return {
    ...pixelElements(input, written),
    ...dimensions(input),
    '00081115': sequenceElement([referencedSeries(input)]),
    '00620001': textElement('CS', input.type),
    '00620002': sequenceElement(input.segments.map(segmentElements)),
    '00620013': textElement('CS', firstOverlap(input.segments) === null ? 'NO' : 'YES'),
    '52009229': sequenceElement([sharedGroups(input.geometry)]),
    '52009230': sequenceElement(written.frames.map((frame) => frameGroups(input, frame, places))),
  };
}

/** Says whose codes are used where the table has none (PS3.3 C.12.1.1, coding scheme identification). */
const ownScheme = ({ segments }: SegInput, manufacturer: string): Elements =>
  segments.every(({ fmaId }) => fmaId !== null)
    ? {}
    : {
        '00080110': sequenceElement([
          {
            '00080102': textElement('SH', OWN_SCHEME),
            '00080115': textElement('ST', `${manufacturer}: no code known`),
          },
        ]),
      };

const warningsOf = ({ segments }: SegInput): SeriesWarning[] =>
  segments
    .filter(({ generationAlgorithm }) => generationAlgorithm === '')
    .map(({ name }) => ({
      code: 'SEG_ALGORITHM_NOT_STATED',
      message: `${name}: nothing says whether a person or a program drew it; a segmentation must say, so SEMIAUTOMATIC was written, by '${NOT_STATED}'.`,
    }));

/**
 * Bytes of a segmentation on the grid of its images: a frame for every plane on which a structure has voxels, each with
 * its place and the image that it was drawn on. A structure without a code of the TG-263 table gets one of our own scheme
 * that says so.
 * Throws `invalid-input` where a text does not fit, nothing is drawn, or the images have no frame of reference;
 * `unsupported` for a label map of structures that overlap; `resource` beyond 2 GiB of pixels.
 */
export function encodeSegmentation(input: SegInput): { bytes: Uint8Array; warnings: SeriesWarning[] } {
  const frameOfReferenceUid = requiredFrame(input.image, 'SEG');
  checkValues(segSchema, input, 'SEG_VALUE', 'The segmentation');
  const written = encodeFrames(input);
  const identity = identityElements(input.image);
  const { application, date, time } = input;
  const sopClass = input.type === 'LABELMAP' ? LABEL_MAP_SEGMENTATION_STORAGE : SEGMENTATION_STORAGE;
  const elements: Elements = {
    ...identity.elements,
    ...contentElements(input, written),
    ...ownScheme(input, application.manufacturer),
    '00080008': textElement('CS', 'DERIVED', 'PRIMARY'),
    '00080016': textElement('UI', sopClass),
    '00080018': textElement('UI', input.sopInstanceUid),
    '00080021': textElement('DA', date),
    '00080023': textElement('DA', date),
    '00080031': textElement('TM', time),
    '00080033': textElement('TM', time),
    '00080060': textElement('CS', 'SEG'),
    '00080070': textElement('LO', application.manufacturer),
    '0008103E': textElement('LO', input.description || 'Segmentation'),
    '00081090': textElement('LO', application.modelName),
    // Type 1 in enhanced equipment; a program has no serial number but its version.
    '00181000': textElement('LO', application.softwareVersion),
    '00181020': textElement('LO', application.softwareVersion),
    '0018A001': sequenceElement([application, ...input.contributingEquipment].map(equipmentElements)),
    '0020000E': textElement('UI', input.seriesInstanceUid),
    '00200011': textElement('IS', String(input.seriesNumber)),
    '00200013': textElement('IS', '1'),
    '00200052': textElement('UI', frameOfReferenceUid),
    '00201040': textElement('LO', input.image.header['PositionReferenceIndicator'] ?? ''),
    '00700080': textElement('CS', input.label),
    '00700081': textElement('LO', input.description),
    '00700084': textElement('PN'),
  };
  const bytes = encodeImplicitFile(sopClass, input.sopInstanceUid, elements);
  return { bytes, warnings: [...identity.warnings, ...warningsOf(input)] };
}
