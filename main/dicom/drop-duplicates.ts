// Files that carry one SOPInstanceUID: copies, also in another encoding, are kept once; of images that differ the first
// is kept and the others are refused.

import { decodePixels } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { type ImageFinding, type RefusedFinding, refusedImage } from './file-finding.ts';
import { forEachFile } from './read-lanes.ts';

const clash = () =>
  new AppError(
    'corrupt-data',
    'DICOM_UID_CLASH',
    'A file carries the SOPInstanceUID of another one but differs in patient, place or pixels. The first in path order was taken; keep the right one.',
  );

async function readPixels(finding: ImageFinding): Promise<Float32Array> {
  const { image } = finding;
  const values = new Float32Array(image.rows * image.columns);
  await forEachFile(
    [finding],
    async (file) => {
      if (file !== null) decodePixels(await file.read(file.stamp.byteLength), image, values, 0);
    },
    (thrown) => {
      throw thrown;
    },
  );
  return values;
}

const placeOf = ({ image }: ImageFinding): string =>
  JSON.stringify([
    image.patient.id,
    image.patient.issuer,
    image.seriesInstanceUid,
    image.rows,
    image.columns,
    image.imagePositionPatient,
    image.rowDirection,
    image.columnDirection,
    image.pixelSpacingMm,
  ]);

async function isSameImage(a: ImageFinding, b: ImageFinding): Promise<boolean> {
  if (a.sha256 === b.sha256) return true;
  if (placeOf(a) !== placeOf(b)) return false;
  const [p, q] = [await readPixels(a), await readPixels(b)];
  return p.every((value, at) => value === q[at]);
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
    const before = first.get(finding.image.sopInstanceUid);
    if (before === undefined) {
      first.set(finding.image.sopInstanceUid, finding);
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
