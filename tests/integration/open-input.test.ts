// The voxels that a path brought are used as they are only for the volume that they are.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openInput } from '../../main/services/contouring/open-input.ts';
import { buildSlice } from '../support/dicom-builder.ts';
import { testFolder } from '../support/temp-folder.ts';

it('a series that was there keeps its voxels when another echo of it comes with the same path', async () => {
  const folder = testFolder();
  const writeEcho = (echo: number): string => {
    const path = join(folder, 'mr', String(echo));
    mkdirSync(path, { recursive: true });
    for (const k of [0, 1, 2]) {
      const slice = buildSlice({
        position: [0, 0, 2 * k],
        stored: new Array(12).fill(100 * echo),
        intercept: 0,
        sopInstanceUid: `1.2.3.8.${10 * echo + k}`,
        extra: [{ tag: 0x00180086, vr: 'IS', value: String(echo) }],
      });
      writeFileSync(join(path, `${k}.dcm`), slice);
    }
    return path;
  };
  const library = { folder: join(folder, 'library'), isGiven: true };
  const ports = { appVersion: '0.1.0', library, signal: new AbortController().signal, report: () => undefined };
  const open = async (path: string, series: string | null) => {
    const opened = await openInput({ source: { path }, series }, ports);
    opened.library.close();
    return { seriesId: opened.stored.seriesId, values: [...new Set<number>(opened.image.voxels)] };
  };
  const first = await open(writeEcho(1), null);
  expect(first.values).toEqual([100]);
  writeEcho(2);
  expect(await open(join(folder, 'mr'), first.seriesId)).toEqual(first);
});
