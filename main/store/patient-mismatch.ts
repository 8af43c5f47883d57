// One patient of the library and one of an import, both with the same identity.

import type { DicomPatient, SeriesWarning } from '../../core/dicom/index.ts';

/** One patient id with two names or birth dates: two people, or a typing error at the source. The text names neither. */
export function describeMismatch(stored: DicomPatient | null, incoming: DicomPatient | null): SeriesWarning[] {
  if (stored === null || incoming === null) return [];
  const differs = (a: string, b: string) => a !== '' && b !== '' && a !== b;
  const fields = [
    ...(differs(stored.name, incoming.name) ? ['name'] : []),
    ...(differs(stored.birthDate, incoming.birthDate) ? ['birth date'] : []),
    ...(differs(stored.sex, incoming.sex) ? ['sex'] : []),
  ];
  if (fields.length === 0) return [];
  const message = `Images with one patient ID differ in ${fields.join(' and ')}. Check that they are of one person.`;
  return [{ code: 'PATIENT_DETAILS_DIFFER', message }];
}
