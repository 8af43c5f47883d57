// Names of PS3.5 annexes H to K, as bytes from the standard, to Unicode.
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../core/dicom/index.ts';

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part].map((c) => c.charCodeAt(0)))));
const ESC = 0x1b;

describe('decodeText', () => {
  it.each([
    ['plain', [], bytes('Doe^Jane'), 'Doe^Jane'],
    ['Latin-1', ['ISO_IR 100'], bytes('Buc^J', 0xe9, 'r', 0xf4, 'me'), 'Buc^Jérôme'],
    ['Cyrillic', ['ISO_IR 144'], bytes(0xbb, 0xee, 0xda, 0xe1, 0xd5, 0xdc, 0xd1, 0xe3, 0xe0, 0xd3), 'Люксембург'],
    ['Greek', ['ISO_IR 126'], bytes(0xc4, 0xe9, 0xef, 0xed, 0xf5, 0xf3, 0xe9, 0xef, 0xf2), 'Διονυσιος'],
    ['UTF-8', ['ISO_IR 192'], new TextEncoder().encode('Wang^XiaoDong=王^小东'), 'Wang^XiaoDong=王^小东'],
    ['GB18030', ['GB18030'], bytes('Wang^XiaoDong=', 0xcd, 0xf5, '^', 0xd0, 0xa1, 0xb6, 0xab), 'Wang^XiaoDong=王^小东'],
    ['half-width katakana', ['ISO_IR 13'], bytes(0xd4, 0xcf, 0xc0, 0xde, '^', 0xc0, 0xdb, 0xb3), 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
  ] as const)('%s', (_name, sets, input, expected) => {
    expect(decodeText(input, sets)).toBe(expected);
  });

  it('Japanese with code extensions (PS3.5 H.3.1)', () => {
    const kanji = (...pairs: number[]) => [ESC, '$B', ...pairs, ESC, '(B'];
    const name = bytes(
      'Yamada^Tarou=',
      ...kanji(0x3b, 0x33, 0x45, 0x44),
      '^',
      ...kanji(0x42, 0x40, 0x4f, 0x3a),
      '=',
      ...kanji(0x24, 0x64, 0x24, 0x5e, 0x24, 0x40),
      '^',
      ...kanji(0x24, 0x3f, 0x24, 0x6d, 0x24, 0x26),
    );
    expect(decodeText(name, ['', 'ISO 2022 IR 87'])).toBe('Yamada^Tarou=山田^太郎=やまだ^たろう');
  });

  it('Japanese whose first set is half-width katakana (PS3.5 H.3.2)', () => {
    const name = bytes(
      ...[0xd4, 0xcf, 0xc0, 0xde],
      '^',
      ...[0xc0, 0xdb, 0xb3],
      '=',
      ...[ESC, '$B', 0x3b, 0x33, 0x45, 0x44, ESC, '(J'],
      '^',
      ...[ESC, '$B', 0x42, 0x40, 0x4f, 0x3a, ESC, '(J'],
    );
    expect(decodeText(name, ['ISO 2022 IR 13', 'ISO 2022 IR 87'])).toBe('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎');
  });

  it('Korean (PS3.5 I.2)', () => {
    const name = bytes(
      'Hong^Gildong=',
      ...[ESC, '$)C', 0xfb, 0xf3],
      '^',
      ...[ESC, '$)C', 0xd1, 0xce, 0xd4, 0xd7],
      '=',
      ...[ESC, '$)C', 0xc8, 0xab],
      '^',
      ...[ESC, '$)C', 0xb1, 0xe6, 0xb5, 0xbf],
    );
    expect(decodeText(name, ['', 'ISO 2022 IR 149'])).toBe('Hong^Gildong=洪^吉洞=홍^길동');
  });

  it('a set falls back to the first one at a delimiter', () => {
    const name = bytes(ESC, '$)C', 0xc8, 0xab, '^', 0xe9);
    expect(decodeText(name, ['ISO 2022 IR 100', 'ISO 2022 IR 149'])).toBe('홍^é');
  });

  it('undeclared high bytes are UTF-8 where valid, else Latin-1', () => {
    expect(decodeText(new TextEncoder().encode('Müller'), [])).toBe('Müller');
    expect(decodeText(bytes('M', 0xfc, 'ller'), [])).toBe('Müller');
  });
});
