// Damage to files as disks, networks, half-finished exports and ill-meaning people do it. The same seed and number give
// the same damage.

import { gunzipSync, gzipSync } from 'node:zlib';
import { seededRandom } from './seeded-random.ts';

type Random = () => number;
type Mutator = (
  bytes: Buffer<ArrayBufferLike>,
  random: Random,
  other: Buffer<ArrayBufferLike>,
) => Buffer<ArrayBufferLike>;

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const below = (random: Random, limit: number): number => Math.floor(random() * Math.max(1, limit));

/** Headers are where damage does most: half of all places lie in the first kilobyte. */
const place = (random: Random, length: number): number =>
  random() < 0.5 ? below(random, Math.min(length, 1024)) : below(random, length);

/** Sizes at which arithmetic, signs and allocations break. */
const NUMBERS = [
  0, 1, 2, 3, 7, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];
const WORDS = [
  '0',
  '-1',
  '1e308',
  'nan',
  '-inf',
  '99999999999',
  '2147483648',
  '0.0',
  '',
  '3 3',
  '../../etc/passwd',
  'LIST',
  '%s%n',
];

const flipBytes: Mutator = (bytes, random) => {
  for (let n = 1 + below(random, 8); n > 0; n--) bytes[place(random, bytes.length)] = below(random, 256);
  return bytes;
};

const flipBit: Mutator = (bytes, random) => {
  const at = place(random, bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
  return bytes;
};

const cut: Mutator = (bytes, random) => bytes.subarray(0, place(random, bytes.length));

const fill: Mutator = (bytes, random) => {
  const from = place(random, bytes.length);
  return bytes.fill(pick(random, [0, 0xff, 0x20]), from, Math.min(bytes.length, from + 1 + below(random, 600)));
};

const setNumber: Mutator = (bytes, random) => {
  const width = pick(random, [2, 4]);
  if (bytes.length < 4) return bytes;
  const at = place(random, bytes.length - 3);
  const value = pick(random, NUMBERS) % 2 ** (8 * width);
  if (random() < 0.8) bytes.writeUIntLE(value, at, width);
  else bytes.writeUIntBE(value, at, width);
  return bytes;
};

/** Places at which an explicit DICOM value representation stands. */
function representations(bytes: Buffer): number[] {
  const places: number[] = [];
  const isLetter = (byte: number | undefined) => byte !== undefined && byte >= 0x41 && byte <= 0x5a;
  for (let at = 132; at < Math.min(bytes.length - 10, 20_000); at++) {
    if (isLetter(bytes[at]) && isLetter(bytes[at + 1]) && bytes[at - 1] !== undefined && !isLetter(bytes[at - 1]))
      places.push(at);
  }
  return places;
}

/** Length field, value representation or first bytes of the value of one DICOM element. */
const breakElement: Mutator = (bytes, random) => {
  const places = representations(bytes);
  if (places.length === 0) return setNumber(bytes, random, bytes);
  const at = pick(random, places);
  const isLong = /OB|OD|OF|OL|OV|OW|SQ|UC|UN|UR|UT/.test(bytes.toString('latin1', at, at + 2));
  const choice = random();
  if (choice < 0.45) {
    if (isLong) bytes.writeUInt32LE(pick(random, NUMBERS), at + 4);
    else bytes.writeUInt16LE(pick(random, NUMBERS) & 0xffff, at + 2);
  } else if (choice < 0.6) bytes.write(pick(random, ['SQ', 'UN', 'OB', 'DS', 'US', 'XX', 'UT', 'FL']), at, 'latin1');
  else bytes.writeUInt16LE(pick(random, NUMBERS) & 0xffff, at + (isLong ? 8 : 4));
  return bytes;
};

/** A number or word of a text header by another one. */
const setWord: Mutator = (bytes, random) => {
  const head = bytes.toString('latin1', 0, Math.min(bytes.length, 2000));
  const words = [...head.matchAll(/[-+.\w]+/g)];
  if (words.length === 0) return bytes;
  const { 0: word, index } = pick(random, words);
  const parts = [bytes.subarray(0, index), Buffer.from(pick(random, WORDS)), bytes.subarray(index + word.length)];
  return Buffer.concat(parts);
};

const splice: Mutator = (bytes, random, other) => {
  const from = place(random, other.length);
  const piece = other.subarray(from, from + 1 + below(random, 2000));
  const at = place(random, bytes.length);
  const removed = random() < 0.5 ? piece.length : 0;
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + removed)]);
};

const remove: Mutator = (bytes, random) => {
  const at = place(random, bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 300))]);
};

const repeat: Mutator = (bytes, random) => {
  const at = place(random, bytes.length);
  const piece = bytes.subarray(at, at + 1 + below(random, 64));
  const times = random() < 0.1 ? 20_000 : 1 + below(random, 50);
  return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: times }, () => piece), bytes.subarray(at)]);
};

const MUTATORS: Readonly<Record<string, Mutator>> = {
  flipBytes,
  flipBit,
  cut,
  fill,
  setNumber,
  splice,
  remove,
  repeat,
};
const DICOM: Readonly<Record<string, Mutator>> = { ...MUTATORS, breakElement, breakElementAgain: breakElement };
const TEXT: Readonly<Record<string, Mutator>> = { ...MUTATORS, setWord, setWordAgain: setWord };

export type MutatedFormat = 'dicom' | 'nifti' | 'nrrd';

const mutatorsOf = (format: MutatedFormat) => (format === 'dicom' ? DICOM : format === 'nrrd' ? TEXT : MUTATORS);

export interface SeedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Mutation {
  /** Name of the file that it was made of. */
  readonly name: string;
  readonly bytes: Buffer;
  /** What was done, for the report. */
  readonly what: string;
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Damage number `index`: one kind of damage, often a second and a third. Half of the damage to a gzipped file is done
 * to what is in it. */
export function mutate(format: MutatedFormat, files: readonly SeedFile[], seed: number, index: number): Mutation {
  const random = seededRandom(seed ^ Math.imul(index + 1, 0x9e3779b1));
  const { name, bytes } = files[index % files.length] as SeedFile;
  const other = pick(random, files).bytes;
  const mutators = mutatorsOf(format);
  const isInside = isGzip(bytes) && random() < 0.5;
  let damaged: Buffer<ArrayBufferLike> = Buffer.from(isInside ? gunzipSync(bytes) : bytes);
  const names: string[] = isInside ? ['inside gzip'] : [];
  for (let again = true; again; again = random() < 0.3) {
    const kind = pick(random, Object.keys(mutators));
    damaged = (mutators[kind] as Mutator)(damaged, random, other);
    names.push(kind);
  }
  return { name, bytes: isInside ? gzipSync(damaged, { level: 1 }) : damaged, what: names.join(' + ') };
}
