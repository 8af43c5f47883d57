// The bytes of one blob into a new file: header, payload, hash, and down to the disk.

import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FileSystemPort, writeAll } from '../platform/file-system.ts';
import { encodeBlobHeader } from './blob-format.ts';

export interface BlobRef {
  /** Of the payload, lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Other work gets its turn after so many bytes of a large blob. */
const STEP_BYTES = 4 << 20;

/** Throws what node:fs throws. */
export function writeBlob(
  port: FileSystemPort,
  path: string,
  chunks: readonly ArrayBufferView[],
  isDurable: boolean,
): BlobRef {
  const hash = createHash('sha256');
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const file = port.openSync(path, 'wx', 0o600);
  try {
    writeAll(port, file, encodeBlobHeader(bytes));
    for (const chunk of chunks) {
      const view = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      writeAll(port, file, view, (part) => hash.update(part));
    }
    if (isDurable) port.fsyncSync(file);
  } finally {
    port.closeSync(file);
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** The same in steps between which other work goes on. Throws what node:fs throws, and the signal's reason. */
export async function writeBlobLater(
  port: FileSystemPort,
  path: string,
  { buffer, byteOffset, byteLength }: ArrayBufferView,
  options: { readonly isDurable: boolean; readonly signal: AbortSignal; readonly onWritten: () => void },
): Promise<BlobRef> {
  const hash = createHash('sha256');
  const file = port.openSync(path, 'wx', 0o600);
  try {
    writeAll(port, file, encodeBlobHeader(byteLength));
    for (let at = 0; at < byteLength; at += STEP_BYTES) {
      const part = new Uint8Array(buffer, byteOffset + at, Math.min(STEP_BYTES, byteLength - at));
      writeAll(port, file, part, () => hash.update(part));
      await nextTurn();
      options.signal.throwIfAborted();
    }
    options.onWritten();
    if (options.isDurable) await port.fsyncLater(file);
  } finally {
    port.closeSync(file);
  }
  return { sha256: hash.digest('hex'), bytes: byteLength };
}
