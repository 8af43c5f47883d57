// What a structure's name says: its side, its partner on the other side, and the TG-263 name that was probably meant.

import { findTg263, tg263Names } from '../terminology/index.ts';

export type Side = 'left' | 'right';

const LEFT = /(^|[_\s.-])(l|lt|left)(?=$|[_\s.-])/i;
const RIGHT = /(^|[_\s.-])(r|rt|right)(?=$|[_\s.-])/i;

/** The side that a name states; null for none, or for both. */
export function laterality(name: string): Side | null {
  const [isLeft, isRight] = [LEFT.test(name), RIGHT.test(name)];
  return isLeft === isRight ? null : isLeft ? 'left' : 'right';
}

/** A name without its side: equal for both of a pair. */
export const sidelessName = (name: string): string =>
  name
    .replace(LEFT, '$1')
    .replace(RIGHT, '$1')
    .replaceAll(/[_\s.-]+/g, '_')
    .toLowerCase();

export const isBodyName = (name: string, interpretedType: string): boolean =>
  interpretedType === 'EXTERNAL' || /^(body|external|skin)$/i.test(name);

/** Words of other languages, sites and habits, and what TG-263 calls them. */
const WORDS: Readonly<Record<string, string>> = {
  cord: 'spinalcord',
  myelon: 'spinalcord',
  spinal: 'spinalcord',
  mandible: 'bonemandible',
  oesophagus: 'esophagus',
  gullet: 'esophagus',
  stem: 'brainstem',
  body: 'external',
  skin: 'external',
  outline: 'external',
  submandibular: 'glndsubmand',
  submandibulargland: 'glndsubmand',
  smg: 'glndsubmand',
  thyroid: 'glndthyroid',
  parotidgland: 'parotid',
  chiasm: 'opticchiasm',
  opticnerve: 'opticnrv',
  oralcavity: 'cavityoral',
  windpipe: 'trachea',
};

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Number of changes of a letter between two words; more than `limit` comes back as `limit` + 1. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let p = 1; p <= a.length; p++) {
    const next = [p];
    for (let q = 1; q <= b.length; q++) {
      const swap = (row[q - 1] as number) + (a[p - 1] === b[q - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[q] as number) + 1, (next[q - 1] as number) + 1));
    }
    row = next;
    if (Math.min(...row) > limit) return limit + 1;
  }
  return row[b.length] as number;
}

/** Dose levels are four digits of cGy in TG-263: PTV70 is PTV_7000. */
function targetName(name: string): string | null {
  const match = /^(ptv|ctv|gtv|itv)[_\s-]*(\d{2,4}(?:[.,]\d)?)(?:\s*(?:c?gy))?$/i.exec(name.trim());
  if (match === null) return null;
  const level = Number((match[2] as string).replace(',', '.'));
  const centigray = level < 200 ? Math.round(level * 100) : level;
  return `${(match[1] as string).toUpperCase()}_${centigray.toString()}`;
}

/** True for names that TG-263 builds by rule: targets with a dose level. */
const isTargetByRule = (name: string): boolean =>
  /^(PTV|CTV|GTV|ITV)(_(High|Mid|Low)\d*|n|p|sb|par|v|vas)?\d*(_\d{3,5})?$/.test(name);

export const isTg263 = (name: string): boolean =>
  findTg263(name) !== null || isTargetByRule(name) || (name.startsWith('z') && name.length > 1);

const wordOf = (name: string, side: Side | null): string => {
  const base = side === null ? name : name.replace(LEFT, '$1').replace(RIGHT, '$1');
  const word = plain(base);
  return `${WORDS[word] ?? word}${side === null ? '' : side === 'left' ? 'l' : 'r'}`;
};

const suggestions = new Map<string, string | null>();
let plainNames: readonly (readonly [string, string])[] | null = null;

function search(name: string): string | null {
  const target = targetName(name);
  if (target !== null) return target;
  const word = wordOf(name, laterality(name.replaceAll(/(?<=[a-z])(?=[LR]t?$)/g, '_')));
  if (word === '') return null;
  plainNames ??= tg263Names().map((known) => [plain(known), known] as const);
  const same = plainNames.find(([known]) => known === word);
  if (same) return same[1];
  const limit = word.length < 6 ? 1 : 2;
  let best: readonly [number, string] | null = null;
  for (const [known, full] of plainNames) {
    // The last letter of a paired name is its side: never guessed.
    if (known.at(-1) !== word.at(-1)) continue;
    const changes = distance(word, known, limit);
    if (changes <= limit && (best === null || changes < best[0])) best = [changes, full];
  }
  return best?.[1] ?? null;
}

/** The TG-263 name that a name probably stands for; null: none comes near. */
export function suggestTg263(name: string): string | null {
  const known = suggestions.get(name);
  if (known !== undefined) return known;
  const found = search(name);
  suggestions.set(name, found);
  return found;
}
