import type { MeshInput, MeshResult } from '../../../core/contract/index.ts';
import { createSurface } from '../../../core/mesh/index.ts';
import { readMaskFile, severalValuesWarning } from '../../volume-files/index.ts';
import { requireMeshFormat, writeMeshFile } from '../mesh/write-mesh-file.ts';

/** A mask file -> a closed surface file. */
export async function makeMesh(input: MeshInput, signal: AbortSignal): Promise<MeshResult> {
  requireMeshFormat(input.outputFile);
  const { mask, geometry, hasSeveralValues } = await readMaskFile(input.mask, signal);
  const { mesh, triangles, volumeMl, surfaceAreaCm2, maxDeviationMm } = createSurface(mask, geometry);
  writeMeshFile(input.outputFile, mesh);
  const warnings = hasSeveralValues ? [severalValuesWarning(input.mask)] : [];
  return { triangles, volumeMl, surfaceAreaCm2, watertight: true, maxDeviationMm, warnings };
}
