// Structures to the bytes of an RTSTRUCT (PS3.3 A.19).

import { loopPointsLps } from '../contour/index.ts';
import { AppError } from '../error/index.ts';
import { encodeDecimalStrings } from './encode-decimal.ts';
import {
  type Elements,
  type EncodableElement,
  encodedElement,
  encodeImplicitFile,
  sequenceElement,
  textElement,
} from './encode-elements.ts';
import { checkValues, codeString } from './encode-values.ts';
import { requiredFrame } from './required-frame.ts';
import { identityElements } from './rtstruct-identity.ts';
import {
  type ReviewState,
  type RtstructEquipment,
  type RtstructImage,
  type RtstructInput,
  type RtstructLoop,
  type RtstructRoi,
  rtstructSchema,
  type VerbatimContour,
} from './rtstruct-types.ts';
import { RT_STRUCTURE_SET_STORAGE } from './sop-class.ts';
import type { SeriesWarning } from './types.ts';

/** Retired, but the type 1 reference to the study must name a class, and this is the one that every system writes. */
const DETACHED_STUDY_MANAGEMENT = '1.2.840.10008.3.1.2.3.1';

const REVIEW_TEXT: Readonly<Record<ReviewState, string>> = {
  'ai-not-reviewed': 'AI, not reviewed',
  'automatic-not-reviewed': 'Automatic, not reviewed',
  reviewed: 'Reviewed by a person',
  'not-stated': '',
};

/** The least reviewed state among the structures speaks for the set. */
const reviewOfSet = (rois: readonly RtstructRoi[]): ReviewState =>
  (['ai-not-reviewed', 'automatic-not-reviewed', 'not-stated', 'reviewed'] as const).find((state) =>
    rois.some((roi) => roi.review === state),
  ) ?? 'not-stated';

const sentences = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('. ');

/** PS3.3 section 10.3: a reference to frames names them, one to a whole file does not. */
const imageReference = (image: RtstructImage, sopInstanceUid: string, frames: readonly number[]): Elements => ({
  '00081150': textElement('UI', image.sopClassUid),
  '00081155': textElement('UI', sopInstanceUid),
  ...(frames.length === 0 ? {} : { '00081160': textElement('IS', ...frames.map(String)) }),
});

/** The image of one plane. */
function planeReference({ image }: RtstructInput, k: number): Elements {
  const frame = image.frameNumbers?.[k] ?? null;
  return imageReference(image, image.sopInstanceUids[k] as string, frame === null ? [] : [frame]);
}

/** Every file once, with the frames of it that are planes here. */
function fileReferences({ image }: RtstructInput): Elements[] {
  const framesOf = new Map<string, number[]>();
  image.sopInstanceUids.forEach((uid, k) => {
    const frames = framesOf.get(uid) ?? [];
    framesOf.set(uid, frames);
    const frame = image.frameNumbers?.[k] ?? null;
    if (frame !== null) frames.push(frame);
  });
  return [...framesOf].map(([uid, frames]) =>
    imageReference(
      image,
      uid,
      frames.sort((a, b) => a - b),
    ),
  );
}

/** Frame of reference -> study -> series -> every image (PS3.3 C.8.8.5). */
function referencedFrames(input: RtstructInput, frameOfReferenceUid: string): Elements {
  const { image } = input;
  const images = fileReferences(input);
  const series = { '0020000E': textElement('UI', image.seriesInstanceUid), '30060016': sequenceElement(images) };
  const study = {
    '00081150': textElement('UI', DETACHED_STUDY_MANAGEMENT),
    '00081155': textElement('UI', image.studyInstanceUid),
    '30060014': sequenceElement([series]),
  };
  return { '00200052': textElement('UI', frameOfReferenceUid), '30060012': sequenceElement([study]) };
}

