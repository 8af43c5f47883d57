// The printable model of a document in the window: versions of its steps, meshes of other programs, and the files.

import { basename, join } from 'node:path';
import type {
  ForeignMeshFacts,
  PRINT_FORMATS,
  PrintMeasureWire,
  PrintState,
  WindowImplementation,
} from '../../../core/contract/index.ts';
import type { RtstructImage } from '../../../core/dicom/index.ts';
import type { StructureRecord } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { type PrintRecipe, parseRecipe } from '../../../core/print/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { isoTime, systemClock } from '../../platform/clock.ts';
import { type Library, type LibraryReader, packPlanes } from '../../store/index.ts';
import { imageOf } from '../contouring/export-rtstruct.ts';
import { uniqueFileStems } from '../exchange/file-stem.ts';
import { printDicomModel } from '../mesh/print-dicom.ts';
import { printInto } from '../mesh/print-into.ts';
import { toPrintedModel } from '../mesh/print-result.ts';
import type { PrintStructure } from '../mesh/print-task.ts';
import { filesAt, type MeshSource, readMeshBytes } from '../mesh/read-mesh-file.ts';

export interface PrintPorts {
  readonly reader: LibraryReader;
  /** Throws `conflict` LIBRARY_READ_ONLY where the library may not be written. */
  readonly writable: () => Library;
  readonly isReadOnly: boolean;
  readonly pool: ComputePool;
  /** The path of a grant. Throws `denied`. */
  readonly resolvePath: (grantId: string) => string;
  /** The steps of a model changed: every window is told. */
  readonly onChanged: (change: { readonly documentId: string; readonly rev: number }) => void;
}

interface Source {
  readonly structureId: string;
  readonly name: string;
}

/** A structure as it was when something was made of it. */
interface SourceThen extends Source {
  readonly contentRev: number;
}

interface Version {
  readonly recipe: PrintRecipe | null;
  readonly sources: readonly SourceThen[];
  /** Left out where there are none. */
  readonly measures?: readonly PrintMeasureWire[] | undefined;
}

interface Exported {
  readonly at: string;
  readonly format: (typeof PRINT_FORMATS)[number];
  readonly recipe: PrintRecipe;
  readonly sources: readonly SourceThen[];
}

const removed = (name: string): AppError =>
  new AppError('not-found', 'STRUCTURE_NOT_FOUND', `${name} is not there any more. Choose the structures again.`);

function asTheyAre(structures: readonly StructureRecord[], sources: readonly Source[]): SourceThen[] {
  const doubled = sources.find(({ name }, at) => sources.findIndex((one) => one.name === name) !== at);
  if (doubled !== undefined) {
    throw new AppError('invalid-input', 'PRINT_NAME_TWICE', `Two structures are called ${doubled.name}. Rename one.`);
  }
  return sources.map(({ structureId, name }) => {
    const record = structures.find(({ id }) => id === structureId);
    if (record === undefined) throw removed(name);
    return { structureId, name, contentRev: record.contentRev };
  });
}

const changesSince = (structures: readonly StructureRecord[], sources: readonly SourceThen[]): PrintState['changed'] =>
  sources.flatMap(({ structureId, name, contentRev }): PrintState['changed'] => {
    const now = structures.find(({ id }) => id === structureId);
    if (now === undefined) return [{ structureId, name, how: 'removed' }];
    return now.contentRev === contentRev ? [] : [{ structureId, name, how: 'changed' }];
  });

const isSameRecipe = (a: PrintRecipe | null, b: PrintRecipe | null): boolean => JSON.stringify(a) === JSON.stringify(b);

function stateOf(reader: LibraryReader, documentId: string): PrintState {
  const kept = reader.work.readPrint(documentId);
  const structures = reader.work.documentStructures(documentId);
  const current: Version = kept.current === null ? { recipe: null, sources: [] } : JSON.parse(kept.current.json);
  const exported = kept.exportedJson === null ? null : (JSON.parse(kept.exportedJson) as Exported);
  return {
    documentId,
    rev: kept.rev,
    recipe: current.recipe,
    sources: current.sources.map(({ structureId, name }) => ({ structureId, name })),
    measures: [...(current.measures ?? [])],
    changed: changesSince(structures, current.sources),
    history: kept.versions.map(({ label, at }) => ({ label, at })),
    head: kept.head,
    meshes: kept.meshes.map(({ name, bytes }) => ({ name, bytes })),
    setup: kept.setupJson === null ? null : JSON.parse(kept.setupJson),
    exported:
      exported === null
        ? null
        : {
            at: exported.at,
            format: exported.format,
            hasSameSteps: isSameRecipe(exported.recipe, current.recipe),
            changed: changesSince(structures, exported.sources),
          },
  };
}

/** The masks as they are now, as the planes in which they are stored: a thread makes masks of them. */
function structuresOf(reader: LibraryReader, documentId: string, sources: readonly Source[]): PrintStructure[] {
  const { geometry } = reader.getVolume(reader.work.getDocument(documentId).volumeId);
  const records = reader.work.documentStructures(documentId);
  return sources.map(({ structureId, name }) => ({
    name,
    colour: records.find(({ id }) => id === structureId)?.color ?? null,
    geometry,
    voxels: { planes: packPlanes(reader.work.structurePlanes(documentId, structureId)) },
  }));
}

