// Which TG-263 name a name probably stands for. A side is read, never guessed: 'Parotid' alone has no suggestion.

import { NAME_ALIASES } from './aliases.ts';
import { checkName, parseName, prvName } from './parse-name.ts';
import { LONGEST_READ_NAME, shortenTarget, suggestTarget } from './target-name.ts';
import { findTg263, tg263Names } from './tg263.ts';

export type Side = 'left' | 'right';

/** A department's own word for a structure. */
export interface SiteAlias {
  readonly alias: string;
  /** What it is called instead; any name, most often one of TG-263. */
  readonly name: string;
}

export interface NameSuggestion {
  readonly name: string;
  /** Why: the department says so, a known other word, the same letters written differently, nearly the same letters, too
   * long, a target with a word that only a ^ may lead. */
  readonly because: 'site' | 'alias' | 'spelling' | 'near' | 'length' | 'own';
}

const LEFT_WORDS: ReadonlySet<string> = new Set(['l', 'lt', 'left', 'li', 'links', 'gauche', 'sin', 'sinister']);
const RIGHT_WORDS: ReadonlySet<string> = new Set([
  'r',
  'rt',
  'right',
  're',
  'rechts',
  'droite',
  'droit',
  'dex',
  'dexter',
]);
/** Words that say nothing about which structure is meant. */
const EMPTY_WORDS: ReadonlySet<string> = new Set([
  'gland',
  'glandula',
  'the',
  'of',
  'organ',
  'oar',
  'auto',
  'ai',
  'contour',
]);
const PAIR_WORDS: ReadonlySet<string> = new Set(['both', 'bilateral', 'bilat', 'bds', 'lr', 'rl']);

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** 'LT PAROTID' -> lt, parotid; 'OpticNrv_L' -> optic, nrv, l; 'ParotidL' -> parotid, l; 'PRV5mm' -> prv, 5, mm. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/[äöüß]/gi, (letter) => UMLAUTS[letter.toLowerCase()] as string)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Za-z])(\d)/g, '$1 $2')
    .replaceAll(/(\d)([A-Za-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

interface Reading {
  readonly side: Side | null;
  readonly isPair: boolean;
  /** Words that name the structure. */
  readonly words: readonly string[];
  /** mm of a planning-risk volume; 0: one without a number; null: none. */
  readonly prvMm: number | null;
}

function read(name: string): Reading {
  let words = wordsOf(name);
  let prvMm: number | null = null;
  const prv = words.indexOf('prv');
  if (prv >= 0) {
    const number = words.findIndex((word, at) => at > prv && /^\d{1,2}$/.test(word));
    prvMm = number < 0 ? 0 : Number(words[number]);
    words = words.filter((word, at) => at !== prv && at !== number && word !== 'mm');
  }
  const isLeft = words.some((word) => LEFT_WORDS.has(word));
  const isRight = words.some((word) => RIGHT_WORDS.has(word));
  const isBoth = isLeft && isRight;
  return {
    side: isBoth ? null : isLeft ? 'left' : isRight ? 'right' : null,
    isPair: isBoth || words.some((word) => PAIR_WORDS.has(word)),
    words: words.filter(
      (word) => !LEFT_WORDS.has(word) && !RIGHT_WORDS.has(word) && !EMPTY_WORDS.has(word) && !PAIR_WORDS.has(word),
    ),
    prvMm,
  };
}

const plainWord = (words: readonly string[]): string => words.join('');

/** Letters changed, added, left out or swapped with their neighbour; more than `limit` comes back as `limit` + 1. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let p = 1; p <= a.length; p++) {
    const next = [p];
    for (let q = 1; q <= b.length; q++) {
      const change = (row[q - 1] as number) + (a[p - 1] === b[q - 1] ? 0 : 1);
      const isSwap = p > 1 && q > 1 && a[p - 1] === b[q - 2] && a[p - 2] === b[q - 1];
      const swap = isSwap ? (before[q - 2] as number) + 1 : change;
      next.push(Math.min(change, swap, (row[q] as number) + 1, (next[q - 1] as number) + 1));
    }
    [before, row] = [row, next];
    if (Math.min(...row) > limit) return limit + 1;
  }
  return row[b.length] as number;
}

/** A name by every rule of TG-263: of the table, or built as the report says (target, margin, part, helper). */
export const isTg263 = (name: string): boolean => checkName(name).length === 0;

interface Known {
  readonly name: string;
  /** Without its side. */
  readonly plain: string;
  /** Stands for a left and a right one. */
  readonly isPair: boolean;
  /** The words in the order of the alphabet: 'Eye Left Lens' and 'Lens Eye Left' are one. */
  readonly sorted: string;
  readonly side: Side | null;
}

/** 'parotids' of 'parotid', 'hippocampi' of 'hippocampus'. */
const isPluralOf = (name: string, single: string): boolean =>
  name === `${single}s` || (single.endsWith('us') && name === `${single.slice(0, -2)}i`);

let known: readonly Known[] | null = null;

function knownNames(): readonly Known[] {
  if (known !== null) return known;
  const names = tg263Names().filter((name) => !name.includes('xx'));
  const lefts = names.filter((name) => name.endsWith('_L')).map((name) => name.slice(0, -2).toLowerCase());
  known = names.map((name) => {
    const side = name.endsWith('_L') ? 'left' : name.endsWith('_R') ? 'right' : null;
    const words = wordsOf(side === null ? name : name.slice(0, -2));
    return {
      name,
      plain: plainWord(words),
      isPair: side === null && lefts.some((left) => isPluralOf(name.toLowerCase(), left)),
      sorted: plainWord([...words].sort()),
      side,
    };
  });
  return known;
}

/** The name of the table for a base and a side; null where the table has none, or the side is missing. */
function withSide(base: string, { side, isPair }: Reading): string | null {
  const options = side !== null ? [`${base}_${side === 'left' ? 'L' : 'R'}`] : isPair ? [`${base}s`, base] : [base];
  return options.find((option) => findTg263(option) !== null) ?? null;
}

function findBase(reading: Reading): NameSuggestion | null {
  const word = plainWord(reading.words);
  if (word === '') return null;
  const alias = NAME_ALIASES[word] ?? NAME_ALIASES[word.replace(/s$/, '')];
  const named = alias === undefined ? null : withSide(alias, reading);
  if (named !== null) return { name: named, because: 'alias' };
  const sameSide = knownNames().filter(({ side }) => side === reading.side);
  const plural = reading.isPair && !word.endsWith('s') ? `${word}s` : word;
  const sorted = plainWord([...reading.words].sort());
  const same =
    sameSide.find(({ plain }) => plain === plural || plain === word) ?? sameSide.find((one) => one.sorted === sorted);
  if (same) return { name: same.name, because: 'spelling' };
  if (word.length < 5) return null;
  const limit = word.length < 8 ? 1 : 2;
  let best: { readonly name: string; readonly changes: number } | null = null;
  let isTie = false;
  for (const { name, plain, isPair } of sameSide) {
    // One letter makes one organ two: 'Parotid' without a side is not 'Parotids'.
    if (isPair && !reading.isPair) continue;
    const changes = distance(word, plain, limit);
    if (changes > limit || (best !== null && changes > best.changes)) continue;
    isTie = best !== null && changes === best.changes;
    best = { name, changes };
  }
  // Two names equally near: guessing one would be worse than saying nothing.
  return best === null || isTie ? null : { name: best.name, because: 'near' };
}

/** A right name that is too long, in the form that the report leaves for it. */
function shorten(name: string): NameSuggestion | null {
  const { kind, prvMm, base, side, custom, isPartial } = parseName(name);
  if (custom !== null || isPartial || (kind !== 'target' && prvMm === null)) return null;
  const short =
    kind === 'target'
      ? shortenTarget(name)
      : prvName(`${base}${side === null ? '' : side === 'left' ? '_L' : '_R'}`, prvMm ?? 0);
  return isTg263(short) ? { name: short, because: 'length' } : null;
}

function search(name: string): NameSuggestion | null {
  if (parseName(name).kind !== 'unknown') return shorten(name);
  const target = suggestTarget(name, (word) => (findTg263(word) ? word : (findBase(read(word))?.name ?? null)));
  if (target !== null) return { name: target, because: target.includes('^') ? 'own' : 'spelling' };
  const partial = /^([^~]+)~$/.exec(name);
  const reading = read(name);
  const base = findBase(reading);
  if (base === null) return null;
  if (partial !== null) {
    const [, root = '', side = ''] = /^(.+?)(_[LR])?$/.exec(base.name) ?? [];
    return { name: `${root}~${side}`, because: 'spelling' };
  }
  return reading.prvMm === null ? base : { ...base, name: prvName(base.name, reading.prvMm) };
}

/** Names whose suggestion is kept: those of a file are asked for again and again. */
const MAX_FOUND = 10_000;
const found = new Map<string, NameSuggestion | null>();

/** How site aliases are compared: case, spaces and signs do not tell them apart. */
const siteKey = (text: string): string => wordsOf(text).join('');

const aliasesByKey = new WeakMap<readonly SiteAlias[], ReadonlyMap<string, SiteAlias>>();

/** The aliases by how they are compared; of equal ones the first. */
function keyed(siteAliases: readonly SiteAlias[]): ReadonlyMap<string, SiteAlias> {
  const kept = aliasesByKey.get(siteAliases);
  if (kept !== undefined) return kept;
  const made = new Map(siteAliases.map((one) => [siteKey(one.alias), one] as const).reverse());
  aliasesByKey.set(siteAliases, made);
  return made;
}

/**
 * The name that a structure should have: what the department calls it, else the TG-263 name that was probably meant.
 * null: none comes near, or it is right as it is.
 * @param siteAliases come before everything else, even before a name of the table
 */
export function suggestName(name: string, siteAliases: readonly SiteAlias[] = []): NameSuggestion | null {
  const site = siteAliases.length === 0 ? undefined : keyed(siteAliases).get(siteKey(name));
  if (site !== undefined) return site.name === name ? null : { name: site.name, because: 'site' };
  if (name.length > LONGEST_READ_NAME || isTg263(name)) return null;
  if (found.size >= MAX_FOUND) found.clear();
  if (!found.has(name)) found.set(name, search(name));
  return found.get(name) ?? null;
}
