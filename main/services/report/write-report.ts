// Puts the report of a run in its place, whole or not at all.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { composeReportHtml, type ReportAssets, type ReportModel } from '../../../core/report/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { systemCode } from '../../platform/node-error.ts';

export interface WriteReportOptions {
  /** Inter as WOFF2, from the application's resources; a missing file only changes the typeface. */
  readonly fontFile: string | null;
}

const COMPRESSION_LEVEL = 4;

function fontBytes(file: string | null): Uint8Array | null {
  if (file === null) return null;
  try {
    return readFileSync(file);
  } catch (error) {
    if (systemCode(error) === null) throw error;
    return null;
  }
}

/** What a report needs of this machine: hashing, packing, the typeface. */
export const reportAssets = ({ fontFile }: WriteReportOptions): ReportAssets => ({
  sha256Base64: (text) => createHash('sha256').update(text, 'utf8').digest('base64'),
  deflate: (bytes) => deflateSync(bytes, { level: COMPRESSION_LEVEL }),
  fontWoff2: fontBytes(fontFile),
});

/**
 * Writes the report of `model` to `file` as one self-contained HTML page and returns its size in bytes.
 * Throws what `writeFileAtomically` throws: `resource` for a full disk, `denied` for a place without permission.
 */
export function writeReport(model: ReportModel, file: string, options: WriteReportOptions): number {
  const html = composeReportHtml(model, reportAssets(options));
  const bytes = new TextEncoder().encode(html);
  writeFileAtomically(file, [bytes]);
  return bytes.length;
}
