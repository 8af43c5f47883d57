// Sequential DCT-based JPEG of 8 or 12 bits, one component (ITU-T T.81 annexes A and F; processes 1, 2 and 4).

import { EntropyReader, type HuffmanTable } from './jpeg-entropy.ts';
import { damagedJpeg } from './jpeg-errors.ts';
import type { JpegScan } from './jpeg-segments.ts';

/** Index in a block (row * 8 + column) by place in the zig-zag order (T.81 figure A.6). */
const ZIGZAG = zigzag();

function zigzag(): Uint8Array {
  const order: number[] = [];
  for (let sum = 0; sum < 15; sum++) {
    const rows = Array.from({ length: 8 }, (_, row) => row).filter((row) => sum - row >= 0 && sum - row < 8);
    if (sum % 2 === 0) rows.reverse();
    for (const row of rows) order.push(row * 8 + (sum - row));
  }
  return Uint8Array.from(order);
}

/** COSINE[x * 8 + u] = C(u) / 2 * cos((2x + 1) u pi / 16): one dimension of the inverse transform (A.3.3). */
const COSINE = Float64Array.from({ length: 64 }, (_, at) => {
  const u = at & 7;
  return ((u === 0 ? Math.SQRT1_2 : 1) / 2) * Math.cos(((2 * (at >> 3) + 1) * u * Math.PI) / 16);
});

/** Coefficients of the next block into `block`; returns the new DC value. */
function readBlock(reader: EntropyReader, scan: BlockTables, block: Float64Array, previousDc: number): number {
  block.fill(0);
  const { dcTable, acTable, quantisation } = scan;
  const dcLength = reader.symbol(dcTable);
  if (dcLength > 15) throw damagedJpeg();
  const dc = previousDc + reader.difference(dcLength);
  block[0] = dc * (quantisation[0] as number);
  for (let at = 1; at < 64; at++) {
    const symbol = reader.symbol(acTable);
    const length = symbol & 15;
    const run = symbol >> 4;
    if (length === 0) {
      if (run !== 15) break;
      at += 15;
      continue;
    }
    at += run;
    if (at > 63) throw damagedJpeg();
    block[ZIGZAG[at] as number] = reader.difference(length) * (quantisation[at] as number);
  }
  return dc;
}

/** The exact transform in double precision, columns then rows; what is zero is skipped. */
function inverseTransform(block: Float64Array, work: Float64Array): void {
  for (let column = 0; column < 8; column++) {
    work.fill(0, column * 8, column * 8 + 8);
    for (let v = 0; v < 8; v++) {
      const value = block[v * 8 + column] as number;
      if (value === 0) continue;
      for (let y = 0; y < 8; y++) {
        work[column * 8 + y] = (work[column * 8 + y] as number) + value * (COSINE[y * 8 + v] as number);
      }
    }
  }
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let u = 0; u < 8; u++) sum += (work[u * 8 + y] as number) * (COSINE[x * 8 + u] as number);
      block[y * 8 + x] = sum;
    }
  }
}

interface BlockTables {
  readonly dcTable: HuffmanTable;
  readonly acTable: HuffmanTable;
  readonly quantisation: Uint16Array;
}

/** @returns samples of 0 to 2^precision - 1, row by row */
export function decodeDct(bytes: Uint8Array, scan: JpegScan): Uint16Array {
  const { rows, columns, precision, dcTable, acTable, quantisation, restartInterval } = scan;
  if (acTable === undefined || quantisation === undefined) throw damagedJpeg();
  const tables = { dcTable, acTable, quantisation };
  const reader = new EntropyReader(bytes, scan.dataOffset);
  const out = new Uint16Array(rows * columns);
  const block = new Float64Array(64);
  const work = new Float64Array(64);
  const middle = 2 ** (precision - 1);
  const largest = 2 ** precision - 1;
  let dc = 0;
  let blocks = 0;
  for (let top = 0; top < rows; top += 8) {
    for (let left = 0; left < columns; left += 8, blocks++) {
      if (restartInterval > 0 && blocks > 0 && blocks % restartInterval === 0) {
        reader.restart();
        dc = 0;
      }
      dc = readBlock(reader, tables, block, dc);
      inverseTransform(block, work);
      const width = Math.min(8, columns - left);
      const height = Math.min(8, rows - top);
      for (let y = 0; y < height; y++) {
        const to = (top + y) * columns + left;
        for (let x = 0; x < width; x++) {
          const value = Math.round(block[y * 8 + x] as number) + middle;
          out[to + x] = Math.min(Math.max(value, 0), largest);
        }
      }
    }
    if (reader.isPastEnd) throw damagedJpeg();
  }
  return out;
}
