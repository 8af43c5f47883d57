// RT Plan bytes to what dose figures need of it: label, prescription, fractions, structure set (PS3.3 C.8.8.9, C.8.8.10,
// C.8.8.13), and which beams there are (C.8.8.14, C.8.8.25). Machines are not looked at.

import { AppError } from '../error/index.ts';
import { parseDicom } from './dataset.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { keptObjectKind } from './read-kept-object.ts';
import type { DecodedRtplan, DoseReference } from './rtdose-types.ts';
import { isValidUid } from './uid.ts';

const T = {
  RTPlanLabel: 'x300a0002',
  DoseReferenceSequence: 'x300a0010',
  DoseReferenceNumber: 'x300a0012',
  DoseReferenceStructureType: 'x300a0014',
  DoseReferenceDescription: 'x300a0016',
  DoseReferenceType: 'x300a0020',
  TargetPrescriptionDose: 'x300a0026',
  ReferencedROINumber: 'x30060084',
  FractionGroupSequence: 'x300a0070',
  FractionGroupNumber: 'x300a0071',
  NumberOfFractionsPlanned: 'x300a0078',
  NumberOfBeams: 'x300a0080',
  ReferencedBeamSequence: 'x300c0004',
  ReferencedBeamNumber: 'x300c0006',
  BeamSequence: 'x300a00b0',
  IonBeamSequence: 'x300a03a2',
  BeamNumber: 'x300a00c0',
  TreatmentDeliveryType: 'x300a00ce',
  ReferencedStructureSetSequence: 'x300c0060',
} as const;

/** A prescription beyond this, Gy, has a wrong unit. */
const LARGEST_PRESCRIPTION_GY = 1_000;

const wholeNumber = (item: DicomDataset, tag: `x${string}`): number | null => {
  const value = item.decimal(tag);
  return value !== null && Number.isInteger(value) ? value : null;
};

function readPrescription(item: DicomDataset): number | null {
  const gy = item.decimal(T.TargetPrescriptionDose);
  if (gy === null) return null;
  if (gy >= 0 && gy <= LARGEST_PRESCRIPTION_GY) return gy;
  throw new AppError(
    'invalid-input',
    'RTPLAN_PRESCRIPTION',
    `The plan prescribes no plausible dose (0 to ${LARGEST_PRESCRIPTION_GY} Gy). Export it again.`,
  );
}

const readReference = (item: DicomDataset): DoseReference => ({
  number: wholeNumber(item, T.DoseReferenceNumber),
  type: item.text(T.DoseReferenceType).toUpperCase(),
  structureType: item.text(T.DoseReferenceStructureType).toUpperCase(),
  description: item.text(T.DoseReferenceDescription),
  prescriptionGy: readPrescription(item),
  roiNumber: wholeNumber(item, T.ReferencedROINumber),
});

function sumFractions(groups: readonly DicomDataset[]): number | null {
  const planned = groups.map((group) => wholeNumber(group, T.NumberOfFractionsPlanned));
  if (planned.length === 0 || planned.includes(null)) return null;
  return (planned as number[]).reduce((sum, n) => sum + n, 0);
}

/** Numbers of the beams that no dose is given by: they place the patient (SETUP) or take a picture (OPEN_PORTFILM). */
function beamsWithoutDose(plan: DicomDataset): ReadonlySet<number | null> {
  const beams = [...plan.items(T.BeamSequence), ...plan.items(T.IonBeamSequence)];
  const without = beams.filter((beam) => ['SETUP', 'OPEN_PORTFILM'].includes(beam.text(T.TreatmentDeliveryType)));
  return new Set(without.map((beam) => wholeNumber(beam, T.BeamNumber)));
}

function readGroups(plan: DicomDataset, groups: readonly DicomDataset[]): DecodedRtplan['fractionGroups'] {
  const without = beamsWithoutDose(plan);
  return groups.map((group) => ({
    number: wholeNumber(group, T.FractionGroupNumber),
    beams: group
      .items(T.ReferencedBeamSequence)
      .map((item) => wholeNumber(item, T.ReferencedBeamNumber))
      .filter((n) => n !== null)
      .filter((n) => !without.has(n)),
  }));
}

/**
 * Reads a plan, of photons or ions. Throws `invalid-input` for another kind of object or an implausible prescription,
 * `corrupt-data` when the file is cut short.
 */
export function decodeRtplan(bytes: Uint8Array): DecodedRtplan {
  const { dataset, meta } = parseDicom(bytes);
  const sopClassUid = dataset.text('SOPClassUID') || meta.text('MediaStorageSOPClassUID');
  if (keptObjectKind(sopClassUid) !== 'RTPLAN') {
    throw new AppError(
      'invalid-input',
      'RTPLAN_WRONG_OBJECT',
      `The file is DICOM, but not an RT plan (SOP class ${sopClassUid || 'missing'}). Give an RTPLAN file.`,
    );
  }
  const groups = dataset.items(T.FractionGroupSequence);
  const frame = dataset.text('FrameOfReferenceUID');
  return {
    sopInstanceUid: dataset.text('SOPInstanceUID'),
    studyInstanceUid: dataset.text('StudyInstanceUID'),
    frameOfReferenceUid: isValidUid(frame) ? frame : null,
    patient: { id: dataset.text('PatientID'), name: dataset.text('PatientName') },
    label: dataset.text(T.RTPlanLabel),
    approvalStatus: dataset.text('ApprovalStatus'),
    references: dataset.items(T.DoseReferenceSequence).map(readReference),
    fractions: sumFractions(groups),
    beams: groups.reduce((sum, group) => sum + (wholeNumber(group, T.NumberOfBeams) ?? 0), 0),
    fractionGroups: readGroups(dataset, groups),
    referencedStructureSetUids: dataset
      .items(T.ReferencedStructureSetSequence)
      .map((item) => item.text('ReferencedSOPInstanceUID'))
      .filter(isValidUid),
  };
}

/**
 * What the plan prescribes to its target, Gy: the highest target dose of a volume or site; of points only where it has
 * nothing else. null where it prescribes none.
 */
export function prescribedGy(plan: DecodedRtplan): number | null {
  const targets = plan.references.filter(({ type, prescriptionGy }) => type === 'TARGET' && (prescriptionGy ?? 0) > 0);
  const volumes = targets.filter(({ structureType }) => structureType === 'VOLUME' || structureType === 'SITE');
  const doses = (volumes.length > 0 ? volumes : targets).map(({ prescriptionGy }) => prescriptionGy as number);
  return doses.length === 0 ? null : doses.reduce((highest, dose) => Math.max(highest, dose));
}
