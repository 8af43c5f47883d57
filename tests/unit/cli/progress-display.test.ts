import { describe, expect, it } from 'vitest';
import { createProgressDisplay, etaText } from '../../../main/hosts/cli/progress-display.ts';

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
  return { at, written, progress };
};

describe('progress on stderr', () => {
  it('writes plain lines at most every two seconds, and always the first and the last of a phase', () => {
    const { at, written } = display(false);
    at(0, 'read', 1, 100);
    at(100, 'read', 2, 100);
    at(2500, 'read', 50, 100);
    at(2600, 'read', 51, 100);
    at(5000, 'read', 100, 100);
    at(5001, 'contour', 0, 54);
    expect(written).toEqual([
      'read: 1 of 100\n',
      'read: 50 of 100, about 3 s left\n',
      'read: 100 of 100\n',
      'contour: 0 of 54\n',
    ]);
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
});
