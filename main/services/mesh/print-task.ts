// A recipe from structures to files, as a task of a compute thread. The files go into a staging folder: whoever asked
// puts them in place or throws them away.

import { basename, extname, join } from 'node:path';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import {
  computeEnclosedVolumeMm3,
  computeSurfaceAreaMm2,
  type TriangleMesh,
  triangleCount,
} from '../../../core/mesh/index.ts';
import { type DoneStep, type Part, type PrintRecipe, type PrintSource, runRecipe } from '../../../core/print/index.ts';
import {
  type BedPlacement,
  bedMatrix,
  bodyKey,
  checkParts,
  layOut,
  type PrintCheck,
  type PrintLimits,
} from '../../../core/printability/index.ts';
import { isEmptyMask, type Mask } from '../../../core/volume/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { loadSolids } from '../../platform/solid-engine.ts';
import type { PackedPlanes } from '../../store/plane-codec.ts';
import { maskOfPlanes } from '../documents/plane-masks.ts';
import { judgePart, type PartVerdict } from './judge-parts.ts';
import { bedFile, laidOut } from './laid-out.ts';
import { requirePartFormat } from './part-formats.ts';
import { tellProgress } from './print-progress.ts';
import { type MeshSource, readForeignMesh } from './read-mesh-file.ts';

export interface PrintStructure {
  readonly name: string;
  readonly colour: string | null;
  readonly geometry: ImageGeometry;
  readonly voxels: { readonly mask: Mask } | { readonly planes: PackedPlanes };
}

export interface PrintTask {
  readonly structures: readonly PrintStructure[];
  readonly recipe: PrintRecipe;
  /** The meshes that the recipe names. */
  readonly meshes: Readonly<Record<string, MeshSource>>;
  /** Folder that the files are written to, and the name of the one where there is one. */
  readonly folder: string;
  readonly fileName: string;
  /** Checked for this printer; null: for none. */
  readonly printer: PrintLimits | null;
  readonly progress: SharedArrayBuffer;
}

export interface PrintedPart extends PartVerdict {
  readonly name: string;
  readonly file: string;
  readonly triangles: number;
  readonly volumeMl: number;
  readonly surfaceAreaCm2: number;
  /** The mirror image of what was contoured. */
  readonly isMirrored: boolean;
  /** From LPS to the bed, rows of 4 × 4, mm; null where parts are written as they lie in the patient. */
  readonly bedFromLps: readonly number[] | null;
}

export interface PrintedFiles {
  readonly files: readonly string[];
  readonly parts: readonly PrintedPart[];
  readonly steps: readonly DoneStep[];
  /** See `PrintedModel`; of an exact run, which this is. */
  readonly maxDeviationMm: number;
  readonly findings: readonly PrintCheck[];
  readonly warnings: readonly Said[];
}

type Said = { readonly code: string; readonly message: string };

/** A mesh that a step names; what was put right in it goes to `warnings`, once. */
async function readMesh(
  name: string,
  source: MeshSource | undefined,
  warnings: Map<string, Said>,
): Promise<TriangleMesh> {
  if (source === undefined) {
    throw new AppError('not-found', 'PRINT_MESH', `There is no mesh "${name}". Add it, or take the step away.`);
  }
  const { mesh, repairs, notes } = await readForeignMesh(source);
  if (repairs.length > 0) {
    warnings.set(`${name} repaired`, {
      code: 'MESH_REPAIRED',
      message: `${name} was repaired: ${repairs.join(', ')}.`,
    });
  }
  for (const note of notes) warnings.set(`${name} ${note}`, { code: 'MESH_TAKEN_AS', message: `${name}: ${note}` });
  return mesh;
}

function toSource({ name, colour, geometry, voxels }: PrintStructure): PrintSource {
  const mask = 'mask' in voxels ? voxels.mask : maskOfPlanes(voxels.planes, geometry.size);
  if (isEmptyMask(mask)) {
    throw new AppError(
      'invalid-input',
      'MESH_EMPTY',
      `There is nothing of ${name} to print. Choose another structure.`,
    );
  }
  return { name, colour, mask, geometry, probability: null };
}

const measured = (
  { name, isMirrored = false }: Part,
  mesh: TriangleMesh,
  file: string,
  placement: BedPlacement | undefined,
  verdict: PartVerdict,
): PrintedPart => ({
  name,
  file,
  bedFromLps: placement === undefined ? null : bedMatrix(placement),
  triangles: triangleCount(mesh),
  volumeMl: computeEnclosedVolumeMm3(mesh) / 1000,
  surfaceAreaCm2: computeSurfaceAreaMm2(mesh) / 100,
  isMirrored,
  ...verdict,
});

/** Throws what `runRecipe`, the readers and `judgePart` throw; then nothing was written that anybody keeps. */
export async function printFiles(task: PrintTask): Promise<PrintedFiles> {
  const { recipe, fileName } = task;
  const format = requirePartFormat(fileName);
  const tell = tellProgress(task.progress);
  const warnings = new Map<string, Said>();
  const { parts, steps, maxDeviationMm } = await runRecipe(
    recipe,
    {
      sources: task.structures.map(toSource),
      readMesh: (file) => readMesh(file, task.meshes[file], warnings),
      solids: loadSolids,
      quality: 'exact',
      signal: new AbortController().signal,
      onProgress: tell.share,
    },
    tell.begin,
  );
  tell.begin(recipe.steps.length + 1);
  if (parts.length === 0) throw new AppError('invalid-input', 'MESH_EMPTY', 'No part is left to write. Undo a step.');
  const placements = layOut(parts);
  const stem = basename(fileName, extname(fileName));
  const written = placements === null || format.carriesPlacements ? parts : await laidOut(parts, placements);
  const encoded = format.encode(written, stem, placements);
  const read = format.decode(encoded);
  const printed = parts.map((part, at) => {
    const mesh = read[at];
    if (mesh === undefined)
      throw new AppError('internal', 'MESH_READ_BACK', `${part.name} is not in the file. Nothing was written.`);
    tell.share((at + 0.5) / (parts.length + 1));
    return measured(part, mesh, encoded.fileOf[at] as string, placements?.[at], judgePart(part.name, mesh));
  });
  // What is written turned already stands head up.
  const upOf = (at: number) => {
    const upLps = written === parts ? parts[at]?.standing?.upLps : undefined;
    return upLps === undefined ? {} : { upLps };
  };
  const findings =
    task.printer === null
      ? []
      : checkParts(
          parts.map(({ name, standing }, at) => ({
            name,
            mesh: read[at] as TriangleMesh,
            body: bodyKey(name, standing),
            ...upOf(at),
          })),
          task.printer,
        );
  const beside =
    placements === null || format.carriesPlacements ? [] : [bedFile(stem, parts, encoded.fileOf, placements)];
  const files = [...encoded.files, ...beside];
  for (const { name, bytes } of files) writeFileAtomically(join(task.folder, name), [bytes]);
  return {
    files: files.map(({ name }) => name),
    parts: printed,
    steps,
    maxDeviationMm: maxDeviationMm ?? 0,
    findings,
    warnings: [...warnings.values()],
  };
}
