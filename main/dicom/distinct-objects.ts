// Structure sets and kept objects: one file of each UID.

import { AppError } from '../../core/error/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { patientIdentityHash } from './dicom-series.ts';
import {
  type KeptObjectFinding,
  type RefusedFinding,
  refusedFile,
  type StructureSetFinding,
  sha256Hex,
} from './file-finding.ts';
import { forEachFile } from './read-lanes.ts';
import type { ScannedObject, ScannedStructureSet } from './scan-result.ts';

const clash = () =>
  new AppError(
    'corrupt-data',
    'DICOM_UID_CLASH',
    'Two objects carry the same SOPInstanceUID but differ. The first in path order was taken; keep the right one.',
  );

const changed = (path: string) =>
  new AppError('conflict', 'FILE_CHANGED', `${path} was changed while it was being imported. Run the import again.`);

/** One file of each structure set; copies of the same bytes are dropped, different bytes under one UID are refused. */
export function uniqueStructureSets(findings: readonly StructureSetFinding[], refused: RefusedFinding[]) {
  const kept = new Map<string, StructureSetFinding>();
  let duplicates = 0;
  for (const finding of findings) {
    const uid = finding.structureSet.sopInstanceUid;
    const before = kept.get(uid);
    if (before === undefined) kept.set(uid, finding);
    else if (before.sha256 === finding.sha256) duplicates++;
    else refused.push(refusedFile(finding.path, clash()));
  }
  return { structureSets: [...kept.values()].map(toScannedStructureSet), duplicates };
}

const toScannedStructureSet = ({ path, sha256, bytes, structureSet }: StructureSetFinding): ScannedStructureSet => ({
  path,
  fileSha256: sha256,
  bytes,
  patient: structureSet.patient,
  identityHash: patientIdentityHash(structureSet.patient, structureSet.studyInstanceUid),
  sopInstanceUid: structureSet.sopInstanceUid,
  seriesInstanceUid: structureSet.seriesInstanceUid,
  studyInstanceUid: structureSet.studyInstanceUid,
  label: structureSet.label,
  description: structureSet.description,
  referencedSeriesUids: structureSet.referencedSeriesUids,
  frameOfReferenceUids: structureSet.frameOfReferenceUids,
});

async function loadBytes(finding: KeptObjectFinding, signal?: AbortSignal): Promise<Uint8Array> {
  let bytes = new Uint8Array(0);
  await forEachFile(
    [finding],
    async (file) => {
      if (file !== null) bytes = (await file.read(file.stamp.byteLength)).slice();
    },
    (thrown) => {
      throw mapNodeError(thrown, `Reading ${finding.path}`);
    },
    signal,
  );
  if (sha256Hex(bytes) !== finding.sha256) throw changed(finding.path);
  return bytes;
}

const toScannedObject = (finding: KeptObjectFinding): ScannedObject => {
  const { kind: _kind, kept, ...object } = finding.object;
  return {
    ...object,
    kind: kept,
    path: finding.path,
    fileSha256: finding.sha256,
    identityHash: patientIdentityHash(object.patient, object.studyInstanceUid),
    loadBytes: (signal) => loadBytes(finding, signal),
  };
};

/** One file of each kept object; copies of the same bytes are dropped, different bytes under one UID are refused. */
export function uniqueObjects(findings: readonly KeptObjectFinding[], refused: RefusedFinding[]) {
  const kept = new Map<string, KeptObjectFinding>();
  let duplicates = 0;
  for (const finding of findings) {
    const before = kept.get(finding.object.sopInstanceUid);
    if (before === undefined) kept.set(finding.object.sopInstanceUid, finding);
    else if (before.sha256 === finding.sha256) duplicates++;
    else refused.push(refusedFile(finding.path, clash()));
  }
  return { objects: [...kept.values()].map(toScannedObject), duplicates };
}
