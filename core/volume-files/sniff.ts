// Which volume format the first bytes of a file are, whatever the file is called.

import { Gunzip } from 'fflate';
import { NIFTI1_HEADER_BYTES, NIFTI2_HEADER_BYTES } from './parse-nifti.ts';
import type { VolumeFileFormat } from './types.ts';

export interface SniffedFormat {
  readonly format: VolumeFileFormat;
  /** The whole file is one gzip stream (.nii.gz). */
  readonly isGzipped: boolean;
}

/** As many of the first uncompressed bytes as the given compressed ones hold; empty when it is no gzip stream. */
export function gunzipHead(head: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  try {
    new Gunzip((part) => {
      parts.push(part.slice(0, 4096));
    }).push(head.slice(), false);
  } catch {
    return parts[0] ?? new Uint8Array(0);
  }
  return parts[0] ?? new Uint8Array(0);
}

function isNifti(head: Uint8Array): boolean {
  if (head.length < 4) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return [true, false].some((le) => {
    const declared = view.getInt32(0, le);
    if (declared === NIFTI2_HEADER_BYTES) return head.length >= 8 && head[4] === 0x6e;
    if (declared !== NIFTI1_HEADER_BYTES) return false;
    // Analyze 7.5 has the same length and no magic; its number of dimensions tells it from chance.
    const dims = head.length >= 42 ? view.getInt16(40, le) : 1;
    return dims >= 1 && dims <= 7;
  });
}

/** MetaImage has no magic: it is text whose first line is one of its fields and that soon names its dimensions. */
function isMetaImage(head: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(head.subarray(0, 1024));
  return (
    /^(ObjectType|Comment|ObjectSubType|TransformType|Name|ID|NDims|BinaryData)\s*=/.test(text) &&
    /^NDims\s*=/m.test(text)
  );
}

/**
 * The volume format of a file, or null when it is none.
 * @param head the first 4096 bytes unless the file is shorter
 */
export function sniffVolumeFile(head: Uint8Array): SniffedFormat | null {
  if (head[0] === 0x1f && head[1] === 0x8b) {
    return isNifti(gunzipHead(head)) ? { format: 'nifti', isGzipped: true } : null;
  }
  if (isNifti(head)) return { format: 'nifti', isGzipped: false };
  if (head.length >= 8 && String.fromCharCode(...head.subarray(0, 7)) === 'NRRD000') {
    return { format: 'nrrd', isGzipped: false };
  }
  return isMetaImage(head) ? { format: 'metaimage', isGzipped: false } : null;
}
