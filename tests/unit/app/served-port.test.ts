// The port at which a library is served: the same one again, where its pages look for it.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import { listenAgain, servedPortOf } from '../../../main/app/served-port.ts';
import { openLibrary } from '../../../main/store/index.ts';
import { testFolder } from '../../support/temp-folder.ts';

/** As the web host listens: 0 gives any port that is free. */
const listenIn = (busy: readonly number[]) => async (port: number) => {
  if (busy.includes(port)) throw new AppError('conflict', 'PORT_IN_USE', 'In use.');
  return { port: port === 0 ? 50_123 : port };
};

it('is that of the last time, also after a restart; another one where somebody names it or has it', async () => {
  const folder = join(testFolder(), 'library');
  const taken: number[] = [];
  const serve = async (asked: number | null, busy: readonly number[] = []) => {
    const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
    try {
      return (await listenAgain(asked, servedPortOf(library), listenIn(busy), (port) => taken.push(port))).port;
    } finally {
      library.close();
    }
  };
  expect(await serve(null)).toBe(50_123);
  expect(await serve(41_234)).toBe(41_234);
  expect(await serve(null)).toBe(41_234);
  expect(taken).toEqual([]);
  expect(await serve(null, [41_234])).toBe(50_123);
  expect(taken).toEqual([41_234]);
  await expect(serve(41_234, [41_234])).rejects.toThrow('In use.');
});

it('is not kept by a window that only reads, and nonsense that is kept counts for nothing', async () => {
  expect((await listenAgain(null, null, listenIn([]), () => undefined)).port).toBe(50_123);
  for (const json of ['no json', '{"port":"80"}', '{"port":99999}', '{}']) {
    expect(servedPortOf({ work: { getSetting: () => json } } as never).last).toBeNull();
  }
});
