// Structures of a file without a series of its own (a label map, a segmentation of 3D Slicer, masks) as a group of an
// open document: a person says that they belong to these images, the grid says whether they can.

import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EditOpWire, EditWire } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { interpretedTypeOf } from '../../../core/terminology/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { decodePlane, forEachPackedPlane, type Library } from '../../store/index.ts';
import { structureColour } from '../rtstruct/structure-colours.ts';
import type { TakenFile } from './take-file-task.ts';
import { toStructureRecord } from './taken-sets.ts';

const STRUCTURE_FILE = /\.(nrrd|nhdr|nii|nii\.gz|mha|mhd|dcm)$/i;

/** A browser hands files over in a folder; names of labels may lie beside them. */
function filesAt(path: string): string[] {
  return withNodeErrors(`Reading ${path}`, () => {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => STRUCTURE_FILE.test(name) && !name.startsWith('.'));
    if (names.length > 0) return names.sort().map((name) => join(path, name));
    throw new AppError(
      'invalid-input',
      'STRUCTURES_NO_FILE',
      'There is no file of structures in what was given. Choose a .seg.nrrd, a label map or a segmentation.',
    );
  });
}

const hex = (rgb: readonly number[]): string => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

const labelOf = (path: string): string =>
  basename(path)
    .replace(/(\.seg)?\.(nrrd|nhdr|nii(\.gz)?|mha|mhd|dcm)$/i, '')
    .slice(0, 128) || 'Label map';

function opsOf(path: string, { structures }: TakenFile): EditOpWire[] {
  const groupId = `g-${randomUUID()}`;
  const after = {
    id: groupId,
    kind: 'imported' as const,
    label: labelOf(path),
    version: 1,
    parentGroupId: null,
    isLocked: true,
    structureSetId: null,
    model: null,
    createdAt: new Date().toISOString(),
  };
  const ops: EditOpWire[] = [{ type: 'group', id: groupId, before: null, after }];
  for (const [order, { name, colourRgb, fmaId, planes }] of structures.entries()) {
    const color = hex(colourRgb ?? structureColour(order));
    const said = { name, color, interpretedType: interpretedTypeOf(name), fmaCode: fmaId };
    const record = toStructureRecord(said, { groupId, order, origin: 'imported' });
    ops.push({ type: 'structure', id: record.id, before: null, after: record });
    const changes: { k: number; before: null; after: ReturnType<typeof decodePlane> }[] = [];
    forEachPackedPlane(planes, (k, bytes) => changes.push({ k, before: null, after: decodePlane(bytes) }));
    if (changes.length > 0) ops.push({ type: 'slices', structureId: record.id, changes });
  }
  return ops;
}

/** The reason with the file that it is about: of several, nobody could tell which. */
function about(file: string, error: unknown): unknown {
  if (!(error instanceof AppError) || error.kind === 'cancelled' || error.message.includes(basename(file)))
    return error;
  const { kind, code, message, data, retryable } = error;
  return new AppError(kind, code, `${basename(file)}: ${message}`, { data, retryable, cause: error });
}

export interface TakeFileRequest {
  readonly documentId: string;
  readonly baseRev: number;
  readonly path: string;
}

/**
 * Appends the structures as one edit: a locked group a file. Throws `invalid-input` for files on another grid and files
 * without structures, `safety` for DICOM of another patient, what the readers throw, and `conflict` DOCUMENT_STALE; then nothing was appended.
 */
export async function takeFile(
  library: Library,
  pool: ComputePool,
  { documentId, baseRev, path }: TakeFileRequest,
  signal: AbortSignal,
) {
  const { geometry, patient } = library.getVolume(library.work.getDocument(documentId).volumeId);
  const ops: EditOpWire[] = [];
  const warnings: { code: string; message: string }[] = [];
  let structures = 0;
  for (const file of filesAt(path)) {
    const taken = await pool
      .run('takeFile', { path: file, geometry, patientId: patient.id }, { signal })
      .catch((error: unknown) => {
        throw about(file, error);
      });
    if (taken.structures.length === 0) {
      throw new AppError('invalid-input', 'STRUCTURES_NONE', `${basename(file)} holds no structures.`);
    }
    ops.push(...opsOf(file, taken));
    warnings.push(...taken.warnings);
    structures += taken.structures.length;
  }
  const edit: EditWire = {
    id: `e-${randomUUID()}`,
    label: 'Structures of a file',
    at: new Date().toISOString(),
    structureId: null,
    k: null,
    ops,
  };
  return { rev: library.work.append({ documentId, baseRev, edit }), edit, structures, warnings };
}
