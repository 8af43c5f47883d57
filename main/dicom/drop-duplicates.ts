// Files that carry one SOPInstanceUID: copies, also in another encoding, are kept once; of images that differ the first
// is kept and the others are refused.

import { decodePixels, pixelSource } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { type ImageFinding, type RefusedFinding, refusedImage, sha256Hex } from './file-finding.ts';
import { checkStamp } from './file-workers.ts';
import { codecFor } from './frame-codecs.ts';
import { forEachFile } from './read-lanes.ts';

const clash = () =>
  new AppError(
    'corrupt-data',
    'DICOM_UID_CLASH',
    'A file carries the SOPInstanceUID of another one but differs in patient, place or pixels. The first in path order was taken; keep the right one.',
  );

async function fileHash(finding: ImageFinding): Promise<string> {
  let sha256 = finding.sha256 ?? '';
  if (sha256 !== '') return sha256;
  await forEachFile(
    [finding],
    async (file) => {
      checkStamp(finding.path, file?.stamp, finding.stamp);
      if (file !== null) sha256 = sha256Hex(await file.read(file.stamp.byteLength));
    },
    (thrown) => {
      throw thrown;
    },
  );
  return sha256;
}

/** sha256 of the values of each image of a file: what two encodings of one image have in common. */
async function pixelHashes(finding: ImageFinding): Promise<string[]> {
  const hashes: string[] = [];
  await forEachFile(
    [finding],
    async (file) => {
      if (file === null) return;
      const bytes = await file.read(file.stamp.byteLength);
      const source = pixelSource(bytes, finding.images[0]);
      for (const image of finding.images) {
        const values = new Float32Array(image.rows * image.columns);
        decodePixels(source, image, values, 0, await codecFor(image));
        hashes.push(sha256Hex(new Uint8Array(values.buffer)));
      }
    },
    (thrown) => {
      throw thrown;
    },
  );
  return hashes;
}

const placesOf = ({ images }: ImageFinding): string =>
  JSON.stringify(
    images.map((image) => [
      image.patient.id,
      image.patient.issuer,
      image.seriesInstanceUid,
      image.rows,
      image.columns,
      image.imagePositionPatient,
      image.rowDirection,
      image.columnDirection,
      image.pixelSpacingMm,
    ]),
  );

async function isSameImage(a: ImageFinding, b: ImageFinding): Promise<boolean> {
  if (a.stamp.byteLength === b.stamp.byteLength && (await fileHash(a)) === (await fileHash(b))) return true;
  if (placesOf(a) !== placesOf(b)) return false;
  const hashes = await pixelHashes(b);
  return (await pixelHashes(a)).every((sha256, at) => sha256 === hashes[at]);
}

export interface DistinctImages {
  readonly kept: readonly ImageFinding[];
  readonly refused: RefusedFinding[];
  /** Copies of images that were kept. */
  readonly duplicates: number;
}

/** Keeps the first file of each instance, in the order given. Never throws: a copy that cannot be compared is refused. */
export async function dropDuplicates(findings: readonly ImageFinding[]): Promise<DistinctImages> {
  const first = new Map<string, ImageFinding>();
  const refused: RefusedFinding[] = [];
  let duplicates = 0;
  for (const finding of findings) {
    const { sopInstanceUid } = finding.images[0];
    const before = first.get(sopInstanceUid);
    if (before === undefined) {
      first.set(sopInstanceUid, finding);
      continue;
    }
    try {
      if (await isSameImage(before, finding)) duplicates++;
      else refused.push(refusedImage(finding, clash()));
    } catch (thrown) {
      refused.push(refusedImage(finding, mapNodeError(thrown, `Reading ${finding.path}`)));
    }
  }
  return { kept: [...first.values()], refused, duplicates };
}
