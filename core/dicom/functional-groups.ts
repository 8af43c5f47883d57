// Functional groups of a multi-frame image (PS3.3 C.7.6.16): what each frame says of itself, and what all share.

import { AppError } from '../error/index.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import type { AttributeOwner } from './read-placement.ts';
import type { DicomKeyword, DicomTag } from './tags.ts';
import type { DicomHeader } from './types.ts';

const FRAME_CONTENT = 'x00209111';
const PIXEL_MEASURES = 'x00289110';
const PIXEL_VALUES = 'x00289145';
const FRAME_VOI_LUT = 'x00289132';
const FRAME_TYPES: readonly DicomTag[] = ['x00189226', 'x00189329', 'x00189751', 'x00189807'];

/** Macros that hold attributes of the same keyword as in a single-frame image. */
const MACRO_OF: Readonly<Partial<Record<DicomKeyword, DicomTag>>> = {
  ImagePositionPatient: 'x00209113',
  ImageOrientationPatient: 'x00209116',
  PixelSpacing: PIXEL_MEASURES,
  SliceThickness: PIXEL_MEASURES,
  SpacingBetweenSlices: PIXEL_MEASURES,
  RescaleIntercept: PIXEL_VALUES,
  RescaleSlope: PIXEL_VALUES,
  RescaleType: PIXEL_VALUES,
  WindowCenter: FRAME_VOI_LUT,
  WindowWidth: FRAME_VOI_LUT,
  StackID: FRAME_CONTENT,
  ConvolutionKernel: 'x00189314',
  KVP: 'x00189325',
};

/** Attributes of a frame that a single-frame image gives under another keyword: macro, attribute, encoding. */
const RENAMED: readonly (readonly [DicomKeyword, DicomTag, DicomTag, 'FD' | 'UL' | 'US'])[] = [
  ['TemporalPositionIdentifier', FRAME_CONTENT, 'x00209128', 'UL'],
  ['AcquisitionNumber', FRAME_CONTENT, 'x00209156', 'US'],
  ['EchoTime', 'x00189114', 'x00189082', 'FD'],
  ['InversionTime', 'x00189115', 'x00189079', 'FD'],
  ['DiffusionBValue', 'x00189117', 'x00189087', 'FD'],
  ['TriggerTime', 'x00189118', 'x00209153', 'FD'],
];

/** Legacy converted images keep what fits no macro as it was in the single-frame image (PS3.3 C.7.6.16.2.25). */
const UNASSIGNED_SHARED = 'x00209170';
const UNASSIGNED_PER_FRAME = 'x00209171';

const DIMENSION_INDEX_SEQUENCE = 'x00209222';
const DIMENSION_INDEX_POINTER = 'x00209165';
const DIMENSION_INDEX_VALUES = 'x00209157';
/** Dimensions that count planes: ImagePositionPatient, InStackPositionNumber, SliceLocation, ImagePositionVolume. */
const PLACE_POINTERS = new Set(['x00200032', 'x00209057', 'x00201041', 'x00209301']);

/** What one frame says. */
export interface FrameGroups {
  readonly owner: AttributeOwner;
  /** Header attributes that the frame's groups give. */
  readonly header: DicomHeader;
  /** Those of the single-frame image that a legacy converted frame was made of, for what nothing else says. */
  readonly converted: DicomHeader;
  readonly dimensionKey: string;
}

function headerOf(macro: (tag: DicomTag) => DicomDataset | undefined): DicomHeader {
  const header: Record<string, string> = {};
  for (const [keyword, tag] of Object.entries(MACRO_OF) as [DicomKeyword, DicomTag][]) {
    const text = macro(tag)?.text(keyword) ?? '';
    if (text !== '') header[keyword] = text;
  }
  for (const [keyword, tag, attribute, vr] of RENAMED) {
    const group = macro(tag);
    const value =
      vr === 'FD' ? group?.double(attribute) : vr === 'UL' ? group?.uint32s(attribute)[0] : group?.uint16(attribute);
    if (value !== undefined && value !== null) header[keyword] = String(value);
  }
  for (const tag of FRAME_TYPES) {
    const frameType = macro(tag)?.text('x00089007') ?? '';
    if (frameType !== '') header['ImageType'] = frameType;
  }
  return header;
}

const badFrameCount = () =>
  new AppError(
    'corrupt-data',
    'DICOM_FRAME_GROUPS',
    'NumberOfFrames and the functional groups of the multi-frame image contradict each other. Export it again.',
  );

/** True for images that say for each frame where it lies. */
export const hasFunctionalGroups = (dataset: DicomDataset): boolean => dataset.has('PerFrameFunctionalGroupsSequence');

/**
 * The groups of every frame; what a frame does not say itself is what all share.
 * @param readPlain header attributes of a plain data set
 * @throws AppError `corrupt-data` when there is not one item for each frame
 */
export function readFunctionalGroups(
  dataset: DicomDataset,
  readPlain: (dataset: DicomDataset) => DicomHeader,
): FrameGroups[] {
  const frames = dataset.items('PerFrameFunctionalGroupsSequence');
  const [shared] = dataset.items('SharedFunctionalGroupsSequence');
  if (frames.length === 0 || dataset.decimal('NumberOfFrames') !== frames.length) throw badFrameCount();
  const pointers = dataset.items(DIMENSION_INDEX_SEQUENCE).map((item) => item.attributeTag(DIMENSION_INDEX_POINTER));
  const [unassigned] = shared?.items(UNASSIGNED_SHARED) ?? [];
  const sharedHeader = unassigned === undefined ? {} : readPlain(unassigned);
  const sharedMacros = new Map<DicomTag, DicomDataset | undefined>();
  const sharedMacro = (tag: DicomTag) => {
    if (!sharedMacros.has(tag)) sharedMacros.set(tag, shared?.items(tag)[0]);
    return sharedMacros.get(tag);
  };
  return frames.map((frame) => {
    const macro = (tag: DicomTag) => frame.items(tag)[0] ?? sharedMacro(tag);
    const [own] = frame.items(UNASSIGNED_PER_FRAME);
    const values = macro(FRAME_CONTENT)?.uint32s(DIMENSION_INDEX_VALUES) ?? [];
    return {
      owner: (keyword) => {
        const tag = MACRO_OF[keyword];
        return tag === undefined ? undefined : macro(tag);
      },
      header: headerOf(macro),
      converted: own === undefined ? sharedHeader : { ...sharedHeader, ...readPlain(own) },
      dimensionKey: values.filter((_, at) => !PLACE_POINTERS.has(pointers[at] ?? '')).join('\\'),
    };
  });
}
