// A tree of DICOM files again as if it were of another patient: new study, series, instance and frame-of-reference UIDs
// and another PatientID. The first pixel differs too, since equal voxels are stored once and nothing would be written
// for a second patient. Every value keeps its length, so that nothing else in a file moves.

import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import dicomParser, { type DataSet } from 'dicom-parser';

const PATIENT_ID = 'x00100020';
const PIXEL_DATA = 'x7fe00010';
/** UIDs of the standard itself: classes, transfer syntaxes. */
const STANDARD_ROOT = '1.2.840.10008.';

/** The same UID always becomes the same other one, so that references still hold. Its first half stays as it is. */
function otherUid(uid: string, copy: number): string {
  const kept = uid.slice(0, uid.indexOf('.', uid.length >> 1) + 1);
  const digits = BigInt(`0x${createHash('sha256').update(`${copy} ${uid}`).digest('hex')}`).toString();
  // A component may not begin with 0 (PS3.5 section 9.1).
  return (kept + digits.replace(/^0+/, '')).slice(0, uid.length);
}

function rewrite(dataset: DataSet, bytes: Uint8Array, copy: number): void {
  for (const [tag, element] of Object.entries(dataset.elements)) {
    for (const item of element.items ?? []) if (item.dataSet !== undefined) rewrite(item.dataSet, bytes, copy);
    const { dataOffset, length } = element;
    const field = Buffer.from(bytes.buffer, bytes.byteOffset + dataOffset, length);
    if (element.vr === 'UI') {
      const uids = field.toString('latin1').replace(/\0+$/, '').split('\\');
      const others = uids.map((uid) => (uid === '' || uid.startsWith(STANDARD_ROOT) ? uid : otherUid(uid, copy)));
      field.write(others.join('\\'), 'latin1');
    } else if (tag === PATIENT_ID && length >= 4) {
      field.write(`B${String(copy).padStart(3, '0')}`, 'latin1');
    } else if (tag === PIXEL_DATA && length > 0) {
      field.writeUInt8(copy);
    }
  }
}

/** Copies the files below `from` to `to`, DICOM files (explicit VR) rewritten. `copy` numbers the patient. */
export function copyAsOtherPatient(from: string, to: string, copy: number): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(to, source.slice(from.length));
    mkdirSync(dirname(target), { recursive: true });
    const bytes = readFileSync(source);
    if (bytes.subarray(128, 132).toString('latin1') !== 'DICM') {
      copyFileSync(source, target);
      continue;
    }
    rewrite(dicomParser.parseDicom(bytes), bytes, copy);
    writeFileSync(target, bytes);
  }
}