function roiElements(roi: RtstructRoi, frameOfReferenceUid: string): Elements {
  const elements: Record<string, EncodableElement> = {
    '30060022': textElement('IS', String(roi.number)),
    '30060024': textElement('UI', frameOfReferenceUid),
    '30060026': textElement('LO', roi.name),
    '30060036': textElement('CS', roi.generationAlgorithm),
  };
  const described = sentences(REVIEW_TEXT[roi.review], roi.description ?? '').slice(0, 1024);
  if (described !== '') elements['30060028'] = textElement('ST', described);
  if (roi.generationDescription !== '') elements['30060038'] = textElement('LO', roi.generationDescription);
  return elements;
}

const isVerbatim = (loop: RtstructLoop | VerbatimContour): loop is VerbatimContour => 'xyz' in loop;

const pointsOf = (input: RtstructInput, loop: RtstructLoop | VerbatimContour): Float64Array =>
  isVerbatim(loop) ? loop.xyz : (loop.pointsLps ?? loopPointsLps(input.geometry, loop));

function contourElements(input: RtstructInput, loop: RtstructLoop | VerbatimContour, number: number): Elements {
  const points = pointsOf(input, loop);
  const images = isVerbatim(loop)
    ? loop.images.map(({ sopInstanceUid, frameNumber }) =>
        imageReference(input.image, sopInstanceUid, frameNumber === null ? [] : [frameNumber]),
      )
    : [planeReference(input, loop.k)];
  return {
    ...(images.length === 0 ? {} : { '30060016': sequenceElement(images) }),
    '30060042': textElement('CS', loop.geometricType ?? 'CLOSED_PLANAR'),
    '30060046': textElement('IS', String(points.length / 3)),
    '30060048': textElement('IS', String(number)),
    '30060050': encodedElement(encodeDecimalStrings(points)),
  };
}

function roiContourElements(input: RtstructInput, roi: RtstructRoi): Elements {
  const elements: Record<string, EncodableElement> = {
    '3006002A': textElement('IS', ...roi.colourRgb.map(String)),
    '30060084': textElement('IS', String(roi.number)),
  };
  // An empty structure has no contour; the sequence is type 3, and an empty one would be an error.
  if (roi.loops.length > 0) {
    elements['30060040'] = sequenceElement(roi.loops.map((loop, at) => contourElements(input, loop, at + 1)));
  }
  return elements;
}

function observationElements(roi: RtstructRoi, number: number): Elements {
  const elements: Record<string, EncodableElement> = {
    '30060082': textElement('IS', String(number)),
    '30060084': textElement('IS', String(roi.number)),
    '300600A4': textElement('CS', roi.interpretedType),
    '300600A6': textElement('PN', roi.observation?.interpreter ?? ''),
  };
  const { label = '', description = '' } = roi.observation ?? {};
  if (label !== '') elements['30060085'] = textElement('SH', label);
  if (description !== '') elements['30060088'] = textElement('ST', description);
  if (roi.code !== null) {
    elements['30060086'] = sequenceElement([
      {
        '00080100': textElement('SH', roi.code.fmaId),
        '00080102': textElement('SH', 'FMA'),
        '00080104': textElement('LO', roi.code.meaning),
      },
    ]);
  }
  return elements;
}

/** (0018,A001) item: the purpose 109102 DCM is 'Processing Equipment' (PS3.16 CID 7005). */
const equipmentElements = (equipment: RtstructEquipment): Elements => ({
  '00080070': textElement('LO', equipment.manufacturer),
  '00081090': textElement('LO', equipment.modelName),
  '00181020': textElement('LO', equipment.softwareVersion),
  '0018A003': textElement('ST', equipment.description),
  '0040A170': sequenceElement([
    {
      '00080100': textElement('SH', '109102'),
      '00080102': textElement('SH', 'DCM'),
      '00080104': textElement('LO', 'Processing Equipment'),
    },
  ]),
});

/** PS3.3 C.8.8.5: the sets of which this one is a new version. */
const predecessorElements = ({ predecessors = [] }: RtstructInput): Elements =>
  predecessors.length === 0
    ? {}
    : {
        '30060018': sequenceElement(
          predecessors.map(({ sopInstanceUid }) => ({
            '00081150': textElement('UI', RT_STRUCTURE_SET_STORAGE),
            '00081155': textElement('UI', sopInstanceUid),
          })),
        ),
      };

