import { describe, expect, it } from 'vitest';
import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';
import { whyNotCopied } from '../../../renderer/features/copy-set/why-not-copied.ts';
import { refusedWords } from '../../../renderer/features/library/case-words.ts';
import { isFree, type NameRow, nameRows } from '../../../renderer/features/names/name-rows.ts';
import { meaningOf, verdictOn } from '../../../renderer/features/names/name-words.ts';
import { slicesInWords } from '../../../renderer/features/review/slice-words.ts';
import { namesFromText, templateRows } from '../../../renderer/features/templates/template-rows.ts';
import type { FindingRow } from '../../../renderer/state/app-state.ts';

describe('what is said of a name while it is typed', () => {
  it('names the entry of TG-263, or what was probably meant', () => {
    expect(verdictOn('Parotid_L', [])).toMatchObject({ tone: 'ok', suggestion: null });
    expect(verdictOn('Parotid_L', []).text).toBe('TG-263: Parotid Left');
    expect(verdictOn(' lt parotid ', [])).toEqual({
      tone: 'warn',
      text: 'Has a space. Suggested:',
      suggestion: 'Parotid_L',
    });
    expect(verdictOn('foo', [])).toEqual({ tone: 'warn', text: 'Not in the table.', suggestion: null });
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

describe('the table of names', () => {
  it.each([
    ['OpticNrv_PRV03_L', '3 mm around: Optic nerve, left'],
    ['Lung~_R', 'Part of: Lung Right'],
    ['PTVp1_7000-05', 'PTV primary 1, 70 Gy, 5 mm from the skin'],
    ['PTV_Liver_2000x3', 'PTV, Liver, 3 × 20 Gy'],
    ['zRing', 'Helper, not for evaluation'],
    ['GTV_Liver^ICG', 'GTV, Liver; your own word: ICG'],
  ])('says of %s: %s', (name, words) => expect(meaningOf(name)).toBe(words));

  it('says each rule that a name breaks, what it should be, and where the anatomy contradicts the side', () => {
    const of = (id: string, groupId: string, name: string) => ({ id, groupId, name }) as StructureRecord;
    const structures = [
      of('a', 'own', 'Parotid_L'),
      of('b', 'own', 'lt parotid'),
      of('c', 'own', 'PTV_foo'),
      of('d', 'came', 'cord'),
    ];
    const groups = [{ id: 'came', isLocked: true }] as unknown as GroupRecord[];
    const findings = [{ id: 'side:a', structureId: 'a', title: 'Parotid_L lies on the right', text: '40.0 mm …' }];
    const rows = nameRows({ structures, groups }, [], findings as FindingRow[]);
    const [first, second, locked, right] = rows;
    expect(first).toMatchObject({ structure: { id: 'b' }, suggestion: null, why: 'Parotid_L is taken' });
    expect(first?.lines.map(({ text }) => text)).toEqual(['Has a space', 'Not in the table']);
    expect(second).toMatchObject({ suggestion: 'PTV^foo', why: 'Own word behind ^' });
    expect(second?.lines[0]).toMatchObject({ tone: 'warn', text: 'Not a target by the rules' });
    expect(locked).toMatchObject({ structure: { id: 'd' }, isLocked: true, suggestion: 'SpinalCord' });
    expect(right?.lines.map(({ text }) => text)).toEqual(['Parotid Left, FMA 59798', 'Parotid_L lies on the right']);
    expect([isFree(rows, first as NameRow, 'parotid_l'), isFree(rows, locked as NameRow, 'Parotid_L')]).toEqual([
      false,
      true,
    ]);
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
