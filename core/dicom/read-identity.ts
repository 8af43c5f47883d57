// What every kind of object says of itself alike: the patient, the header that derived objects copy, its UIDs.

import { AppError } from '../error/index.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { type DicomKeyword, HEADER_TAGS } from './tags.ts';
import type { DicomHeader, DicomPatient } from './types.ts';
import { isValidUid } from './uid.ts';

/** Attributes of `HEADER_TAGS` that are present and not empty. */
export function readHeader(dataset: DicomDataset): DicomHeader {
  const header: Record<string, string> = {};
  for (const keyword of Object.keys(HEADER_TAGS) as DicomKeyword[]) {
    const text = dataset.text(keyword);
    if (text !== '') header[keyword] = text;
  }
  return header;
}

/** Patient module, PS3.3 C.7.1.1. */
export const readPatient = (header: DicomHeader): DicomPatient => ({
  id: header['PatientID'] ?? '',
  issuer: header['IssuerOfPatientID'] ?? '',
  name: header['PatientName'] ?? '',
  birthDate: header['PatientBirthDate'] ?? '',
  sex: header['PatientSex'] ?? '',
});

/** Throws `corrupt-data` DICOM_UID when the attribute is missing or no UID. */
export function requireUid(dataset: DicomDataset, keyword: DicomKeyword): string {
  const uid = dataset.text(keyword);
  if (isValidUid(uid)) return uid;
  throw new AppError(
    'corrupt-data',
    'DICOM_UID',
    `The DICOM file has no valid ${keyword}, so it cannot be told from others. Export it again from its source.`,
  );
}
