import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backupFolderName } from '../../../main/app/backup-folder-name.ts';
import { markSession } from '../../../main/app/session-mark.ts';
import type { Library } from '../../../main/store/index.ts';

function libraryWith(settings: Map<string, string>): Library {
  return {
    work: {
      getSetting: (section: string) => settings.get(section) ?? null,
      putSetting: (section: string, json: string) => void settings.set(section, json),
    },
  } as unknown as Library;
}

describe('the mark of a run', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-21T14:02:03Z') }));
  afterEach(() => void vi.useRealTimers());

  it('stays behind when nothing ended the run, with the time when it was last alive', () => {
    const settings = new Map<string, string>();
    expect(markSession(libraryWith(settings)).endedUncleanlyAt).toBeNull();
    vi.advanceTimersByTime(60_000);
    const next = markSession(libraryWith(settings));
    expect(next.endedUncleanlyAt).toBe('2026-11-21T14:03:03.000Z');
    next.close();
    expect(markSession(libraryWith(settings)).endedUncleanlyAt).toBeNull();
  });

  it.each(['{', '{}', '{"aliveAt":"soon"}', 'null'])('means nothing where it makes no sense: %s', (json) =>
    expect(markSession(libraryWith(new Map([['session', json]]))).endedUncleanlyAt).toBeNull(),
  );
});

describe('the folder of a backup', () => {
  it('names the time and holds nothing that a file system refuses', () => {
    expect(backupFolderName(new Date(2026, 10, 21, 7, 5, 9))).toBe('Limner backup 2026-11-21 07.05.09');
  });
});
