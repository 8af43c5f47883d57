// Texts of damaged files with one sign hundreds of thousands of times: a pattern that tries each place of the run, to its
// end, takes from half a minute to hours. Each answer here comes at once.
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../core/dicom/character-set.ts';
import { cleanText } from '../../../core/pseudonymise/clean-text.ts';
import { plainText } from '../../../core/pseudonymise/identity.ts';
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

  it('of spaces and zero bytes within a value stays, and goes at both ends', () => {
    const spaces = `${run(' ')}${run('\0')}`;
    const value = new TextEncoder().encode(`${spaces}a${spaces}b${spaces}`);
    expect(plainText(value, [])).toBe(`a${spaces}b`);
  });

  it('of parts in a set that is not declared is read part by part', () => {
    const parts = 300_000;
    const bytes = new Uint8Array(3 * parts).map((_, at) => [0xe9, 0x27, 0x5c][at % 3] as number);
    expect(decodeText(bytes, ['', 'ISO 2022 IR 87'])).toBe("é'\\".repeat(parts));
  });

  it('of spaces in a line of label names is no line of them', () => {
    expect(() => readLabelText(`1 Liver 1 2 3 255\n2 ${run(' ')}x`)).toThrow('line 2 is neither');
  });
});
