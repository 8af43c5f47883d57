import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canSampleMemory } from '../../../bench/process-memory.ts';
import { mergeResult } from '../../../bench/results-file.ts';
import { runCommand } from '../../../bench/run-command.ts';
import { median } from '../../../bench/section.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limner-bench-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('mergeResult', () => {
  it('replaces one section and leaves the others as they are', async () => {
    const file = join(folder, 'results.json');
    await writeFile(file, JSON.stringify({ rtstruct: { seconds: 3 }, compare: { seconds: 9, old: true } }));
    mergeResult(file, 'compare', { seconds: 8 });
    mergeResult(file, 'contour', { seconds: 20 });
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text)).toEqual({ compare: { seconds: 8 }, contour: { seconds: 20 }, rtstruct: { seconds: 3 } });
    expect(Object.keys(JSON.parse(text))).toEqual(['compare', 'contour', 'rtstruct']);
  });
});

describe('runCommand', () => {
  it('gives output and wall time', async () => {
    const run = await runCommand([process.execPath, '-e', 'setTimeout(() => console.log("done"), 100)']);
    expect(run.stdout).toBe('done\n');
    expect(run.wallMs).toBeGreaterThan(100);
    expect(run.memory).toBeNull();
  });

  it('fails with the last lines of stderr', async () => {
    const failing = runCommand([process.execPath, '-e', 'console.error("why"); process.exit(3)']);
    await expect(failing).rejects.toThrowError(/ended with 3\nwhy/);
  });

  it.runIf(canSampleMemory())('counts what a grandchild holds (Linux)', async () => {
    const grandchild = 'const held = Buffer.alloc(200 * 2 ** 20, 1); setTimeout(() => held.length, 1500)';
    const child = `require('child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(grandchild)}])`;
    const { memory } = await runCommand([process.execPath, '-e', child], { measureMemory: true });
    expect(memory?.processes).toBe(2);
    expect(memory?.peakBytes).toBeGreaterThan(200 * 2 ** 20);
    expect(memory?.peakBytes).toBeLessThan(400 * 2 ** 20);
    expect(memory?.upperBoundBytes).toBeGreaterThanOrEqual(memory?.peakBytes as number);
  });
});

describe('median', () => {
  it('takes the middle, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 100])).toBe(3);
    expect(() => median([])).toThrowError(RangeError);
  });
});
