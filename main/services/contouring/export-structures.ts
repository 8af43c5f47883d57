// Structures -> files in a staging folder, and their figures. Surfaces and masks are made in worker threads while this
// thread traces the contours.

import type { ContouredStructure as ContouredStructureRow, Progress } from '../../../core/contract/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { TriangleMesh } from '../../../core/mesh/index.ts';
import { computeCentroidLps, computeDice, computeVolumeMl } from '../../../core/metrics/index.ts';
import { isEmptyMask, type Mask } from '../../../core/volume/index.ts';
import type { ContouredStructure } from '../../inference/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type { StagingFolder } from '../../platform/staging-folder.ts';
import { uniqueFileStems } from '../exchange/file-stem.ts';
import type { ExportFormatName } from './export-formats.ts';

export interface ExportPorts {
  readonly pool: ComputePool;
  readonly staging: StagingFolder;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

export interface ExportedStructure {
  readonly structure: ContouredStructure;
  readonly row: ContouredStructureRow;
  /** Where the report shows surfaces. */
  readonly mesh: TriangleMesh | null;
}

interface ExportRequest {
  readonly geometry: ImageGeometry;
  readonly formats: ReadonlySet<ExportFormatName>;
  /** Masks to judge by, by structure name. */
  readonly clinical: ReadonlyMap<string, Mask>;
}

async function exportOne(
  structure: ContouredStructure,
  stem: string,
  { geometry, formats, clinical }: ExportRequest,
  { pool, staging, signal }: ExportPorts,
): Promise<ExportedStructure> {
  const { name, mask } = structure;
  const isEmpty = isEmptyMask(mask);
  const stl = formats.has('stl') && !isEmpty ? `${stem}.stl` : null;
  const nifti = formats.has('nifti') && !isEmpty ? `${stem}.nii.gz` : null;
  const wantsMesh = formats.has('report');
  const path = stl && staging.path(stl);
  const [surface] = await Promise.all([
    isEmpty ? null : pool.run('surface', { mask, geometry, path, wantsMesh }, { signal }),
    nifti && pool.run('maskFile', { mask, geometry, path: staging.path(nifti), format: 'nifti-gz' }, { signal }),
  ]);
  const reference = clinical.get(name);
  const row: ContouredStructureRow = {
    name,
    volumeMl: computeVolumeMl(mask, geometry),
    surfaceAreaCm2: surface?.surfaceAreaCm2 ?? 0,
    centroidLps: computeCentroidLps(mask, geometry),
    files: { nifti, stl },
    dice: reference ? computeDice(reference, mask, geometry) : null,
  };
  return { structure, row, mesh: surface?.mesh ?? null };
}

/** Writes masks and surfaces of all structures, largest first so that no thread is left with a large one at the end;
 * the result is in the order given. */
export async function exportStructures(
  structures: readonly ContouredStructure[],
  request: ExportRequest,
  ports: ExportPorts,
): Promise<ExportedStructure[]> {
  const stems = uniqueFileStems(structures.map(({ name }) => name));
  const order = structures.map((_, at) => at);
  order.sort((a, b) => (structures[b]?.mask.voxels.length ?? 0) - (structures[a]?.mask.voxels.length ?? 0));
  const exported: ExportedStructure[] = new Array(structures.length);
  let done = 0;
  ports.report({ phase: 'export', done, total: structures.length });
  await Promise.all(
    order.map(async (at) => {
      const structure = structures[at] as ContouredStructure;
      exported[at] = await exportOne(structure, stems[at] as string, request, ports);
      ports.report({ phase: 'export', done: ++done, total: structures.length });
    }),
  );
  return exported;
}
