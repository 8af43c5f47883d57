// The values of a dose as they come from the host: float32 Gy, little endian, i fastest.

import type { CaseDose } from '../../core/contract/index.ts';
import type { DoseGrid } from '../../core/dose/index.ts';
import { readBlob } from './read-blob.ts';

/** Reads a dose of a case. Rejects as `readBlob`, with its words for a dose. */
export async function readDose(
  caseId: string,
  { doseId, grid }: CaseDose & { readonly grid: NonNullable<CaseDose['grid']> },
  signal: AbortSignal,
): Promise<DoseGrid> {
  const { size, spacingMm, direction, planeOriginsLps, frameOfReferenceUid } = grid;
  const gy = new Float32Array(size[0] * size[1] * size[2]);
  const bytes = new Uint8Array(gy.buffer);
  const url = `dose/${encodeURIComponent(caseId)}/${encodeURIComponent(doseId)}`;
  await readBlob(url, bytes.length, signal, (chunk, at) => bytes.set(chunk, at), { subject: 'The dose' });
  return { geometry: { size, spacingMm, direction, planeOriginsLps, frameOfReferenceUid }, gy };
}
