import { describe, expect, it } from 'vitest';
import { createProgressDisplay, etaText, rateText } from '../../../main/hosts/cli/progress-display.ts';

const display = (isTerminal: boolean) => {
  let nowMs = 0;
  const written: string[] = [];
  const progress = createProgressDisplay({
    write: (text) => written.push(text),
    isTerminal,
    columns: 80,
    nowMs: () => nowMs,
  });
  const at = (ms: number, phase: string, done: number, total: number) => {
    nowMs = ms;
    progress.report({ phase, done, total });
  };
  const setMs = (ms: number) => {
    nowMs = ms;
  };
  return { at, setMs, written, progress };
};

describe('progress on stderr', () => {
  it('writes plain lines at most every two seconds, and always the first and the last of a phase', () => {
    const { at, written } = display(false);
    at(0, 'read', 1, 100);
    at(100, 'read', 2, 100);
    at(2500, 'read', 50, 100);
    at(2600, 'read', 51, 100);
    at(5000, 'read', 100, 100);
    at(5001, 'inference', 0, 54);
    expect(written).toEqual([
      'Reading files: 1 of 100\n',
      'Reading files: 50 of 100, about 3 s left\n',
      'Reading files: 100 of 100\n',
      'Contouring: 0 of 54\n',
    ]);
  });

  it('shows files, rate and estimate of an import', () => {
    const { progress, setMs, written } = display(false);
    progress.report({ phase: 'read', done: 0, total: 205, bytesDone: 0 });
    setMs(2000);
    progress.report({ phase: 'read', done: 82, total: 205, bytesDone: 43_200_000 });
    expect(written).toEqual(['Reading files: 0 of 205\n', 'Reading files: 82 of 205, 22 MB/s, about 3 s left\n']);
  });

  it('writes what has been finished on a line of its own', () => {
    const { at, progress, written } = display(true);
    at(0, 'watch', 0, 0);
    progress.report({ phase: 'watch', done: 1, total: 0, event: 'Imported CT, 118 files.' });
    expect(written.slice(1)).toEqual(['\n', 'Imported CT, 118 files.\n']);
  });

  it('draws a bar on a terminal and closes the line', () => {
    const { at, written, progress } = display(true);
    at(0, 'read', 50, 100);
    progress.finish();
    expect(written[0]).toContain('████████████░░░░░░░░░░░░');
    expect(written.at(-1)).toBe('\n');
  });

  it('gives no estimate before a tenth is done', () => {
    expect(etaText(9, 100, 10_000)).toBe('');
    expect(etaText(10, 100, 10_000)).toBe('about 90 s left'.replace('90 s', '1 min 30 s'));
    expect(etaText(100, 100, 10_000)).toBe('');
  });

  it('gives a rate in millions of bytes a second when the phase has settled', () => {
    expect(rateText(150e6, 1000)).toBe('150 MB/s');
    expect(rateText(2.4e6, 1000)).toBe('2.4 MB/s');
    expect(rateText(150e6, 100)).toBe('');
    expect(rateText(undefined, 1000)).toBe('');
  });
});
