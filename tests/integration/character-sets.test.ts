// Names in every character set that DICOM defines, through an import: bytes from the standard (PS3.5 annexes H, I, J, K)
// or from Python's own codecs, read again by pydicom.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { indexPaths } from '../../main/dicom/index.ts';
import { buildSlice } from '../support/dicom-builder.ts';
import { runLimner } from '../support/run-limner.ts';
import { runPython } from '../support/run-python.ts';
import { tempFolder, testFolder } from '../support/temp-folder.ts';

interface Row {
  readonly what: string;
  /** (0008,0005), values separated by a backslash. */
  readonly sets: string;
  readonly name: string;
  /** The bytes of the name in hexadecimal where the standard prints them; else Python's codec makes them. */
  readonly hex?: string;
  readonly codec?: string;
  /** Why the pydicom of today is no judge of it. */
  readonly notByPydicom?: string;
}

const hexOf = (...parts: readonly (string | readonly number[])[]): string =>
  parts
    .map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)).toString('hex'))
    .join('');
const ESC = '\x1b';

const TABLE: readonly Row[] = [
  { what: 'default repertoire', sets: '', name: 'Doe^Jane', codec: 'ascii' },
  { what: 'Latin-1', sets: 'ISO_IR 100', name: 'Äneas^Rüdiger', codec: 'latin_1' },
  { what: 'Latin-2', sets: 'ISO_IR 101', name: 'Wałęsa^Řehoř', codec: 'iso8859_2' },
  { what: 'Latin-3', sets: 'ISO_IR 109', name: 'Ĉapek^Ġorġ', codec: 'iso8859_3' },
  { what: 'Latin-4', sets: 'ISO_IR 110', name: 'Bērziņš^Ģirts', codec: 'iso8859_4' },
  { what: 'Cyrillic', sets: 'ISO_IR 144', name: 'Люксембург^Роза', codec: 'iso8859_5' },
  { what: 'Arabic', sets: 'ISO_IR 127', name: 'قباني^لنزار', codec: 'iso8859_6' },
  { what: 'Greek', sets: 'ISO_IR 126', name: 'Διονυσιος', codec: 'iso8859_7' },
  { what: 'Hebrew', sets: 'ISO_IR 138', name: 'שרון^דבורה', codec: 'iso8859_8' },
  { what: 'Latin-5', sets: 'ISO_IR 148', name: 'Çavuşoğlu^İnci', codec: 'iso8859_9' },
  { what: 'Latin-9', sets: 'ISO_IR 203', name: 'Œuvre^Žan€', codec: 'iso8859_15', notByPydicom: 'knows no ISO_IR 203' },
  { what: 'Thai', sets: 'ISO_IR 166', name: 'สมชาย^ใจดี', codec: 'iso8859_11' },
  { what: 'half-width katakana', sets: 'ISO_IR 13', name: 'ﾔﾏﾀﾞ^ﾀﾛｳ', codec: 'shift_jis' },
  { what: 'UTF-8 (J.1)', sets: 'ISO_IR 192', name: 'Wang^XiaoDong=王^小東', codec: 'utf_8' },
  {
    what: 'GB18030 (J.3)',
    sets: 'GB18030',
    name: 'Wang^XiaoDong=王^小东',
    hex: hexOf('Wang^XiaoDong=', [0xcd, 0xf5], '^', [0xd0, 0xa1, 0xb6, 0xab]),
  },
  { what: 'GB18030, four bytes', sets: 'GB18030', name: 'Wang=王^㐀小', codec: 'gb18030' },
  { what: 'GBK', sets: 'GBK', name: 'Wang^XiaoDong=王^小東', codec: 'gbk' },
  {
    what: 'Japanese (H.3.1)',
    sets: '\\ISO 2022 IR 87',
    name: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
    hex: hexOf(
      'Yamada^Tarou=',
      `${ESC}$B;3ED${ESC}(B^${ESC}$BB@O:${ESC}(B=`,
      `${ESC}$B$d$^$@${ESC}(B^${ESC}$B$?$m$&${ESC}(B`,
    ),
  },
  {
    what: 'Japanese, katakana first (H.3.2)',
    sets: 'ISO 2022 IR 13\\ISO 2022 IR 87',
    name: 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
    hex: hexOf(
      [0xd4, 0xcf, 0xc0, 0xde, 0x5e, 0xc0, 0xdb, 0xb3],
      `=${ESC}$B;3ED${ESC}(J^${ESC}$BB@O:${ESC}(J=`,
      `${ESC}$B$d$^$@${ESC}(J^${ESC}$B$?$m$&${ESC}(J`,
    ),
  },
  {
    what: 'Japanese, supplementary kanji (JIS X 0212)',
    sets: '\\ISO 2022 IR 87\\ISO 2022 IR 159',
    name: 'Ajou=丂^一',
    hex: hexOf('Ajou=', `${ESC}$(D0!${ESC}(B^${ESC}$B0l${ESC}(B`),
  },
  {
    what: 'Korean (I.2)',
    sets: '\\ISO 2022 IR 149',
    name: 'Hong^Gildong=洪^吉洞=홍^길동',
    hex: hexOf(
      `Hong^Gildong=${ESC}$)C`,
      [0xfb, 0xf3],
      `^${ESC}$)C`,
      [0xd1, 0xce, 0xd4, 0xd7],
      `=${ESC}$)C`,
      [0xc8, 0xab],
      `^${ESC}$)C`,
      [0xb1, 0xe6, 0xb5, 0xbf],
    ),
  },
  {
    what: 'Chinese with code extensions (K.2)',
    sets: '\\ISO 2022 IR 58',
    name: 'Zhang^XiaoDong=张^小东',
    hex: hexOf(`Zhang^XiaoDong=${ESC}$)A`, [0xd5, 0xc5], `^${ESC}$)A`, [0xd0, 0xa1, 0xb6, 0xab]),
    notByPydicom: 'leaves the escape sequences in the text',
  },
  {
    what: 'Greek and Cyrillic in one name',
    sets: 'ISO 2022 IR 6\\ISO 2022 IR 126\\ISO 2022 IR 144',
    name: 'Dionysios=Διον^Люк',
    hex: hexOf(`Dionysios=${ESC}-F`, [0xc4, 0xe9, 0xef, 0xed], `^${ESC}-L`, [0xbb, 0xee, 0xda]),
  },
  {
    what: 'Latin-1 and Latin-2 in one name',
    sets: 'ISO 2022 IR 100\\ISO 2022 IR 101',
    name: 'Buc^Jérôme=Dvořák',
    hex: hexOf('Buc^J', [0xe9], 'r', [0xf4], `me=${ESC}-BDvo`, [0xf8, 0xe1], 'k'),
  },
];

