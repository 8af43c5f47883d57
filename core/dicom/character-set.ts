// Text of any SpecificCharacterSet (PS3.3 C.12.1.1.2, PS3.5 section 6.1) to Unicode, on top of TextDecoder. dcmjs and
// others refuse multi-valued sets, that is half of the Japanese and Korean files.

/** Defined terms without code extensions, and what a G1 set of each is called by the WHATWG Encoding standard. */
const LABELS: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'iso-8859-1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'iso-8859-9',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 149': 'euc-kr',
  'ISO_IR 58': 'gbk',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** Escape sequences (the bytes after ESC) that name a set (PS3.3 tables C.12-3 and C.12-4). G0 is read from 7-bit
 * bytes, G1 from bytes with the high bit set. */
const ESCAPES: Readonly<Record<string, { readonly g0: G0 } | { readonly g1: string }>> = {
  '(B': { g0: 'ascii' },
  '(J': { g0: 'ascii' },
  $B: { g0: 'jis-x-0208' },
  '$@': { g0: 'jis-x-0208' },
  '$(D': { g0: 'jis-x-0212' },
  ')I': { g1: 'shift_jis' },
  '-A': { g1: 'iso-8859-1' },
  '-B': { g1: 'iso-8859-2' },
  '-C': { g1: 'iso-8859-3' },
  '-D': { g1: 'iso-8859-4' },
  '-F': { g1: 'iso-8859-7' },
  '-G': { g1: 'iso-8859-6' },
  '-H': { g1: 'iso-8859-8' },
  '-L': { g1: 'iso-8859-5' },
  '-M': { g1: 'iso-8859-9' },
  '-T': { g1: 'windows-874' },
  '-b': { g1: 'iso-8859-15' },
  '$)C': { g1: 'euc-kr' },
  '$)A': { g1: 'gbk' },
};

type G0 = 'ascii' | 'jis-x-0208' | 'jis-x-0212';

const ESC = 0x1b;
/** Delimiters at which every set falls back to the first one: LF, FF, CR, backslash, ^ and = (PS3.5 6.1.2.5.3). */
const RESETS = new Set([0x0a, 0x0c, 0x0d, 0x5c, 0x5e, 0x3d]);

const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

function decodeAs(label: string, bytes: Uint8Array): string {
  let decoder = decoders.get(label);
  if (decoder === undefined) {
    decoder = new TextDecoder(label);
    decoders.set(label, decoder);
  }
  return decoder.decode(bytes);
}

const isAscii = (bytes: Uint8Array): boolean => {
  for (const byte of bytes) if (byte > 0x7f || byte === ESC) return false;
  return true;
};

/** Files without a declared set that hold high bytes: UTF-8 where it is valid (it hardly ever is by chance), else
 * Latin-1, the set that such files mean most often. */
function decodeUndeclared(bytes: Uint8Array): string {
  const text = decodeAs('utf-8', bytes);
  // Each byte that is no UTF-8 gives a sign of its own beside those that are written: told so, and not by an error for
  // each of the hundred thousand parts of a long text.
  return text.includes(REPLACEMENT) && text.split(REPLACEMENT).length - 1 > countReplacements(bytes)
    ? decodeAs('iso-8859-1', bytes)
    : text;
}

/** What stands in a text for bytes that cannot be read; it may be in the bytes themselves. */
const REPLACEMENT = '\ufffd';

function countReplacements(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1)) {
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) count++;
  }
  return count;
}

/** Two-byte 7-bit sets as EUC-JP, which TextDecoder knows: high bits set, and 0x8f before each pair of JIS X 0212. */
function decodeTwoByte(bytes: Uint8Array, set: G0): string {
  const euc: number[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (set === 'jis-x-0212') euc.push(0x8f);
    euc.push((bytes[at] as number) | 0x80, (bytes[at + 1] as number) | 0x80);
  }
  return decodeAs('euc-jp', Uint8Array.from(euc));
}

function escapeAt(bytes: Uint8Array, at: number): { readonly name: string; readonly length: number } | null {
  for (const length of [2, 3]) {
    const name = String.fromCharCode(...bytes.subarray(at + 1, at + 1 + length));
    if (name in ESCAPES) return { name, length: length + 1 };
  }
  return null;
}

function decodeExtended(bytes: Uint8Array, firstG1: string | null): string {
  let text = '';
  let g0: G0 = 'ascii';
  let g1 = firstG1;
  let start = 0;
  const flush = (end: number) => {
    if (end === start) return;
    const part = bytes.subarray(start, end);
    if (g0 !== 'ascii') text += decodeTwoByte(part, g0);
    else text += g1 === null ? decodeUndeclared(part) : decodeAs(g1, part);
    start = end;
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === ESC) {
      flush(at);
      const found = escapeAt(bytes, at);
      const set = found === null ? undefined : ESCAPES[found.name];
      if (set !== undefined && 'g0' in set) g0 = set.g0;
      else if (set !== undefined) g1 = set.g1;
      start = at + (found?.length ?? 1);
      at = start - 1;
    } else if (g0 === 'ascii' && RESETS.has(byte)) {
      flush(at + 1);
      g1 = firstG1;
    }
  }
  flush(bytes.length);
  return text;
}

/** The label of the set that a value starts in; null is the default repertoire. Terms are often misspelt. */
function initialLabel(term: string): string | null {
  const plain = term.toUpperCase().replace(/^ISO[ _-](2022[ _-])?IR[ _-]/, 'ISO_IR ');
  return LABELS[plain] ?? null;
}

/** Sets that know no code extensions (PS3.3 C.12.1.1.2): bytes that look like a delimiter may be half of a character. */
const WITHOUT_EXTENSIONS = new Set(['utf-8', 'gb18030']);

/**
 * Bytes of a text element to Unicode.
 * @param characterSets values of (0008,0005), empty for the default repertoire
 */
export function decodeText(bytes: Uint8Array, characterSets: readonly string[]): string {
  if (isAscii(bytes)) return decodeAs('utf-8', bytes);
  const first = characterSets[0]?.trim() ?? '';
  const label = initialLabel(first);
  if (label !== null && WITHOUT_EXTENSIONS.has(label)) return decodeAs(label, bytes);
  if (characterSets.length > 1 || bytes.includes(ESC)) return decodeExtended(bytes, label);
  return label === null ? decodeUndeclared(bytes) : decodeAs(label, bytes);
}
