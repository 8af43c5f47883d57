// Names of targets by the guiding principles of the TG-263 report (8.2): each concept has its place, none may be left
// over. What a department adds for itself stands behind a ^.

import { findTg263, type Tg263Structure, tg263Names } from './tg263.ts';

/** Longest name that every planning system keeps (TG-263 report, 7.2). */
export const MAX_NAME_LETTERS = 16;

/** Four times what DICOM allows (LO, PS3.5 6.2). Of a longer name, which only a damaged file has, no rule is asked: a pattern
 * that tries each of its places would take minutes. */
export const LONGEST_READ_NAME = 256;

export interface TargetParts {
  readonly type: string;
  /** n nodal, p primary, sb surgical bed, par parenchyma, v venous thrombosis, vas vascular. */
  readonly classifier: string | null;
  /** Of several of one kind. */
  readonly number: number | null;
  /** Modalities with the number of the image in its sequence, as CT1PT1. */
  readonly imaging: string | null;
  /** The structure of the table that the target lies in or is named for. */
  readonly structure: string | null;
  /** Of the whole course; of one fraction where their number is stated. */
  readonly doseCgy: number | null;
  /** High, Mid or Low, with a number where there are several. */
  readonly doseLevel: string | null;
  readonly fractions: number | null;
  /** `-05`: cropped back from the skin, mm. */
  readonly skinMm: number | null;
  /** `PTV!`: without what a volume of higher dose has. */
  readonly isCropped: boolean;
}

const HEAD = '(IGTV|ICTV|GTV|CTV|ITV|PTV(?:!)?)(vas|par|sb|n|p|v)?(1\\d|[1-9])?';
const IMAGING = '(?:CT|PT|MR|SP)\\d{0,2}(?:(?:CT|PT|MR|SP)\\d{0,2})?';
const LEVEL = 'High|Low|Mid(?:\\d{2})?';
/** In cGy without a unit, else in Gy; no dose is none. */
const DOSE = '(?!0+(?:[.p]0+)?(?:Gy|x|-|$))(?:\\d{3,5}|\\d{1,3}(?:[.p]\\d{1,2})?Gy)';
/** Fractions, and mm from the skin: 00 would be neither. */
const FRACTIONS = '(?!0+(?:-|$))\\d{1,2}';
const SKIN = '(?!00)\\d{2}';
const TAIL = `(?:_(?:(${LEVEL})|(${DOSE})(?:x(${FRACTIONS}))?))?(?:-(${SKIN}))?$`;
const TARGET = new RegExp(`^${HEAD}(?:_(${IMAGING}))?((?:_[A-Za-z0-9]+)*?)${TAIL}`);
/** With underscores left out, from the left to the right: principle 10. */
const SHORTENED = new RegExp(
  `^${HEAD}_?(${IMAGING})?_?([A-Za-z][A-Za-z0-9_]*?)?_?(?:(${LEVEL})|(${DOSE})(?:x(${FRACTIONS}))?)?(?:-(${SKIN}))?$`,
);

function centigray(text: string): number {
  return text.endsWith('Gy') ? Math.round(Number(text.slice(0, -2).replace('p', '.')) * 100) : Number(text);
}

const isOrgan = (structure: Tg263Structure | null): boolean => structure !== null && structure.kind !== 'Target';

/** A structure of the table; one that it has as a whole may have a side (the report's `PTVLiverR_2000x3`). */
const isIndicator = (name: string): boolean =>
  isOrgan(findTg263(name)) || isOrgan(findTg263(name.replace(/_[LR]$/, '')));

/** The name without as many underscores, from the left, as are too many for it. */
export function shortenTarget(name: string): string {
  let short = name;
  while (short.length > MAX_NAME_LETTERS && short.includes('_')) short = short.replace('_', '');
  return short;
}

let byLetters: ReadonlyMap<string, string> | null = null;

function spelledOut(letters: string): string | null {
  byLetters ??= new Map(
    tg263Names()
      .filter(isIndicator)
      .map((name) => [name.replaceAll('_', ''), name]),
  );
  const bare = letters.replaceAll('_', '');
  const whole = byLetters.get(bare.replace(/[LR]$/, ''));
  return byLetters.get(bare) ?? (whole === undefined ? null : `${whole}_${bare.slice(-1)}`);
}

/** The whole name of a target that was shortened by principle 10; null where it was not. */
function expandTarget(name: string): string | null {
  const match = SHORTENED.exec(name);
  if (match === null) return null;
  const [, type = '', classifier = '', number = '', imaging, letters, level, dose, fractions, skin] = match;
  const structure = letters === undefined ? null : spelledOut(letters);
  if (letters !== undefined && structure === null) return null;
  const words = [
    imaging,
    structure,
    level,
    dose === undefined ? undefined : `${dose}${fractions ? `x${fractions}` : ''}`,
  ];
  const whole = [`${type}${classifier}${number}`, ...words.filter((word) => word !== undefined && word !== null)].join(
    '_',
  );
  const full = skin === undefined ? whole : `${whole}-${skin}`;
  return full.length > MAX_NAME_LETTERS && shortenTarget(full) === name ? full : null;
}