/** Throws `unsupported` MESH_NEEDS_DICOM for a series without the identity that a DICOM model needs. */
function imageForModel(reader: LibraryReader, documentId: string): RtstructImage {
  const stored = reader.getVolume(reader.work.getDocument(documentId).volumeId);
  if (stored.source === 'dicom') return imageOf(stored);
  throw new AppError(
    'unsupported',
    'MESH_NEEDS_DICOM',
    'A DICOM model belongs to a DICOM series, and this case has none. Choose STL or 3MF.',
  );
}

/** The kept meshes that steps name. */
function meshesOf(reader: LibraryReader, documentId: string, recipe: PrintRecipe): Record<string, MeshSource> {
  const names = recipe.steps.flatMap((step) =>
    step.name === 'combine' && 'file' in step.with ? [step.with.file] : [],
  );
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, { name, bytes: reader.work.readMesh(documentId, name) }]),
  );
}

type Triple = [number, number, number];

const base64 = (numbers: Float32Array | Uint32Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');

export function createPrintService(ports: PrintPorts): WindowImplementation['print'] {
  const { reader, writable, pool, resolvePath } = ports;
  const changed = (documentId: string): PrintState => {
    const state = stateOf(reader, documentId);
    ports.onChanged({ documentId, rev: state.rev });
    return state;
  };
  const move = (documentId: string, baseRev: number, direction: 'undo' | 'redo') => {
    writable().work.movePrint(documentId, baseRev, direction);
    return changed(documentId);
  };
  /** The files are there, whether the library has room for a word about them or not. */
  const noteWritten = (documentId: string, exported: Exported): { code: string; message: string }[] => {
    try {
      writable().work.noteExport(documentId, JSON.stringify(exported));
      changed(documentId);
      return [];
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'resource') throw error;
      return [{ code: 'PRINT_NOT_NOTED', message: `The library could not note that it was written. ${error.message}` }];
    }
  };
  return {
    get: async ({ documentId }) => stateOf(reader, documentId),
    keep: async ({ documentId, baseRev, label, sources, recipe, measures = [] }) => {
      const own = writable();
      const version: Version = {
        recipe: recipe === null ? null : parseRecipe(recipe),
        sources: asTheyAre(reader.work.documentStructures(documentId), sources),
        ...(measures.length === 0 ? {} : { measures }),
      };
      own.work.keepPrint({ documentId, baseRev, label, json: JSON.stringify(version) });
      return changed(documentId);
    },
    undo: async ({ documentId, baseRev }) => move(documentId, baseRev, 'undo'),
    redo: async ({ documentId, baseRev }) => move(documentId, baseRev, 'redo'),
    setUp: async ({ documentId, setup }) => {
      writable().work.keepPrintSetup(documentId, JSON.stringify(setup));
      return stateOf(reader, documentId);
    },
    addMeshes: async ({ documentId, path }, { signal }) => {
      const own = writable();
      const checked: { file: string; facts: Omit<ForeignMeshFacts, 'name'> }[] = [];
      for (const file of filesAt(resolvePath(path))) {
        const { mesh: _, minLps, maxLps, ...facts } = await pool.run('foreignMesh', { path: file }, { signal });
        const about = { minLps: [...minLps] as Triple, maxLps: [...maxLps] as Triple };
        checked.push({ file, facts: { ...facts, ...about, repairs: [...facts.repairs], notes: [...facts.notes] } });
      }
      const added = checked.map(({ file, facts }) => ({
        name: own.work.keepMesh(documentId, { name: basename(file), bytes: readMeshBytes(file) }),
        ...facts,
      }));
      changed(documentId);
      return added;
    },
    mesh: async ({ documentId, name }, { signal }) => {
      const bytes = reader.work.readMesh(documentId, name);
      const { mesh } = await pool.run('foreignMesh', { name, bytes }, { signal, transfer: [bytes.buffer] });
      return { positions: base64(mesh.positions), indices: base64(mesh.indices) };
    },
    export: async (input, context) => {
      const { documentId, sources, format, destination } = input;
      const recipe = parseRecipe(input.recipe);
      const then = asTheyAre(reader.work.documentStructures(documentId), sources);
      const folder = resolvePath(destination);
      const [stem] = uniqueFileStems([
        input.fileName ?? (sources.length === 1 ? (sources[0] as Source).name : 'model'),
      ]);
      const request = {
        structures: structuresOf(reader, documentId, sources),
        recipe,
        meshes: meshesOf(reader, documentId, recipe),
        outputFile: join(folder, `${stem}.${format}`),
        inputs: [],
        recipeFile: null,
        printer: input.printer ?? null,
      };
      const print = async (own: Pick<typeof request, 'recipe' | 'outputFile'>) =>
        toPrintedModel(await printInto(pool, { ...request, ...own }, context), []);
      const printed =
        format === 'dcm'
          ? await printDicomModel({
              image: imageForModel(reader, documentId),
              signal: context.signal,
              ...{ recipe, outputFile: request.outputFile },
              print: (own, stlFile) => print({ recipe: own, outputFile: stlFile }),
            })
          : await print(request);
      const exported: Exported = { at: isoTime(systemClock), format, recipe, sources: then };
      const unnoted = ports.isReadOnly ? [] : noteWritten(documentId, exported);
      return { ...printed, warnings: [...printed.warnings, ...unnoted], folder };
    },
  };
}
