import { describe, expect, it } from 'vitest';
import { isPartialName, type LandedFile, LandingFiles } from '../../../main/services/watch/landing-files.ts';

const SETTLE_MS = 1000;

const file = (path: string, byteLength = 100, modifiedMs = 0): LandedFile => ({
  path,
  stamp: { byteLength, modifiedMs, changedMs: modifiedMs },
});

/** A folder that is looked at again and again; `series` says what a path belongs to. */
const inbox = (series: Readonly<Record<string, string | null>> = {}) => {
  const landing = new LandingFiles(SETTLE_MS);
  const look = (nowMs: number, files: readonly LandedFile[]) => {
    const changed = landing.observe(files, nowMs);
    for (const path of landing.unidentified()) landing.setSeries(path, series[path] ?? null);
    return { changed, ready: landing.ready().map((group) => group.files.map(({ path }) => path)) };
  };
  return { landing, look };
};

describe('files that land in a watched folder', () => {
  it('are complete when nothing has changed for the settling time', () => {
    const { look } = inbox();
    expect(look(0, [file('/in/a.nii', 10)]).ready).toEqual([]);
    expect(look(900, [file('/in/a.nii', 20)]).ready).toEqual([]);
    expect(look(1800, [file('/in/a.nii', 20)]).ready).toEqual([]);
    expect(look(1900, [file('/in/a.nii', 20)]).ready).toEqual([['/in/a.nii']]);
  });

  it('are not complete by being looked at once, however long ago', () => {
    const { landing, look } = inbox({ '/in/1': '1.2.1', '/in/2': '1.2.1' });
    look(0, [file('/in/1')]);
    // The next of the series comes while this one is looked into, on a machine that takes its time.
    expect(landing.ready()).toEqual([]);
    expect(look(5000, [file('/in/1'), file('/in/2')]).ready).toEqual([]);
    expect(look(6000, [file('/in/1'), file('/in/2')]).ready).toEqual([['/in/1', '/in/2']]);
  });

  it('are complete a series at a time, even in one folder', () => {
    const { look } = inbox({ '/in/1': '1.2.1', '/in/2': '1.2.1', '/in/3': '1.2.2' });
    look(0, [file('/in/1'), file('/in/3')]);
    look(800, [file('/in/1'), file('/in/2'), file('/in/3')]);
    expect(look(1000, [file('/in/1'), file('/in/2'), file('/in/3')]).ready).toEqual([['/in/3']]);
    expect(look(1800, [file('/in/1'), file('/in/2'), file('/in/3')]).ready).toEqual([['/in/1', '/in/2'], ['/in/3']]);
  });

  it('of other formats wait for their neighbours: a header may come before its data file', () => {
    const { look } = inbox();
    look(0, [file('/in/a.mhd')]);
    look(900, [file('/in/a.mhd'), file('/in/a.raw')]);
    expect(look(1000, [file('/in/a.mhd'), file('/in/a.raw')]).ready).toEqual([]);
    expect(look(1900, [file('/in/a.mhd'), file('/in/a.raw')]).ready).toEqual([['/in/a.mhd', '/in/a.raw']]);
  });

  it('wait while an unfinished copy moves beside them, but not for one that has died', () => {
    const { landing, look } = inbox();
    for (let nowMs = 0; nowMs <= 5000; nowMs += 500) {
      expect(look(nowMs, [file('/in/a.nii'), file('/in/b.nii.part', nowMs)]).ready).toEqual([]);
    }
    expect(landing.waiting).toBe(1);
    expect(look(7900, [file('/in/a.nii'), file('/in/b.nii.part', 5000)]).ready).toEqual([]);
    expect(look(8000, [file('/in/a.nii'), file('/in/b.nii.part', 5000)]).ready).toEqual([['/in/a.nii']]);
  });

  it('are taken once, and again only when they change', () => {
    const { landing, look } = inbox();
    look(0, [file('/in/a.nii')]);
    landing.observe([file('/in/a.nii')], 1000);
    const [group] = landing.ready();
    if (group === undefined) throw new Error('nothing is ready');
    landing.finish(group);
    expect(look(9000, [file('/in/a.nii')]).ready).toEqual([]);
    expect(landing.waiting).toBe(0);
    look(10_000, [file('/in/a.nii', 100, 5)]);
    expect(look(11_000, [file('/in/a.nii', 100, 5)]).ready).toEqual([['/in/a.nii']]);
  });

  it('that changed while they were taken wait again', () => {
    const { landing, look } = inbox();
    look(0, [file('/in/a.nii')]);
    landing.observe([file('/in/a.nii')], 1000);
    const [group] = landing.ready();
    look(1100, [file('/in/a.nii', 200)]);
    if (group === undefined) throw new Error('nothing is ready');
    landing.finish(group);
    expect(landing.waiting).toBe(1);
    expect(look(2100, [file('/in/a.nii', 200)]).ready).toEqual([['/in/a.nii']]);
  });

  it('that vanish are forgotten and reported as changed', () => {
    const { landing, look } = inbox();
    look(0, [file('/in/a.nii'), file('/in/b.nii')]);
    expect(look(1000, [file('/in/b.nii')])).toEqual({ changed: ['/in/a.nii'], ready: [['/in/b.nii']] });
    expect(landing.waiting).toBe(1);
  });
});

describe('names of unfinished copies', () => {
  it.each(['/in/a.dcm.part', '/in/a.TMP', '/in/.a.dcm.X3f9', '/in/a.crdownload', '/in/a~'])('%s', (path) => {
    expect(isPartialName(path)).toBe(true);
  });

  it.each(['/in/a.dcm', '/in/IM0001', '/in.tmp/a.dcm', '/in/part.nii.gz'])('%s is none', (path) => {
    expect(isPartialName(path)).toBe(false);
  });
});