/** What the schema cannot see: loops that fit the planes, and a plane for every image. */
function checkGeometry(input: RtstructInput): void {
  const planes = input.geometry.size[2];
  if (input.image.sopInstanceUids.length !== planes) {
    throw new AppError(
      'internal',
      'RTSTRUCT_PLANES',
      'The image series and its geometry differ in the number of planes.',
    );
  }
  const isOnPlane = (k: number): boolean => k >= 0 && k < planes;
  const isWritable = (loop: RtstructLoop | VerbatimContour): boolean =>
    isVerbatim(loop)
      ? loop.geometricType !== '' &&
        codeString.safeParse(loop.geometricType).success &&
        loop.xyz.length % 3 === 0 &&
        loop.xyz.length > 0 &&
        loop.xyz.every(Number.isFinite)
      : isOnPlane(loop.k) && loop.ij.length >= 6 && loop.ij.every(Number.isFinite);
  if (!input.rois.every(({ loops }) => loops.every(isWritable))) {
    throw new AppError('internal', 'RTSTRUCT_LOOP', 'A contour lies on no plane of the image or is not a polygon.');
  }
}

/**
 * Bytes of an RTSTRUCT with the complete tree of references and every contour on the plane where it was drawn, in LPS mm
 * with the full 16 bytes of a DS. It is always UNAPPROVED; structures that nobody has looked at say so in words.
 * What a nested loop means is said by the type of the loops (PS3.3 C.8.8.6.3); kept contours go out as they came.
 * Throws `invalid-input` where a text does not fit its attribute, and for images without a frame of reference, to which
 * no coordinate can refer.
 */
export function encodeRtstruct(input: RtstructInput): { bytes: Uint8Array; warnings: SeriesWarning[] } {
  const frameOfReferenceUid = requiredFrame(input.image, 'RTSTRUCT');
  checkValues(rtstructSchema, input, 'RTSTRUCT_VALUE', 'The structure set');
  checkGeometry(input);
  const identity = identityElements(input.image);
  const review = REVIEW_TEXT[reviewOfSet(input.rois)];
  const { application, date, time } = input;
  const elements: Elements = {
    ...identity.elements,
    '00080012': textElement('DA', date),
    '00080013': textElement('TM', time),
    '00080016': textElement('UI', RT_STRUCTURE_SET_STORAGE),
    '00080018': textElement('UI', input.sopInstanceUid),
    '00080021': textElement('DA', date),
    '00080031': textElement('TM', time),
    '00080060': textElement('CS', 'RTSTRUCT'),
    '00080070': textElement('LO', application.manufacturer),
    '0008103E': textElement('LO', review === '' ? input.label : `${input.label}: ${review}`),
    '00081070': textElement('PN'),
    '00081090': textElement('LO', application.modelName),
    '0018A001': sequenceElement([application, ...input.contributingEquipment].map(equipmentElements)),
    '00181020': textElement('LO', application.softwareVersion),
    '0020000E': textElement('UI', input.seriesInstanceUid),
    '00200011': textElement('IS', String(input.seriesNumber)),
    '00200052': textElement('UI', frameOfReferenceUid),
    '00201040': textElement('LO', input.image.header['PositionReferenceIndicator'] ?? ''),
    '30060002': textElement('SH', input.label),
    '30060004': textElement('LO', input.name),
    '30060006': textElement('ST', sentences(review, input.description)),
    '30060008': textElement('DA', date),
    '30060009': textElement('TM', time),
    '30060010': sequenceElement([referencedFrames(input, frameOfReferenceUid)]),
    '30060020': sequenceElement(input.rois.map((roi) => roiElements(roi, frameOfReferenceUid))),
    '30060039': sequenceElement(input.rois.map((roi) => roiContourElements(input, roi))),
    '30060080': sequenceElement(input.rois.map((roi, at) => observationElements(roi, at + 1))),
    '300E0002': textElement('CS', 'UNAPPROVED'),
    ...predecessorElements(input),
  };
  const bytes = encodeImplicitFile(RT_STRUCTURE_SET_STORAGE, input.sopInstanceUid, elements);
  return { bytes, warnings: identity.warnings };
}
