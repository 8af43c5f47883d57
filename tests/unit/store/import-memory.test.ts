// How many voxels an import holds while a slow disk takes them.
import type fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeFileSystem } from '../../../main/platform/file-system.ts';
import { openLibrary } from '../../../main/store/index.ts';
import { testSeries } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';

const MEBIBYTE = 1 << 20;
/** What may wait for the disk, and one volume that is being read. */
const WAITING_MEBIBYTES = 128;
const VOLUME_MEBIBYTES = 24;

it('holds a few volumes at a time, and gives each back once it is written', async () => {
  const held = { now: 0, most: 0, released: 0 };
  // Nothing reaches the disk: what is counted is memory.
  const port = {
    ...nodeFileSystem,
    writeSync: ((_file: number, _bytes: Uint8Array, _at: number, length: number) => length) as typeof fs.writeSync,
    fsyncLater: () => new Promise<void>((resolve) => setTimeout(resolve, 50)),
  };
  const library = openLibrary(join(testFolder(), 'library'), { mode: 'write', appVersion: '0.1.0', port });
  const series = Array.from({ length: 14 }, (_, n) => {
    const { volume, slices, ...record } = testSeries({
      seriesUid: `1.2.3.${n + 1}`,
      columns: 1024,
      rows: 1536,
      planes: [0, 1, 2, 3, 4, 5, 6, 7],
    });
    return {
      ...record,
      slices: slices.map((slice) => ({ ...slice, fileSha256: null })),
      load: async () => {
        held.now += VOLUME_MEBIBYTES;
        held.most = Math.max(held.most, held.now);
        return {
          volume,
          slices,
          release: () => {
            held.now -= VOLUME_MEBIBYTES;
            held.released++;
          },
        };
      },
    };
  });
  expect(series[0]?.geometry.size.reduce((product, n) => product * n, 2)).toBe(VOLUME_MEBIBYTES * MEBIBYTE);
  const { series: outcomes } = await library.importSeries({ series, structureSets: [] });
  expect(outcomes.map(({ status }) => status)).toEqual(series.map(() => 'added'));
  expect(held.most).toBeLessThanOrEqual(WAITING_MEBIBYTES + VOLUME_MEBIBYTES);
  expect(held).toMatchObject({ now: 0, released: 14 });
  library.close();
});
