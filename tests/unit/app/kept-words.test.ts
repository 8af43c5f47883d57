// What the banner of a lost line promises.
import { describe, expect, it } from 'vitest';
import { keptWords, returnWords } from '../../../renderer/app/kept-words.ts';

describe('what is kept while the line is lost', () => {
  it('is promised only where the library has it', () => {
    expect(keptWords({ kind: 'kept', at: null })).toBe('All contours up to the last stroke are kept.');
    for (const kind of ['writing', 'unsent'] as const) {
      expect(keptWords({ kind, edits: 1 })).toBe('1 change is in this window only: do not close it.');
      expect(keptWords({ kind, edits: 3 })).toBe('3 changes are in this window only: do not close it.');
    }
    expect(keptWords({ kind: 'failed', message: 'The disk is full.', edits: 0 })).toBe(
      'The last changes are not kept.',
    );
    expect(keptWords(null)).toBe('');
  });

  it('comes back at the port of the page, which is named where strokes wait for it', () => {
    const unsent = { kind: 'unsent', edits: 2 } as const;
    expect(returnWords(unsent, '41234')).toMatch(/takes port 41234 again.*start it with --port 41234\.$/);
    expect(returnWords(unsent, null)).toBe('The window goes on as soon as it is back.');
    expect(returnWords({ kind: 'kept', at: null }, '41234')).toBe('The window goes on as soon as it is back.');
  });
});
