// The files that parts are written to: what each format makes of them, and how it is read back.

import { extname } from 'node:path';
import { AppError } from '../../../core/error/index.ts';
import {
  BED_FRAME,
  decodeObjObjects,
  decodePly,
  decodeStlBinary,
  decodeThreeMf,
  encodeMtl,
  encodeObjObjects,
  encodePly,
  encodeStlBinary,
  encodeThreeMf,
  LPS_FRAME,
  type MeshFrame,
  type NamedMesh,
  type TriangleMesh,
} from '../../../core/mesh/index.ts';
import type { BedPlacement } from '../../../core/printability/index.ts';
import { APP_NAME, APP_VERSION } from '../../platform/app-version.ts';
import { uniqueFileStems } from '../exchange/file-stem.ts';

export interface PartFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface EncodedParts {
  readonly files: readonly PartFile[];
  /** Name of the file that holds part n. */
  readonly fileOf: readonly string[];
}

export interface PartFormat {
  /** File names are made of `stem` and, where a file holds one part only, of the part's name. */
  encode(parts: readonly NamedMesh[], stem: string, placements: readonly BedPlacement[] | null): EncodedParts;
  /** The file itself says where its parts are put: their coordinates stay the patient's. */
  readonly carriesPlacements: boolean;
  /** The solids in the bytes that were encoded, in the order of the parts. */
  decode(encoded: EncodedParts): TriangleMesh[];
}

/** Of files that know no placement: laid parts come turned already. */
const frameOf = (placements: readonly BedPlacement[] | null): MeshFrame =>
  placements === null ? LPS_FRAME : BED_FRAME;

/** STL and PLY hold one solid: several parts are several files, `model-Mandible.stl`. */
const oneFileAPart = (
  extension: string,
  encode: (mesh: TriangleMesh, frame: MeshFrame) => Uint8Array<ArrayBuffer>,
  decode: (bytes: Uint8Array) => TriangleMesh,
): PartFormat => ({
  carriesPlacements: false,
  encode: (parts, stem, placements) => {
    const frame = frameOf(placements);
    const names =
      parts.length === 1
        ? [`${stem}${extension}`]
        : uniqueFileStems(parts.map(({ name }) => name)).map((part) => `${stem}-${part}${extension}`);
    const files = parts.map(({ mesh }, at) => ({ name: names[at] as string, bytes: encode(mesh, frame) }));
    return { files, fileOf: names };
  },
  decode: ({ files }) => files.map(({ bytes }) => decode(bytes)),
});

/** By ending in small letters; files end as the user wrote it. */
const FORMATS: Readonly<Record<string, (extension: string) => PartFormat>> = {
  '.stl': (extension) => oneFileAPart(extension, encodeStlBinary, decodeStlBinary),
  '.ply': (extension) => oneFileAPart(extension, encodePly, decodePly),
  '.obj': (extension) => ({
    carriesPlacements: false,
    encode: (parts, stem, placements) => ({
      files: [
        { name: `${stem}${extension}`, bytes: encodeObjObjects(parts, `${stem}.mtl`, frameOf(placements)) },
        { name: `${stem}.mtl`, bytes: encodeMtl(parts) },
      ],
      fileOf: parts.map(() => `${stem}${extension}`),
    }),
    decode: ({ files }) => decodeObjObjects((files[0] as PartFile).bytes).map(({ mesh }) => mesh),
  }),
  '.3mf': (extension) => ({
    carriesPlacements: true,
    encode: (parts, stem, placements) => ({
      files: [{ name: `${stem}${extension}`, bytes: encodeThreeMf(parts, `${APP_NAME} ${APP_VERSION}`, placements) }],
      fileOf: parts.map(() => `${stem}${extension}`),
    }),
    decode: ({ files }) => decodeThreeMf((files[0] as PartFile).bytes, false).map(({ mesh }) => mesh),
  }),
};

/** Throws `unsupported` MESH_FORMAT unless the path ends in .stl, .3mf, .obj or .ply, in any case. To be called before a
 * surface is made. */
export function requirePartFormat(path: string): PartFormat {
  const extension = extname(path);
  const formatOf = FORMATS[extension.toLowerCase()];
  if (formatOf === undefined) {
    throw new AppError(
      'unsupported',
      'MESH_FORMAT',
      `A surface cannot be written as "${extension}". Let the file name end in .stl, .3mf, .obj, .ply or .dcm.`,
    );
  }
  return formatOf(extension);
}