/** The parts of a target's name without its custom part; null where it is none by the principles. */
export function parseTarget(name: string): TargetParts | null {
  const match = TARGET.exec(name);
  const [, type = '', classifier, number, imaging, middle = '', level, dose, fractions, skin] = match ?? [];
  const structure = middle === '' ? null : middle.slice(1);
  if (match === null || (structure !== null && !isIndicator(structure))) {
    const full = expandTarget(name);
    return full === null ? null : parseTarget(full);
  }
  return {
    type: type.replace('!', ''),
    classifier: classifier ?? null,
    number: number === undefined ? null : Number(number),
    imaging: imaging ?? null,
    structure,
    doseCgy: dose === undefined ? null : centigray(dose),
    doseLevel: level ?? null,
    fractions: fractions === undefined ? null : Number(fractions),
    skinMm: skin === undefined ? null : Number(skin),
    isCropped: type.endsWith('!'),
  };
}

const TYPE = /^(IGTV|ICTV|GTV|CTV|ITV|PTV)/i;

export const startsLikeTarget = (name: string): boolean => TYPE.test(name);

/** Dose levels are centigray in TG-263: PTV70 is PTV_7000. */
function doseOf(text: string, unit: string | undefined): string {
  const level = Number(text.replace(',', '.'));
  const isCentigray = unit === undefined ? level >= 200 : unit.toLowerCase() === 'cgy';
  return Math.round(isCentigray ? level : level * 100).toString();
}

const CLASSIFIER_WORDS: Readonly<Record<string, string>> = { primary: 'p', nodal: 'n', nodes: 'n', node: 'n' };
const titled = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1).toLowerCase()}`;

/** What stands between the type and the dose, in its place; null: nobody can say where it belongs. */
function placed(middle: string, indicatorOf: (word: string) => string | null): { head: string; own: string } | null {
  const [whole = '', signs = ''] = /^(!?(?:vas|par|sb|n|p|v)?(?:1\d|[1-9])?)(?:[_\s-]+|$)/.exec(middle) ?? [];
  const left = middle
    .slice(whole.length)
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  if (left === '') return { head: signs, own: '' };
  const classifier = CLASSIFIER_WORDS[left.toLowerCase()];
  if (signs === '' && (classifier !== undefined || /^(?:1\d|[1-9])$/.test(left))) {
    return { head: classifier ?? left, own: '' };
  }
  const known = new RegExp(`^${IMAGING}$`).test(left) ? left : indicatorOf(left);
  if (known !== null) return { head: `${signs}_${known}`, own: '' };
  // A word that starts with a digit, or one of dose, is no name of a department's own.
  return /^\d|\d{3}|high|low|mid|TV/i.test(left) ? null : { head: signs, own: `^${left}` };
}

/**
 * The target that a wrong name probably stands for: its words put into their places, a word that no rule knows behind a
 * `^`. Null where the name starts with no type of target, or a part of it would be lost.
 * @param indicatorOf what the table calls a word
 */
export function suggestTarget(name: string, indicatorOf: (word: string) => string | null): string | null {
  const cropped = /^([A-Za-z]*PTV)([^!]*)!$/i.exec(name.trim());
  const wanted = cropped === null ? name.trim() : `${cropped[1]}!${cropped[2]}`;
  const [type] = TYPE.exec(wanted) ?? [];
  if (type === undefined) return null;
  const rest = wanted.slice(type.length);
  const skin = /-\s*(\d{1,2})\s*(?:mm)?$/.exec(rest);
  const inner = skin === null ? rest : rest.slice(0, skin.index);
  const dose = /[_\s-]*(\d{2,5}(?:[.,]\d{1,2})?)\s*(c?gy)?$/i.exec(inner);
  const level = /[_\s-]*(high|low|mid)(\d{2})?$/i.exec(inner);
  const tail = dose ?? level;
  const place = placed(tail === null ? inner : inner.slice(0, tail.index), indicatorOf);
  if (place === null) return null;
  const high = level === null ? '' : `_${titled(level[1] as string)}${level[2] ?? ''}`;
  const end = dose === null ? high : `_${doseOf(dose[1] as string, dose[2])}`;
  const crop = skin === null ? '' : `-${(skin[1] as string).padStart(2, '0')}`;
  const target = shortenTarget(`${type.toUpperCase()}${place.head}${end}${crop}`);
  const found = target + place.own;
  return found === name || found.length > MAX_NAME_LETTERS || parseTarget(target) === null ? null : found;
}