const folder = tempFolder();
let names: ReadonlyMap<string, string>;
let judged: Readonly<Record<string, string>>;

beforeAll(async () => {
  const encoded = runPython<string[]>(
    'import sys, json; print(json.dumps([n.encode(c).hex() for n, c in json.loads(sys.argv[1])]))',
    JSON.stringify(TABLE.map(({ name, codec, hex }) => (hex === undefined ? [name, codec] : ['', 'ascii']))),
  );
  TABLE.forEach(({ sets, hex }, n) => {
    const bytes = Buffer.from(hex ?? (encoded[n] as string), 'hex');
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(' ')]);
    const file = buildSlice({
      patientId: `P${n}`,
      seriesInstanceUid: `1.2.3.${n + 1}`,
      extra: [
        { tag: 0x00080005, vr: 'CS', value: sets },
        { tag: 0x00100010, vr: 'PN', value: new Uint8Array(padded) },
      ],
    });
    writeFileSync(join(folder, `${n}.dcm`), file);
  });
  const { series } = await indexPaths([folder]);
  names = new Map(series.map(({ patient }) => [patient?.id ?? '', patient?.name ?? '']));
  judged = runPython(
    `import sys, os, json, pydicom
print(json.dumps({d.PatientID: str(d.PatientName) for d in (pydicom.dcmread(os.path.join(sys.argv[1], f)) for f in os.listdir(sys.argv[1]))}))`,
    folder,
  );
});

it.each(TABLE.map((row, n) => ({ ...row, id: `P${n}` })))('$what: $name', ({ id, name, notByPydicom }) => {
  expect(names.get(id)).toBe(name);
  if (notByPydicom === undefined) expect(judged[id]).toBe(name);
});

it('all of them in the JSON of an import', async () => {
  const run = await runLimner(['import', folder, '--library', join(testFolder(), 'library')]);
  const { cases } = run.json<{ cases: { patientId: string; patientName: string }[] }>();
  const found = new Map(cases.map(({ patientId, patientName }) => [patientId, patientName]));
  expect(TABLE.map((_, n) => found.get(`P${n}`))).toEqual(TABLE.map(({ name }) => name));
});
