// Patient and study attributes that an RTSTRUCT shares with its images (PS3.3 C.7.1.1, C.7.2.1).

import { type Elements, type EncodableElement, textElement } from './encode-elements.ts';
import { dateValue, timeValue } from './encode-values.ts';
import type { RtstructImage } from './rtstruct-types.ts';
import type { SeriesWarning } from './types.ts';

/** ACR-NEMA wrote dates with dots, and readers must take them (PS3.5 6.2, note on DA). */
const withoutDots = (date: string): string => date.replace(/^(\d{4})\.(\d{2})\.(\d{2})$/, '$1$2$3');

/**
 * Names and numbers go over exactly as the images have them: they identify the patient. A date, time or sex that is not
 * valid DICOM is left empty (all are type 2) with a warning that names the attribute and not its value.
 */
export function identityElements(image: RtstructImage): { elements: Elements; warnings: SeriesWarning[] } {
  const { patient, header } = image;
  const warnings: SeriesWarning[] = [];
  const valid = (name: string, value: string, isValid: boolean): string => {
    if (isValid || value === '') return value;
    warnings.push({
      code: 'RTSTRUCT_ATTRIBUTE_LEFT_EMPTY',
      message: `${name} of the images is not valid DICOM and was left empty in the structure set.`,
    });
    return '';
  };
  const date = (name: string, raw: string) => {
    const value = withoutDots(raw);
    return valid(name, value, dateValue.safeParse(value).success);
  };
  const time = (name: string, raw: string) => valid(name, raw, timeValue.safeParse(raw).success);
  const text = (keyword: string): string => header[keyword] ?? '';
  const elements: Record<string, EncodableElement> = {
    '00080020': textElement('DA', date('StudyDate', text('StudyDate'))),
    '00080030': textElement('TM', time('StudyTime', text('StudyTime'))),
    '00080050': textElement('SH', text('AccessionNumber')),
    '00080090': textElement('PN', text('ReferringPhysicianName')),
    '00100010': textElement('PN', patient.name),
    '00100020': textElement('LO', patient.id),
    '00100030': textElement('DA', date('PatientBirthDate', patient.birthDate)),
    '00100040': textElement('CS', valid('PatientSex', patient.sex, ['M', 'F', 'O'].includes(patient.sex))),
    '0020000D': textElement('UI', image.studyInstanceUid),
    '00200010': textElement('SH', text('StudyID')),
  };
  if (text('StudyDescription') !== '') elements['00081030'] = textElement('LO', text('StudyDescription'));
  if (patient.issuer !== '') elements['00100021'] = textElement('LO', patient.issuer);
  if (text('PatientIdentityRemoved') === 'YES' && text('DeidentificationMethod') !== '') {
    elements['00120062'] = textElement('CS', 'YES');
    elements['00120063'] = textElement('LO', ...text('DeidentificationMethod').split('\\'));
  }
  return { elements, warnings };
}
