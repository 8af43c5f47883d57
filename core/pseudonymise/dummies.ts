// Values that stand for a real one: right for their type, and the same for everybody (PS3.15 E.1, action D).

const TEXTS: Readonly<Record<string, string>> = {
  AE: 'REMOVED',
  AS: '000D',
  CS: 'REMOVED',
  DA: '19000101',
  DS: '0',
  DT: '19000101000000',
  IS: '0',
  LO: 'REMOVED',
  LT: 'REMOVED',
  PN: 'REMOVED',
  SH: 'REMOVED',
  ST: 'REMOVED',
  TM: '000000',
  UC: 'REMOVED',
  UR: 'urn:removed',
  UT: 'REMOVED',
};

/** Coded values whose defined terms leave no other. */
const TERMS: ReadonlyMap<number, string> = new Map([[0x04000565, 'COERCE']]);

const BINARY_BYTES: Readonly<Record<string, number>> = {
  FD: 8,
  OD: 8,
  OV: 8,
  SV: 8,
  UV: 8,
  US: 2,
  SS: 2,
  OB: 2,
  OW: 2,
  UN: 2,
};
const OTHER_BYTES = 4;

/** Text of the default repertoire as a value of even length: UIDs end in a zero byte, other text in a space. */
export function textBytes(vr: string, text: string): Uint8Array {
  const bytes = new Uint8Array(text.length + (text.length % 2)).fill(vr === 'UI' ? 0 : 0x20);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** The dummy of an attribute: zero for numbers, one word for text. */
export function dummyBytes(tag: number, vr: string): Uint8Array {
  const text = TERMS.get(tag) ?? TEXTS[vr];
  return text === undefined ? new Uint8Array(BINARY_BYTES[vr] ?? OTHER_BYTES) : textBytes(vr, text);
}
