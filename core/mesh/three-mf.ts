// 3MF core specification 1.3: a ZIP archive with one model, one object a part, unit millimetre. The vertices are in LPS
// patient coordinates, so that files of one patient fit each other and every other format; where parts are laid on the bed
// of a printer, the items of the build carry the placement.

import { strToU8, zipSync } from 'fflate';
import type { NamedMesh } from './named-mesh.ts';
import type { TriangleMesh } from './triangle-mesh.ts';

export const THREE_MF_NAMESPACE = 'http://schemas.microsoft.com/3dmanufacturing/core/2015/02';
export const MODEL_RELATIONSHIP = 'http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel';
export const MODEL_PATH = '3D/3dmodel.model';

const CONTENT_TYPES = `<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>
`;

const RELATIONSHIPS = `<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="/${MODEL_PATH}" Id="rel0" Type="${MODEL_RELATIONSHIP}"/></Relationships>
`;

/** What a file says of itself whose build lays parts on the bed. */
export const LAID_OUT = 'LPS patient coordinates, laid on the bed by the build';

/** A ZIP entry must have a date; this is the earliest there is, so that equal parts make equal files. */
const NO_DATE = new Date(1980, 0, 1);

/** What a part without a colour is shown in. */
const BONE = '#E3DAC9';

/** Resource number of the colours; objects count from the next one on. */
const MATERIALS_ID = 1;

/** Vertices and triangles that are joined before they are turned into bytes. */
const LINES_A_BLOCK = 20_000;

/** Nine significant digits give back the very float32. */
const decimal = (value: number): string => String(Number.parseFloat(value.toPrecision(9)));

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for an attribute; what XML cannot hold is left out. */
const attribute = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>"]/g, (c) => ESCAPES[c] as string);

function* meshLines({ positions: p, indices: t }: TriangleMesh): Generator<string> {
  yield '<vertices>';
  for (let at = 0; at < p.length; at += 3) {
    yield `<vertex x="${decimal(p[at] as number)}" y="${decimal(p[at + 1] as number)}" z="${decimal(p[at + 2] as number)}"/>`;
  }
  yield '</vertices><triangles>';
  for (let at = 0; at < t.length; at += 3) {
    yield `<triangle v1="${t[at] as number}" v2="${t[at + 1] as number}" v3="${t[at + 2] as number}"/>`;
  }
  yield '</triangles>';
}

/** A rotation and a shift as 3MF writes them: row vectors, so the rows of `linear` are its columns. */
const transformText = ({ linear, shiftMm }: ItemPlacement): string =>
  [...[0, 1, 2].flatMap((column) => linear.map((row) => row[column] as number)), ...shiftMm]
    .map((value) => String(Number(value.toFixed(9))))
    .join(' ');

function* modelLines(
  parts: readonly NamedMesh[],
  application: string,
  placements: readonly ItemPlacement[] | null,
): Generator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<model unit="millimeter" xml:lang="en-US" xmlns="${THREE_MF_NAMESPACE}">`;
  yield `<metadata name="Application">${attribute(application)}</metadata>`;
  yield `<metadata name="Description">${placements === null ? 'LPS patient coordinates' : LAID_OUT}</metadata>`;
  yield `<resources><basematerials id="${MATERIALS_ID}">`;
  for (const { name, colour } of parts) {
    yield `<base name="${attribute(name)}" displaycolor="${(colour ?? BONE).toUpperCase()}FF"/>`;
  }
  yield '</basematerials>';
  for (const [at, { name, mesh }] of parts.entries()) {
    yield `<object id="${MATERIALS_ID + 1 + at}" type="model" name="${attribute(name)}" pid="${MATERIALS_ID}" pindex="${at}"><mesh>`;
    yield* meshLines(mesh);
    yield '</mesh></object>';
  }
  yield '</resources><build>';
  for (const at of parts.keys()) {
    const placement = placements?.[at];
    const transform = placement === undefined ? '' : ` transform="${transformText(placement)}"`;
    yield `<item objectid="${MATERIALS_ID + 1 + at}"${transform}/>`;
  }
  yield '</build></model>';
}

function bytesOf(lines: Iterable<string>): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  let block: string[] = [];
  for (const line of lines) {
    block.push(line);
    if (block.length < LINES_A_BLOCK) continue;
    blocks.push(strToU8(`${block.join('\n')}\n`));
    block = [];
  }
  blocks.push(strToU8(block.join('\n')));
  const bytes = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const one of blocks) {
    bytes.set(one, at);
    at += one.length;
  }
  return bytes;
}

/** Where an object is put: linear · p + shift, mm. */
export interface ItemPlacement {
  /** Rows. */
  readonly linear: readonly (readonly [number, number, number])[];
  readonly shiftMm: readonly [number, number, number];
}

/** One object a part with its name and colour. @param application program and version, for the file's metadata
 * @param placements where the build puts each part; null: where it lies in the patient */
export function encodeThreeMf(
  parts: readonly NamedMesh[],
  application: string,
  placements: readonly ItemPlacement[] | null = null,
): Uint8Array<ArrayBuffer> {
  const options = { level: 6, mtime: NO_DATE } as const;
  return zipSync({
    '[Content_Types].xml': [strToU8(CONTENT_TYPES), options],
    '_rels/.rels': [strToU8(RELATIONSHIPS), options],
    [MODEL_PATH]: [bytesOf(modelLines(parts, application, placements)), options],
  });
}
