import { AppError } from '../../error/index.ts';
import { BED_FRAME, decodeThreeMfInPatient, joinMeshes, type TriangleMesh } from '../../mesh/index.ts';
import { checkForeignFileSize, type ForeignFormat } from './limits.ts';
import { decodeForeignObj } from './obj.ts';
import { decodeForeignPly } from './ply.ts';
import { decodeForeignStl, isBinaryStl } from './stl.ts';

export interface DecodedMesh {
  readonly format: ForeignFormat;
  /** Everything the file builds, as it stands there: to be repaired. LPS mm. */
  readonly mesh: TriangleMesh;
  /** Only 3MF names a unit. Others are taken as millimetres. */
  readonly hasUnit: boolean;
  /** What a person must know: that unit and coordinates were taken for what the file does not say. */
  readonly notes: readonly string[];
}

const ZIP = 0x504b0304;
const PLY = 0x706c79;

/** By what the file begins with; OBJ has no such sign, and is told by its ending. */
function formatOf(bytes: Uint8Array, ending: string): ForeignFormat | null {
  const head = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  if (isBinaryStl(bytes)) return 'STL';
  if (head === ZIP) return '3MF';
  if (head >>> 8 === PLY) return 'PLY';
  const named = { '.stl': 'STL', '.obj': 'OBJ', '.ply': 'PLY', '.3mf': '3MF' } as const;
  return named[ending.toLowerCase() as '.stl'] ?? null;
}

/**
 * Triangles of an STL, OBJ, PLY or 3MF file.
 * @param ending of the file's name, with its dot
 * @throws AppError `corrupt-data` MESH_FILE_DAMAGED, `unsupported` MESH_FILE_KIND, `safety` MESH_ON_BED, `resource` MESH_TOO_MANY or
 * MESH_FILE_TOO_LARGE
 */
export function decodeForeign(bytes: Uint8Array, ending: string): DecodedMesh {
  checkForeignFileSize(bytes.length);
  const format = formatOf(bytes, ending);
  if (format !== '3MF') refuseFromBed(bytes);
  switch (format) {
    case 'STL':
      return withoutUnit(format, decodeForeignStl(bytes));
    case 'OBJ':
      return withoutUnit(format, decodeForeignObj(bytes));
    case 'PLY':
      return withoutUnit(format, decodeForeignPly(bytes));
    case '3MF': {
      const { solids, isLaidOut } = decodeThreeMfInPatient(bytes);
      const note = isLaidOut
        ? 'It is read where it lies in the patient, not where it is laid on the bed of a printer.'
        : 'Its coordinates are taken as LPS patient coordinates.';
      return { format, mesh: joinMeshes(solids.map((object) => object.mesh)), hasUnit: true, notes: [note] };
    }
    default:
      throw new AppError('unsupported', 'MESH_FILE_KIND', 'Meshes are read from STL, OBJ, PLY and 3MF files.');
  }
}

/** Where a file that this program wrote for a printer says so of itself. */
const HEAD_BYTES = 400;

function refuseFromBed(bytes: Uint8Array): void {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES));
  if (!head.includes(`Limner, ${BED_FRAME}`)) return;
  throw new AppError(
    'safety',
    'MESH_ON_BED',
    'This file has the coordinates of a printer bed, not of the patient. Use the 3MF of the model, or write it again without laying it on the bed.',
  );
}

function withoutUnit(format: ForeignFormat, mesh: TriangleMesh): DecodedMesh {
  const note = `${format} names no unit and no frame: its numbers are taken as millimetres in LPS patient coordinates.`;
  return { format, mesh, hasUnit: false, notes: [note] };
}
