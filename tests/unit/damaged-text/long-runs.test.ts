// Texts of damaged files with one sign hundreds of thousands of times: a pattern that tries each place of the run, to its
// end, takes from half a minute to hours. Each answer here comes at once.
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../core/pseudonymise/clean-text.ts';
import { checkName, isTg263, suggestName } from '../../../core/terminology/index.ts';
import { readLabelText } from '../../../core/volume-files/index.ts';

const run = (sign: string): string => sign.repeat(300_000);

describe('a text with a run of one sign', () => {
  it.each(['-', '_', ' ', 'PTV'])('as a name, of %j, is too long and nothing else', (sign) => {
    const name = `Parotid${run(sign)}x`;
    expect(checkName(name).map(({ rule }) => rule)).toEqual(['too-long']);
    expect(isTg263(name)).toBe(false);
    expect(suggestName(name)).toBeNull();
  });

  it('of digits is no number that may stay when names are removed', () => {
    expect(cleanText(`CT ${run('7')} abdomen`, new Set())).toBe('CT abdomen');
  });

  it('of signs between words stays there, and goes at the end', () => {
    const signs = run('-');
    expect(cleanText(`CT${signs}abdomen${signs}`, new Set())).toBe(`CT${signs}abdomen`);
  });

  it('of spaces in a line of label names is no line of them', () => {
    expect(() => readLabelText(`1 Liver 1 2 3 255\n2 ${run(' ')}x`)).toThrow('line 2 is neither');
  });
});
