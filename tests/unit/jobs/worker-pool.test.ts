import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { createComputePool } from '../../../main/jobs/compute-pool.ts';
import { transferables } from '../../../main/jobs/transferables.ts';
import { createWorkerPool, type WorkerPool } from '../../../main/jobs/worker-pool.ts';
import { testFolder } from '../../support/temp-folder.ts';
import type { TestTasks } from '../../support/test-worker.ts';

const pools: WorkerPool<TestTasks>[] = [];
const createPool = (size: number) => {
  const pool = createWorkerPool<TestTasks>({ entry: new URL('../../support/test-worker.ts', import.meta.url), size });
  pools.push(pool);
  return pool;
};
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

describe('a worker pool', () => {
  it('runs a task with typed arrays, copied or moved', async () => {
    const pool = createPool(1);
    const values = Float32Array.of(1, 2.5, -3);
    expect(await pool.run('double', { values })).toEqual({ values: Float32Array.of(2, 5, -6) });
    expect(values).toHaveLength(3);
    const moved = await pool.run('double', { values }, { transfer: [values.buffer] });
    expect(moved.values).toEqual(Float32Array.of(2, 5, -6));
    expect(values).toHaveLength(0);
  });

  it('has as many threads as it may, and uses them again', async () => {
    const pool = createPool(2);
    const ids = await Promise.all([null, null, null, null, null].map((input) => pool.run('threadId', input)));
    expect(new Set(ids).size).toBe(2);
  });

  it('keeps kind, code and data of an error', async () => {
    const pool = createPool(1);
    await expect(pool.run('refuse', null)).rejects.toMatchObject({
      name: 'AppError',
      kind: 'unsupported',
      code: 'TEST_REFUSED',
      message: 'Refused on purpose.',
      data: { slice: 4 },
      retryable: true,
    });
    const crash = await pool.run('crash', null).catch((error: unknown) => error);
    expect(crash).toMatchObject({ kind: 'internal', code: 'TASK_FAILED', message: 'A computation failed.' });
    expect((crash as Error).cause).toMatchObject({ stack: expect.stringContaining('test-worker.ts') });
  });

  it('survives a thread that ends by itself', async () => {
    const pool = createPool(1);
    await expect(pool.run('leave', null)).rejects.toMatchObject({ kind: 'internal', code: 'TASK_THREAD' });
    expect(await pool.run('double', { values: Float32Array.of(4) })).toEqual({ values: Float32Array.of(8) });
  });

  it('stops a running task and drops a waiting one on their signals', async () => {
    const pool = createPool(1);
    const running = new AbortController();
    const waiting = new AbortController();
    const outcomes = Promise.allSettled([
      pool.run('spin', null, { signal: running.signal }),
      pool.run('double', { values: Float32Array.of(1) }, { signal: waiting.signal }),
      pool.run('double', { values: Float32Array.of(2) }),
    ]);
    waiting.abort();
    void setTimeout(100).then(() => running.abort());
    expect(await outcomes).toMatchObject([
      { status: 'rejected', reason: { kind: 'cancelled' } },
      { status: 'rejected', reason: { kind: 'cancelled' } },
      { status: 'fulfilled', value: { values: Float32Array.of(4) } },
    ]);
    await expect(pool.run('double', { values: Float32Array.of(1) }, { signal: running.signal })).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });

  it.each(['its signal', 'the end of the pool', 'both'])('has stopped writing when %s ended a task', async (cause) => {
    const pool = createPool(1);
    const path = join(testFolder(), 'written');
    const controller = new AbortController();
    const outcome = pool.run('writeLate', { path }, { signal: controller.signal }).catch((error: unknown) => error);
    const bytes = () => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    while (bytes() === 0) await setTimeout(5);
    if (cause === 'its signal') {
      controller.abort();
      expect(await outcome).toMatchObject({ kind: 'cancelled' });
    } else {
      if (cause === 'both') controller.abort();
      await pool.close();
    }
    const after = bytes();
    await setTimeout(700);
    expect(bytes()).toBe(after);
  });

  it('ends with everything in it', async () => {
    const pool = createPool(1);
    const outcomes = Promise.allSettled([pool.run('spin', null), pool.run('threadId', null)]);
    await setTimeout(100);
    await pool.close();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(pool.run('threadId', null)).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('refuses a value that cannot be sent and goes on', async () => {
    const pool = createPool(1);
    const values = (() => 1) as unknown as Float32Array;
    await expect(pool.run('double', { values })).rejects.toMatchObject({ code: 'TASK_INPUT' });
    expect(await pool.run('double', { values: Float32Array.of(1) })).toEqual({ values: Float32Array.of(2) });
  });
});

it('the pool of Limner runs its own tasks', async () => {
  const pool = createComputePool(1);
  const mask = { size: [14, 12, 10] as const, box: { i0: 2, i1: 12, j0: 2, j1: 10, k0: 2, k1: 8 } };
  const geometry = regularGeometry({ size: mask.size, spacingMm: [1, 2, 3], originLps: [-5, 7, 11] });
  const voxels = new Uint8Array(10 * 8 * 6).fill(1);
  const figures = await pool.run('surface', { mask: { ...mask, voxels }, geometry, path: null, wantsMesh: false });
  // A box of 10 x 16 x 18 mm has 12.56 cm2; smoothing rounds its edges.
  expect(figures.mesh).toBeNull();
  expect(figures.surfaceAreaCm2).toBeGreaterThan(10);
  expect(figures.surfaceAreaCm2).toBeLessThan(12.56);
  await pool.close();
});

it('moves whole buffers only', () => {
  const whole = new Int16Array(4);
  const part = new Int16Array(8).subarray(0, 4);
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  expect(transferables({ a: [{ whole }, part], shared, text: 'x', twice: whole })).toEqual([whole.buffer]);
});
