// The uncertainty of a result as it is kept with it: where its grid lies in the patient, and 8 bits a voxel, deflated.

import { deflateSync, inflateSync } from 'node:zlib';
import { AppError } from '../../core/error/index.ts';
import type { ModelGrid, UncertaintyMap } from '../../core/inference/index.ts';

export interface KeptUncertainty {
  readonly grid: ModelGrid;
  readonly map: UncertaintyMap;
}

/** 'LMNU', little endian; then uint32 length of a JSON text, the text, and the deflated values. */
const MAGIC = 0x554e4d4c;
const HEADER_BYTES = 8;

/** What `decodeUncertainty` reads. */
export function encodeUncertainty({ grid, map }: KeptUncertainty): Uint8Array {
  const { values, ...rest } = map;
  const text = new TextEncoder().encode(JSON.stringify({ version: 1, grid, map: rest }));
  const deflated = deflateSync(values);
  const bytes = new Uint8Array(HEADER_BYTES + text.length + deflated.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, text.length, true);
  bytes.set(text, HEADER_BYTES);
  bytes.set(deflated, HEADER_BYTES + text.length);
  return bytes;
}

/** The header of a kept uncertainty and its values, still deflated. Throws `corrupt-data` UNCERTAINTY_DAMAGED. */
export function splitUncertainty(bytes: Uint8Array): {
  readonly grid: ModelGrid;
  readonly map: Omit<UncertaintyMap, 'values'>;
  readonly deflated: Uint8Array;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isKnown = bytes.length > HEADER_BYTES && view.getUint32(0, true) === MAGIC;
  const length = isKnown ? view.getUint32(4, true) : 0;
  try {
    const text = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length));
    const { version, grid, map } = JSON.parse(text);
    if (version === 1) return { grid, map, deflated: bytes.subarray(HEADER_BYTES + length) };
  } catch (cause) {
    throw damaged(cause);
  }
  throw damaged(null);
}

/** Throws `corrupt-data` UNCERTAINTY_DAMAGED. */
export function decodeUncertainty(bytes: Uint8Array): KeptUncertainty {
  const { grid, map, deflated } = splitUncertainty(bytes);
  let values: Uint8Array;
  try {
    values = new Uint8Array(inflateSync(deflated));
  } catch (cause) {
    throw damaged(cause);
  }
  if (values.length !== map.size[0] * map.size[1] * map.size[2]) throw damaged(null);
  return { grid, map: { ...map, values } };
}

const damaged = (cause: unknown) =>
  new AppError(
    'corrupt-data',
    'UNCERTAINTY_DAMAGED',
    'The uncertainty that was kept with these structures is damaged. Contour the series again.',
    { cause },
  );
