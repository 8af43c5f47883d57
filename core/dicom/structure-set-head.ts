// What every stored structure set says of itself, whatever kind of object it is.

import type { DicomDataset } from './dicom-dataset.ts';
import { readPatient, requireUid } from './read-identity.ts';
import type { DicomStructureSet } from './types.ts';
import { isValidUid } from './uid.ts';

interface SetFacts extends Pick<DicomStructureSet, 'sopClassUid' | 'header' | 'label'> {
  /** Series and frames of reference that it names; what is no UID is left out. */
  readonly series: Iterable<string>;
  readonly frames: Iterable<string>;
}

const uidsIn = (uids: Iterable<string>): string[] => [...new Set(uids)].filter(isValidUid);

/** Throws `corrupt-data` DICOM_UID where it does not name itself. */
export const structureSetOf = (
  dataset: DicomDataset,
  { sopClassUid, header, label, series, frames }: SetFacts,
): DicomStructureSet => ({
  kind: 'structure-set',
  sopClassUid,
  sopInstanceUid: requireUid(dataset, 'SOPInstanceUID'),
  patient: readPatient(header),
  studyInstanceUid: requireUid(dataset, 'StudyInstanceUID'),
  seriesInstanceUid: requireUid(dataset, 'SeriesInstanceUID'),
  label,
  description: header['SeriesDescription'] ?? '',
  referencedSeriesUids: uidsIn(series),
  frameOfReferenceUids: uidsIn(frames),
  header,
});
