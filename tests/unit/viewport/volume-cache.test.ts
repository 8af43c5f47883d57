import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readBlob } from '../../../renderer/data/read-blob.ts';
import { createVolumeCache, type VolumeSource } from '../../../renderer/data/volume-cache.ts';

const voxels = Int16Array.from({ length: 4 * 3 * 5 }, (_, n) => 7 * n - 100);
const bytes = Buffer.from(voxels.buffer);
const source = (volumeId: string, more: Partial<VolumeSource> = {}): VolumeSource => ({
  volumeId,
  dtype: 'int16',
  byteLength: bytes.length,
  size: [4, 3, 5],
  ...more,
});

let server: Server | undefined;
const requests: string[] = [];
/** Serves the voxels; `pieces` are sent one by one, each when `next` is called. */
async function serve(pieces?: readonly Buffer[]) {
  const releases: (() => void)[] = [];
  requests.length = 0;
  server = createServer(async (request, response) => {
    requests.push(request.url ?? '');
    if (request.url?.startsWith('/blob/none')) {
      response.writeHead(404).end();
      return;
    }
    const plane = /^\/blob\/\w+\/(\d)$/.exec(request.url ?? '')?.[1];
    if (plane !== undefined) {
      response.end(bytes.subarray(24 * Number(plane), 24 * (Number(plane) + 1)));
      return;
    }
    response.setHeader('content-length', bytes.length);
    if (pieces === undefined) {
      response.end(bytes);
      return;
    }
    for (const piece of pieces) {
      await new Promise<void>((resolve) => releases.push(resolve));
      response.write(piece);
    }
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/blob/`;
  const next = async () => {
    while (releases.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    releases.shift()?.();
  };
  return { baseUrl, next };
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('a volume that is being read', () => {
  it('fills one array plane by plane, and says how many planes there are', async () => {
    // 24 bytes a plane: one and a half planes, then another one and a half, then the rest.
    const { baseUrl, next } = await serve([bytes.subarray(0, 36), bytes.subarray(36, 72), bytes.subarray(72)]);
    const handle = createVolumeCache({ baseUrl, budgetBytes: 1000 }).open(source('v1'));
    const progress: number[] = [];
    handle.onProgress((planes) => progress.push(planes));
    await next();
    await until(() => handle.readPlanes === 1);
    expect([...handle.voxels.subarray(0, 12)]).toEqual([...voxels.subarray(0, 12)]);
    await next();
    await until(() => handle.readPlanes === 3);
    await next();
    await handle.done;
    expect(progress).toEqual([1, 3, 5]);
    expect([...handle.voxels]).toEqual([...voxels]);
    expect(handle.voxels.buffer.byteLength).toBe(bytes.length);
  });

  it('has a plane that is waited for before the others', async () => {
    const { baseUrl, next } = await serve([bytes.subarray(0, 30), bytes.subarray(30)]);
    const handle = createVolumeCache({ baseUrl, budgetBytes: 1000 }).open(source('v1'));
    const told: (number | null)[] = [];
    handle.onProgress(() => told.push(handle.earlyPlane));
    await handle.readAhead(3);
    expect(told).toEqual([3]);
    expect(handle.readPlanes).toBe(0);
    expect([...handle.voxels.subarray(36, 48)]).toEqual([...voxels.subarray(36, 48)]);
    expect([...handle.voxels.subarray(0, 36)]).toEqual(new Array(36).fill(0));
    await next();
    await until(() => handle.readPlanes === 1);
    // What has come, or is known already, is not asked for.
    await handle.readAhead(0);
    await handle.readAhead(3);
    expect(requests).toEqual(['/blob/v1', '/blob/v1/3']);
    await next();
    await handle.done;
    expect([...handle.voxels]).toEqual([...voxels]);
  });

  it('goes on where that plane is not to be had', async () => {
    const { baseUrl } = await serve();
    const cache = createVolumeCache({ baseUrl, budgetBytes: 1000 });
    const missing = cache.open(source('none'));
    const handle = cache.open(source('v1'));
    await Promise.all([missing.readAhead(2), handle.readAhead(7)]);
    expect([missing.earlyPlane, handle.earlyPlane]).toEqual([null, null]);
    await expect(missing.done).rejects.toMatchObject({ code: 'VOLUME_READ' });
    await handle.done;
    expect([...handle.voxels]).toEqual([...voxels]);
  });

  it('stops when it is closed before its end', async () => {
    const { baseUrl, next } = await serve([bytes.subarray(0, 30), bytes.subarray(30)]);
    const cache = createVolumeCache({ baseUrl, budgetBytes: 1000 });
    const handle = cache.open(source('v1'));
    await next();
    await until(() => handle.readPlanes === 1);
    handle.release();
    await expect(handle.done).rejects.toMatchObject({ name: 'AbortError' });
    expect(cache.heldBytes).toBe(0);
  });

  it('says what is wrong when the host has it not, or ends too early', async () => {
    const { baseUrl } = await serve();
    const cache = createVolumeCache({ baseUrl, budgetBytes: 1000 });
    await expect(cache.open(source('none')).done).rejects.toMatchObject({ code: 'VOLUME_READ' });
    const longer = source('v2', { size: [4, 3, 6], byteLength: bytes.length + 24 });
    await expect(cache.open(longer).done).rejects.toThrow('cut short after 120 of 144 bytes');
    expect(cache.heldBytes).toBe(0);
  });
});

describe('volumes that are kept', () => {
  it('are read once for all who use them at the same time', async () => {
    const { baseUrl } = await serve();
    const cache = createVolumeCache({ baseUrl, budgetBytes: 1000 });
    const [a, b] = [cache.open(source('v1')), cache.open(source('v1'))];
    await Promise.all([a.done, b.done]);
    expect(a.voxels).toBe(b.voxels);
    expect(requests).toEqual(['/blob/v1']);
  });

  it('stay within the budget: the longest unused goes first, none in use ever', async () => {
    const { baseUrl } = await serve();
    const cache = createVolumeCache({ baseUrl, budgetBytes: 2 * bytes.length });
    const first = cache.open(source('v1'));
    const second = cache.open(source('v2'));
    await Promise.all([first.done, second.done]);
    first.release();
    const third = cache.open(source('v3'));
    await third.done;
    expect(cache.heldBytes).toBe(2 * bytes.length);
    second.release();
    await cache.open(source('v2')).done;
    expect(requests).toEqual(['/blob/v1', '/blob/v2', '/blob/v3']);
    await cache.open(source('v1')).done;
    expect(cache.heldBytes).toBe(3 * bytes.length);
  });

  it('refuse a description that does not add up', async () => {
    const { baseUrl } = await serve();
    expect(() => createVolumeCache({ baseUrl, budgetBytes: 9 }).open(source('v1', { size: [4, 4, 4] }))).toThrow(
      RangeError,
    );
  });
});

describe('bytes that come in small pieces', () => {
  it('are handed on a step at a time', async () => {
    const { baseUrl, next } = await serve([bytes.subarray(0, 10), bytes.subarray(10, 30), bytes.subarray(30)]);
    const taken: number[] = [];
    const take = (chunk: Uint8Array, at: number) => {
      expect(bytes.subarray(at, at + chunk.length).equals(chunk)).toBe(true);
      taken.push(chunk.length);
    };
    const { signal } = new AbortController();
    const reading = readBlob(`${baseUrl}v`, bytes.length, signal, take, { stepBytes: 24 });
    await next();
    await next();
    await until(() => taken.length > 0);
    await next();
    await reading;
    expect(taken).toEqual([30, 90]);
  });
});
