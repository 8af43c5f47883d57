import { describe, expect, it } from 'vitest';
import { whyNotCopied } from '../../../renderer/features/copy-set/why-not-copied.ts';
import { refusedWords } from '../../../renderer/features/library/case-words.ts';
import { verdictOn } from '../../../renderer/features/names/name-words.ts';
import { slicesInWords } from '../../../renderer/features/review/slice-words.ts';
import { namesFromText, templateRows } from '../../../renderer/features/templates/template-rows.ts';

describe('what is said of a name while it is typed', () => {
  it('names the entry of TG-263, or what was probably meant', () => {
    expect(verdictOn('Parotid_L', [])).toMatchObject({ tone: 'ok', suggestion: null });
    expect(verdictOn('Parotid_L', []).text).toMatch(/^TG-263: Parotid_L/);
    expect(verdictOn(' lt parotid ', [])).toEqual({
      tone: 'warn',
      text: 'Not a TG-263 name. Suggested:',
      suggestion: 'Parotid_L',
    });
    expect(verdictOn('foo', [])).toEqual({ tone: 'warn', text: 'Not a TG-263 name.', suggestion: null });
    expect(verdictOn('  ', []).text).toBe('A structure needs a name.');
  });

  it('takes the department’s own word first', () => {
    expect(verdictOn('Kanal', [{ alias: 'kanal', name: 'SpinalCanal' }])).toEqual({
      tone: 'ok',
      text: 'Your name for it: SpinalCanal',
      suggestion: 'SpinalCanal',
    });
  });
});

describe('templates', () => {
  it('find what is there, also under another word', () => {
    expect(templateRows(['SpinalCord', 'Larynx', 'Heart'], ['cord', 'larynx', 'Pumpe'], [])).toEqual([
      { name: 'SpinalCord', thereAs: 'cord' },
      { name: 'Larynx', thereAs: 'larynx' },
      { name: 'Heart', thereAs: null },
    ]);
    expect(templateRows(['Heart'], ['Pumpe'], [{ alias: 'pumpe', name: 'Heart' }])[0]?.thereAs).toBe('Pumpe');
  });

  it('read names from lines, commas and semicolons, each once', () => {
    expect(namesFromText(' Larynx, Glottis;\n\nlarynx\nPTV_7000,')).toEqual(['Larynx', 'Glottis', 'PTV_7000']);
    expect(namesFromText('x'.repeat(80))).toEqual(['x'.repeat(64)]);
    expect(namesFromText(' ,;\n')).toEqual([]);
  });
});

describe('words of dialogs', () => {
  it('count slices from 1 and join neighbours', () => {
    expect(slicesInWords([])).toBe('');
    expect(slicesInWords([4])).toBe('5');
    expect(slicesInWords([34, 35, 36, 37, 40])).toBe('35–38, 41');
  });

  it('count refused files, not refusals', () => {
    expect(refusedWords([{ files: 1 }])).toBe('1 file was not imported.');
    expect(refusedWords([{ files: 2 }, { files: 3 }])).toBe('5 files were not imported.');
  });

  it('say why a series’ contours stay where they are', () => {
    const framed = (frameOfReferenceUid: string | null) => ({ frameOfReferenceUid });
    expect(whyNotCopied(framed('1.2'), framed('1.2'))).toBeNull();
    expect(whyNotCopied(framed('1.2'), framed('1.3'))).toBe('Other frame of reference');
    // Without a frame nobody knows that equal coordinates mean one place.
    expect(whyNotCopied(framed(null), framed(null))).toBe('No frame of reference');
  });
});
