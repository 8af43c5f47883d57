// What a host serves, without a library: for tests of the host itself.

import { Readable } from 'node:stream';
import type { Transport } from '../../core/contract/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { WindowApp } from '../../main/app/create-window-app.ts';

export interface BareWindowApp extends WindowApp {
  readonly grants: Map<string, string>;
  /** Frames that came through, and how many connections there are. */
  readonly frames: string[];
  readonly connections: () => number;
}

export const BLOB = new Uint8Array(70_000).map((_, at) => at % 251);

/** Fails before its last part. */
async function* damaged() {
  yield BLOB.subarray(0, 40_000);
  // What was sent so far has left.
  await new Promise((resolve) => setTimeout(resolve, 50));
  throw new AppError('corrupt-data', 'BLOB_DAMAGED', 'The image data are damaged.');
}

/** Parts of `v-large`, more than a connection takes at once. */
export const LARGE = { parts: 24, partBytes: 1 << 20 } as const;

/** As a library reads: every part into the same bytes, part n all of value n. */
async function* large() {
  const bytes = new Uint8Array(LARGE.partBytes);
  for (let n = 0; n < LARGE.parts; n++) yield bytes.fill(n);
  bytes.fill(255);
}

/** Answers every frame with itself; has the volumes `v-blob1` and `v-large`, a damaged one and one picture. */
export function bareWindowApp(libraryFolder: string): BareWindowApp {
  const grants = new Map<string, string>();
  const frames: string[] = [];
  const missing = () => new AppError('not-found', 'VOLUME_NOT_FOUND', 'There is no such volume.');
  let connections = 0;
  return {
    libraryFolder,
    isReadOnly: false,
    endedUncleanlyAt: null,
    servedPort: null,
    grants,
    frames,
    connections: () => connections,
    attach: (transport: Transport) => {
      connections++;
      transport.onFrame((frame) => {
        frames.push(frame);
        transport.send(frame);
      });
      return { detach: () => void connections-- };
    },
    grantPath: (absolute) => {
      const id = `grant-${grants.size + 1}`;
      grants.set(id, absolute);
      return id;
    },
    openBlob: async (volumeId) => {
      if (volumeId === 'v-damaged') return { byteLength: BLOB.byteLength, parts: damaged() };
      if (volumeId === 'v-large') return { byteLength: LARGE.parts * LARGE.partBytes, parts: large() };
      if (volumeId !== 'v-blob1') throw missing();
      return { byteLength: BLOB.byteLength, parts: Readable.from([BLOB.subarray(0, 40_000), BLOB.subarray(40_000)]) };
    },
    openPlane: async (volumeId, k) => {
      if (volumeId !== 'v-blob1' || k > 6) throw missing();
      return BLOB.subarray(10_000 * k, 10_000 * (k + 1));
    },
    openPicture: async (seriesId) => {
      if (seriesId !== 's-1') throw missing();
      return new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
    },
    openDose: async () => {
      throw missing();
    },
    close: async () => undefined,
  };
}
