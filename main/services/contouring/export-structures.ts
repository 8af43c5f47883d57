// Structures -> files in a staging folder, and their figures. Surfaces and masks are made in worker threads, each as soon as
// its structure is there.

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
  /** Of all structures that can come. */
  readonly names: readonly string[];
  readonly geometry: ImageGeometry;
  readonly formats: ReadonlySet<ExportFormatName>;
}

/** What worker threads make of a structure. */
interface Made {
  readonly volumeMl: number;
  readonly centroidLps: ContouredStructureRow['centroidLps'];
  readonly files: ContouredStructureRow['files'];
  readonly surface: { readonly surfaceAreaCm2: number; readonly mesh: TriangleMesh | null } | null;
}

export interface StructureExporter {
  /** Starts the files of a structure that is finished, while others are still computed. */
  begin(structure: ContouredStructure): void;
  /** Waits for the files of all structures, and begins what was not begun; the result is in the order given.
   * @param clinical masks to judge by, by structure name */
  finish(
    structures: readonly ContouredStructure[],
    clinical: ReadonlyMap<string, Mask>,
  ): Promise<readonly ExportedStructure[]>;
}

/** Writes masks and surfaces of structures as they come: the body, whose surface takes longest, while the network runs. */
export function createStructureExporter(
  { names, geometry, formats }: ExportRequest,
  { pool, staging, signal, report }: ExportPorts,
): StructureExporter {
  const stems = new Map(uniqueFileStems(names).map((stem, at) => [names[at] as string, stem]));
  const begun = new Map<string, Promise<Made>>();

  const make = async ({ name, mask }: ContouredStructure): Promise<Made> => {
    const isEmpty = isEmptyMask(mask);
    const stem = stems.get(name) as string;
    const stl = formats.has('stl') && !isEmpty ? `${stem}.stl` : null;
    const nifti = formats.has('nifti') && !isEmpty ? `${stem}.nii.gz` : null;
    const path = stl && staging.path(stl);
    const wantsMesh = formats.has('report');
    const making = Promise.all([
      isEmpty ? null : pool.run('surface', { mask, geometry, path, wantsMesh }, { signal }),
      nifti && pool.run('maskFile', { mask, geometry, path: staging.path(nifti), format: 'nifti-gz' }, { signal }),
    ]);
    const [volumeMl, centroidLps] = [computeVolumeMl(mask, geometry), computeCentroidLps(mask, geometry)];
    const [surface] = await making;
    return { volumeMl, centroidLps, files: { nifti, stl }, surface };
  };

  const begin = (structure: ContouredStructure): Promise<Made> => {
    const known = begun.get(structure.name) ?? make(structure);
    // `finish` looks at it; a run that fails or is cancelled never does.
    known.catch(() => undefined);
    begun.set(structure.name, known);
    return known;
  };

  const rowOf = (
    { name, mask }: ContouredStructure,
    made: Made,
    reference: Mask | undefined,
  ): ContouredStructureRow => ({
    name,
    volumeMl: made.volumeMl,
    surfaceAreaCm2: made.surface?.surfaceAreaCm2 ?? 0,
    centroidLps: made.centroidLps,
    files: made.files,
    dice: reference ? computeDice(reference, mask, geometry) : null,
  });

  return {
    begin: (structure) => void begin(structure),
    finish: async (structures, clinical) => {
      let done = 0;
      report({ phase: 'export', done, total: structures.length });
      return await Promise.all(
        structures.map(async (structure) => {
          const made = await begin(structure);
          report({ phase: 'export', done: ++done, total: structures.length });
          const row = rowOf(structure, made, clinical.get(structure.name));
          return { structure, row, mesh: made.surface?.mesh ?? null };
        }),
      );
    },
  };
}
