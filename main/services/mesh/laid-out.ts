// Parts as they stand on the bed, for formats that know no placement; and the way back to the patient, beside them.

import { findSelfIntersections } from '../../../core/mesh/index.ts';
import type { Part } from '../../../core/print/index.ts';
import { type BedPlacement, bedMatrix } from '../../../core/printability/index.ts';
import { placeMesh, placeSolid } from '../../../core/solid/index.ts';
import { loadSolids } from '../../platform/solid-engine.ts';
import type { PartFile } from './part-formats.ts';

/** Turned coordinates are rounded anew: where thin triangles come to meet by it, the solid is put right. */
export async function laidOut(parts: readonly Part[], placements: readonly BedPlacement[]): Promise<Part[]> {
  const laid: Part[] = [];
  for (const [at, part] of parts.entries()) {
    const placement = placements[at] as BedPlacement;
    const mesh = placeMesh(part.mesh, placement);
    if (findSelfIntersections(mesh).pairs === 0) laid.push({ ...part, mesh });
    else laid.push({ ...part, mesh: placeSolid(await loadSolids(), part, placement) ?? mesh });
  }
  return laid;
}

/** `NAME-bed.json`: from the patient's coordinates to those in the files, part by part. */
export function bedFile(
  stem: string,
  parts: readonly Part[],
  fileOf: readonly string[],
  placements: readonly BedPlacement[],
): PartFile {
  const text = {
    from: 'LPS patient coordinates, mm',
    to: 'printer bed, mm, z upwards',
    parts: parts.map(({ name }, at) => ({
      name,
      file: fileOf[at],
      /** Rows of a 4 × 4 matrix; its inverse leads back to the patient. */
      bedFromLps: bedMatrix(placements[at] as BedPlacement),
    })),
  };
  return { name: `${stem}-bed.json`, bytes: new TextEncoder().encode(`${JSON.stringify(text, null, 2)}\n`) };
}
