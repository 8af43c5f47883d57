// Registrations and models, of files and of the library: what they say, and their bytes again.

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ObjectsInput, ObjectsResult, RegistrationFacts } from '../../../core/contract/index.ts';
import { decodeEncapsulatedStl, decodeRegistration, readDicom } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { mapNodeError } from '../../platform/node-error.ts';
import { isSameFile } from '../../platform/same-file.ts';
import type { LibraryReader } from '../../store/index.ts';

type ObjectRow = ObjectsResult['objects'][number];

interface Loaded {
  readonly row: ObjectRow;
  /** Doses are large: read when they are wanted. */
  readonly bytes: () => Uint8Array;
}

/** What a registration says, as the contract carries it. Throws as `decodeRegistration`. */
export function registrationFacts(bytes: Uint8Array): RegistrationFacts {
  const { registeredFrameUid, isDeformable, frames } = decodeRegistration(bytes);
  return {
    registeredFrameUid,
    isDeformable,
    frames: frames.map(({ toRegistered, ...frame }) => ({
      ...frame,
      toRegistered: toRegistered === null ? null : [...toRegistered, 0, 0, 0, 1],
    })),
  };
}

function modelFacts(bytes: Uint8Array): NonNullable<ObjectRow['model']> {
  const { title, stl, unit, frameOfReferenceUid, isMirrored, sourceInstanceUids } = decodeEncapsulatedStl(bytes);
  return {
    title,
    stlBytes: stl.length,
    unit,
    frameOfReferenceUid,
    isMirrored,
    sourceImages: new Set(sourceInstanceUids).size,
  };
}

/** One that is damaged is said so beside the others. */
function inside(kind: string, bytes: () => Uint8Array): Pick<ObjectRow, 'registration' | 'model' | 'problem'> {
  try {
    return {
      registration: kind === 'REG' ? registrationFacts(bytes()) : null,
      model: kind === 'M3D' ? modelFacts(bytes()) : null,
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { registration: null, model: null, problem: error.message };
  }
}

async function ofFile(path: string): Promise<Loaded> {
  const bytes = await readFile(path).catch((thrown: unknown) => {
    throw mapNodeError(thrown, `Reading ${path}`);
  });
  const object = readDicom(bytes);
  if (object.kind !== 'kept-object') {
    throw new AppError(
      'invalid-input',
      'OBJECT_OTHER_KIND',
      `${path} is no registration, model, dose or plan. Name a DICOM file of one of these.`,
    );
  }
  const { kept: kind, sopInstanceUid, description } = object;
  const load = () => bytes;
  return { row: { path, objectId: null, kind, sopInstanceUid, description, ...inside(kind, load) }, bytes: load };
}

function ofCase(library: LibraryReader, caseId: string, objectId: string | null): Loaded[] {
  const objects = library.getCase(caseId).objects.filter((object) => objectId === null || object.objectId === objectId);
  if (objectId !== null && objects.length === 0) {
    throw new AppError(
      'not-found',
      'OBJECT_NOT_FOUND',
      'The case has no object of this id. See them with limner list.',
    );
  }
  return objects.map(({ objectId: id, kind, sopInstanceUid, description }) => {
    const bytes = () => library.readObject(id);
    return { row: { path: null, objectId: id, kind, sopInstanceUid, description, ...inside(kind, bytes) }, bytes };
  });
}

function write(loaded: readonly Loaded[], outputFile: string, paths: readonly string[]): void {
  const [only, second] = loaded;
  if (only === undefined || second !== undefined) {
    throw new AppError(
      'invalid-input',
      'OBJECT_NOT_ONE',
      `One object is written at a time, and there are ${loaded.length}. Name the object.`,
    );
  }
  if (paths.some((path) => isSameFile(path, outputFile))) {
    throw new AppError(
      'invalid-input',
      'OUTPUT_IS_INPUT',
      `Writing ${outputFile}: it is the file itself. Name another.`,
    );
  }
  const isStl = extname(outputFile).toLowerCase() === '.stl';
  if (isStl && only.row.kind !== 'M3D') {
    throw new AppError('invalid-input', 'OBJECT_NO_MODEL', 'The object holds no STL. Let the file name end in .dcm.');
  }
  writeFileAtomically(outputFile, [isStl ? decodeEncapsulatedStl(only.bytes()).stl : only.bytes()]);
}

/** Throws what the readers throw; nothing is written then. */
export async function lookIntoObjects(
  { paths, caseId, objectId, outputFile }: ObjectsInput,
  openLibrary: () => LibraryReader,
): Promise<ObjectsResult> {
  const loaded: Loaded[] = [];
  for (const path of paths) loaded.push(await ofFile(path));
  if (caseId !== null) loaded.push(...ofCase(openLibrary(), caseId, objectId));
  if (outputFile !== null) write(loaded, outputFile, paths);
  return { objects: loaded.map(({ row }) => row), written: outputFile };
}
