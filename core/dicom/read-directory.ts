// A DICOMDIR: which files the medium that it came from held.

import type { DicomDataset } from './dicom-dataset.ts';
import type { DicomDirectory } from './types.ts';

/** A record that its writer has struck out (PS3.3 F.3.2.2, Record In-use Flag). */
const INACTIVE = 0;

/** The files that the directory names (PS3.3 F.3, Basic Directory information object). */
export function readDirectory(dataset: DicomDataset): DicomDirectory {
  const fileIds = dataset
    .items('DirectoryRecordSequence')
    .filter((record) => record.uint16('RecordInUseFlag') !== INACTIVE)
    .map((record) => record.texts('ReferencedFileID'))
    .filter((components) => components.length > 0);
  return { kind: 'directory', fileIds };
}
