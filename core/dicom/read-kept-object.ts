// Objects that Limner keeps as they came: segmentations, doses, plans, registrations, models.

import type { DicomDataset } from './dicom-dataset.ts';
import { readHeader, readPatient, requireUid } from './read-identity.ts';
import {
  DEFORMABLE_REGISTRATION_STORAGE,
  ENCAPSULATED_STL_STORAGE,
  SPATIAL_REGISTRATION_STORAGE,
} from './sop-class.ts';
import { readEncapsulatedStl } from './stl-decode.ts';
import type { DicomKeyword } from './tags.ts';
import type { DicomKeptObject, KeptObjectKind } from './types.ts';
import { isValidUid } from './uid.ts';

/** PS3.4 annex B.5; the kind is the Modality that the class prescribes. */
const KEPT: Readonly<Record<string, KeptObjectKind>> = {
  [SPATIAL_REGISTRATION_STORAGE]: 'REG',
  [DEFORMABLE_REGISTRATION_STORAGE]: 'REG',
  [ENCAPSULATED_STL_STORAGE]: 'M3D',
  '1.2.840.10008.5.1.4.1.1.66.4': 'SEG',
  '1.2.840.10008.5.1.4.1.1.66.7': 'SEG',
  '1.2.840.10008.5.1.4.1.1.481.2': 'RTDOSE',
  '1.2.840.10008.5.1.4.1.1.481.5': 'RTPLAN',
  '1.2.840.10008.5.1.4.1.1.481.8': 'RTPLAN',
};

/** How an object of this class is kept; null: it is of another class. */
export const keptObjectKind = (sopClassUid: string): KeptObjectKind | null => KEPT[sopClassUid] ?? null;

const INSTANCE_SEQUENCES = [
  'ReferencedRTPlanSequence',
  'ReferencedStructureSetSequence',
  'ReferencedDoseSequence',
  'ReferencedImageSequence',
  'SourceInstanceSequence',
] as const satisfies readonly DicomKeyword[];

const uidsOf = (items: readonly DicomDataset[], keyword: DicomKeyword): string[] => [
  ...new Set(items.map((item) => item.text(keyword)).filter(isValidUid)),
];

/**
 * Identity of a kept object and what it names: series (PS3.3 C.12.1.1.1, common instance reference), objects (RT
 * references of C.8.8.3 and C.8.8.9), frames of reference (C.20.2, spatial registration).
 * Throws `corrupt-data` DICOM_UID when it cannot be told from others, and as `readEncapsulatedStl` for a model.
 */
export function readKeptObject(dataset: DicomDataset, sopClassUid: string, kept: KeptObjectKind): DicomKeptObject {
  // A model that is cut short or of unknown size would only be found out when it is wanted.
  const model = kept === 'M3D' ? readEncapsulatedStl(dataset) : null;
  const header = readHeader(dataset);
  const studies = dataset.items('StudiesContainingOtherReferencedInstancesSequence');
  const registrations = dataset.items('RegistrationSequence');
  const deformed = dataset.items('DeformableRegistrationSequence');
  const series = [dataset, ...studies].flatMap((holder) => holder.items('ReferencedSeriesSequence'));
  const frame = dataset.text('FrameOfReferenceUID');
  return {
    kind: 'kept-object',
    kept,
    sopClassUid,
    sopInstanceUid: requireUid(dataset, 'SOPInstanceUID'),
    patient: readPatient(header),
    studyInstanceUid: requireUid(dataset, 'StudyInstanceUID'),
    seriesInstanceUid: requireUid(dataset, 'SeriesInstanceUID'),
    frameOfReferenceUid: isValidUid(frame) ? frame : null,
    description:
      model?.title || header['SeriesDescription'] || dataset.text('RTPlanLabel') || dataset.text('ContentLabel'),
    references: {
      seriesInstanceUids: uidsOf(series, 'SeriesInstanceUID'),
      sopInstanceUids: uidsOf(
        INSTANCE_SEQUENCES.flatMap((sequence) => dataset.items(sequence)),
        'ReferencedSOPInstanceUID',
      ),
      frameOfReferenceUids: [
        ...uidsOf(registrations, 'FrameOfReferenceUID'),
        ...uidsOf(deformed, 'SourceFrameOfReferenceUID'),
      ],
    },
  };
}
