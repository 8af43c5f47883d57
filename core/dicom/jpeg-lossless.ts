// Lossless JPEG, Huffman coded (ITU-T T.81 annex H, process 14): the syntaxes .57 and .70 of DICOM.

import { EntropyReader } from './jpeg-entropy.ts';
import { damagedJpeg } from './jpeg-errors.ts';
import type { JpegScan } from './jpeg-segments.ts';

/** @returns samples modulo 2^16, row by row */
export function decodeLossless(bytes: Uint8Array, scan: JpegScan): Uint16Array {
  const { rows, columns, predictor, pointTransform, precision, dcTable, restartInterval } = scan;
  // A restart in the middle of a row has no defined prediction (H.1.1).
  if (restartInterval % columns !== 0) throw damagedJpeg();
  const reader = new EntropyReader(bytes, scan.dataOffset);
  const out = new Uint16Array(rows * columns);
  const restartRows = restartInterval / columns;
  const middle = 1 << (precision - pointTransform - 1);
  for (let row = 0; row < rows; row++) {
    const isRestart = restartRows > 0 && row > 0 && row % restartRows === 0;
    if (isRestart) reader.restart();
    const isFirst = row === 0 || isRestart;
    const start = row * columns;
    for (let column = 0; column < columns; column++) {
      const at = start + column;
      let prediction: number;
      if (isFirst) prediction = column === 0 ? middle : (out[at - 1] as number);
      else if (column === 0) prediction = out[at - columns] as number;
      else prediction = predict(predictor, out[at - 1], out[at - columns], out[at - columns - 1]);
      const length = reader.symbol(dcTable);
      if (length > 16) throw damagedJpeg();
      // Length 16 stands for 32768 alone and is followed by no bits (H.1.2.2).
      out[at] = prediction + (length === 16 ? 32768 : reader.difference(length));
    }
    if (reader.isPastEnd) throw damagedJpeg();
  }
  if (pointTransform > 0) for (let at = 0; at < out.length; at++) out[at] = (out[at] as number) << pointTransform;
  return out;
}

/** T.81 table H.1, from the samples to the left, above, and left above. */
function predict(selection: number, left = 0, above = 0, corner = 0): number {
  switch (selection) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return corner;
    case 4:
      return left + above - corner;
    case 5:
      return left + ((above - corner) >> 1);
    case 6:
      return above + ((left - corner) >> 1);
    default:
      return (left + above) >> 1;
  }
}
