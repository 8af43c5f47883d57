import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import { defaultLibraryFolder, userDataFolder } from '../../../main/platform/app-paths.ts';
import { newShortId, newUid, uidFromHash } from '../../../main/platform/ids.ts';
import { createLog } from '../../../main/platform/log.ts';
import { isOwnerGone, newOwnerTag } from '../../../main/platform/owner-tag.ts';

describe('UIDs', () => {
  it('are a UUID as one decimal number under 2.25', () => {
    const uuid = Uint8Array.from(Buffer.from('f81d4fae7dec11d0a76500a0c91e6bf6', 'hex'));
    // f81d4fae-7dec-41d0-a765-00a0c91e6bf6: the bytes of the example of PS3.5 B.2 with version 4.
    expect(newUid({ bytes: () => uuid })).toBe(`2.25.${BigInt('0xf81d4fae7dec41d0a76500a0c91e6bf6')}`);
    expect(newUid()).toMatch(/^2\.25\.[1-9]\d{36,38}$/);
    expect(newUid()).not.toBe(newUid());
  });

  it('from a hash are the same every time, and marked as derived (version 8)', () => {
    const hash = createHash('sha256').update('abc').digest();
    expect(uidFromHash(hash)).toBe(`2.25.${BigInt('0xba7816bf8f018fea814140de5dae2223')}`);
  });
});

describe('short ids', () => {
  it('skip those that are taken', () => {
    let call = 0;
    const random = { bytes: (count: number) => new Uint8Array(count).fill(call++) };
    expect(newShortId('c', (id) => id === 'c-000000', random)).toBe('c-111111');
    expect(newShortId('s', () => false)).toMatch(/^s-[0-9a-hjkmnp-tv-z]{6}$/);
  });
});

describe('folders', () => {
  it.each([
    ['linux', {}, '/home/u', '/home/u/.local/share/limner'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/u', '/data/limner'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/u', '/home/u/.local/share/limner'],
    ['darwin', {}, '/Users/u', '/Users/u/Library/Application Support/Limner'],
    ['win32', { LOCALAPPDATA: 'C:\\L' }, 'C:\\Users\\u', 'C:\\L\\Limner'],
    ['win32', {}, 'C:\\Users\\u', 'C:\\Users\\u\\AppData\\Local\\Limner'],
  ])('of the user on %s with %j', (platform, env, home, folder) => {
    expect(userDataFolder({ platform, env, home })).toBe(folder);
  });

  it('hold the library', () => {
    expect(defaultLibraryFolder({ platform: 'linux', env: {}, home: '/home/u' })).toBe(
      '/home/u/.local/share/limner/library',
    );
  });
});

describe('owner tags', () => {
  it('tell the dead from the living', () => {
    const mine = newOwnerTag();
    expect(isOwnerGone(mine, 0)).toBe(false);
    expect(isOwnerGone(mine, 25 * 3_600_000)).toBe(true);
    expect(isOwnerGone('settings', 25 * 3_600_000)).toBe(false);
  });
});

describe('the log', () => {
  it('holds figures and codes, and nothing that a file said', () => {
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line), { level: 'info', nowMs: () => 0 });
    log.debug('hidden.event');
    log.info('import.done', { caseId: 'c-7k2m9x', files: 118, path: '/data/DOE^JANE/1.dcm', id: '19640312' });
    log.warn('Patient DOE^JANE', { nested: { name: ['DOE'], 'DOE^JANE': 1 }, voxels: new Uint8Array(3) });
    const cause = Object.assign(new Error("open '/home/jane.doe/x'"), { code: 'ENOENT' });
    log.error('import.failed', new AppError('not-found', 'PATH_NOT_FOUND', 'Reading /home/jane.doe/x.', { cause }));
    const all = lines.join('');
    expect(lines).toHaveLength(3);
    expect(all).not.toMatch(/doe|jane|19640312|1\.dcm/i);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      level: 'info',
      event: 'import.done',
      caseId: 'c-7k2m9x',
      files: 118,
      path: '[20 characters]',
      id: '[8 characters]',
    });
    expect(JSON.parse(lines[2] ?? '').error).toMatchObject({
      kind: 'not-found',
      code: 'PATH_NOT_FOUND',
      at: expect.arrayContaining([expect.stringMatching(/^identity\.test\.ts:\d+:\d+$/)]),
      cause: { code: 'ENOENT' },
    });
  });
});
