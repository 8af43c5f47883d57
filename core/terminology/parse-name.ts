// The nomenclature of AAPM TG-263 as a grammar: what each part of a structure's name says, and which rule a wrong name
// breaks.

import { LONGEST_READ_NAME, MAX_NAME_LETTERS, parseTarget, startsLikeTarget, type TargetParts } from './target-name.ts';
import { findTg263, type Tg263Structure, tg263Names } from './tg263.ts';

export { MAX_NAME_LETTERS, type TargetParts } from './target-name.ts';

export interface NameFault {
  readonly rule:
    | 'empty'
    | 'too-long'
    | 'space'
    | 'character'
    | 'not-unique'
    | 'unknown-base'
    | 'spelling'
    | 'side-missing'
    | 'side-form'
    | 'prv-form'
    | 'target-form'
    | 'dose-form'
    | 'partial-form'
    | 'helper-form';
  /** One sentence: what is wrong and what the rule asks. */
  readonly message: string;
}

export interface NameParts {
  /** Target, structure of the table, helper that is not to be evaluated; unknown: none of them. */
  readonly kind: 'target' | 'structure' | 'helper' | 'unknown';
  /** The name of the table without side, margin and signs; of a target GTV, CTV, ITV, IGTV, ICTV or PTV. */
  readonly base: string;
  readonly category: string | null;
  readonly side: 'left' | 'right' | null;
  /** Of a planning organ at risk volume, mm; 0: one that states none; null: it is none. */
  readonly prvMm: number | null;
  /** `~`: only a part of the structure was contoured. */
  readonly isPartial: boolean;
  /** Stands for a left and a right one, as Lungs. */
  readonly isPlural: boolean;
  readonly target: TargetParts | null;
  /** What follows a `^`: the department's own. */
  readonly custom: string | null;
  /** Entry of the table from which a code may be taken; null: there is none. */
  readonly entry: Tg263Structure | null;
}

const sideOf = (name: string): 'left' | 'right' | null =>
  /_L(?:_|$)/.test(name) ? 'left' : /_R(?:_|$)/.test(name) ? 'right' : null;

const noTarget = { target: null, custom: null, isPartial: false, isPlural: false, prvMm: null } as const;

function isPlural(name: string): boolean {
  if (!name.endsWith('s')) return false;
  return findTg263(`${name.slice(0, -1)}_L`) !== null || findTg263(name.slice(0, -1)) !== null;
}

interface Margin {
  /** The name without the margin. */
  readonly organ: string;
  readonly prvMm: number | null;
}

/** `Brainstem_PRV03`, `Retina_PRV05_L`: behind the structure and before its side (7.2, principles 7 and 10). */
function withoutMargin(name: string): Margin {
  const match = /^(.+)_PRV(\d{1,2})?(_[LR])?$/.exec(name);
  if (match === null) return { organ: name, prvMm: null };
  const [, root = '', digits = '', side = ''] = match;
  // One digit is for names that two would make too long.
  const isTooShort = digits.length === 1 && name.length < MAX_NAME_LETTERS;
  if (isTooShort || /_[LR]$/.test(root)) return { organ: name, prvMm: null };
  return { organ: `${root}${side}`, prvMm: Number(digits) };
}

/**
 * The planning organ at risk volume of a structure: `SpinalCord_PRV05` for 5 mm, with one digit where two are too long; a
 * side comes last.
 * @param prvMm uniform margin in mm; 0: it is not stated
 */
export function prvName(name: string, prvMm: number): string {
  const [, root = name, side = ''] = /^(.+?)(_[LR])?$/.exec(name) ?? [];
  const digits = prvMm === 0 ? '' : Math.round(prvMm).toString().padStart(2, '0');
  const long = `${root}_PRV${digits}${side}`;
  return long.length > MAX_NAME_LETTERS && digits.startsWith('0') ? `${root}_PRV${digits.slice(1)}${side}` : long;
}

/** `Brain~`, `Lung~_L`: behind the root (7.2, principle 11). */
const withoutTilde = (name: string): string | null => {
  const match = /^([^~]+)~((?:_PRV\d{0,2})?(?:_[LR])?)$/.exec(name);
  return match === null || /_[LR]$/.test(match[1] as string) ? null : `${match[1]}${match[2]}`;
};

/**
 * What the parts of a name say. Nothing is corrected: `PTV70` or `parotid_l` come back as unknown.
 * @param name as it stands in the structure set
 */
export function parseName(name: string): NameParts {
  const caret = name.indexOf('^');
  const custom = caret < 0 ? null : name.slice(caret + 1);
  const plain = caret < 0 ? name : name.slice(0, caret);
  if (/^[z_]./.test(plain)) {
    return { ...parseName(plain.slice(1).replace(/^_/, '')), kind: 'helper', entry: null, custom };
  }
  const target = parseTarget(plain);
  if (target !== null) {
    const entry = findTg263(plain);
    const { type: base } = target;
    const side = sideOf(target.structure ?? '');
    return { ...noTarget, kind: 'target', base, category: 'Target', side, target, custom, entry };
  }
  const unmarked = withoutTilde(plain);
  const whole = unmarked ?? plain;
  const { organ, prvMm } = withoutMargin(whole);
  const entry = findTg263(whole);
  const known = entry ?? findTg263(organ);
  return {
    ...noTarget,
    kind: known === null ? 'unknown' : 'structure',
    base: organ.replace(/_[LR]$/, ''),
    category: known?.category ?? null,
    side: sideOf(organ),
    prvMm,
    isPartial: unmarked !== null,
    isPlural: known !== null && isPlural(organ),
    custom,
    // A part of an organ is not the organ, nor is its margin: their codes would say so.
    entry: unmarked === null ? entry : null,
  };
}

let byFolded: ReadonlyMap<string, string> | null = null;

/** The name of the table that differs in case alone. */
export function sameButCase(name: string): string | null {
  byFolded ??= new Map(tg263Names().map((known) => [known.toLowerCase(), known]));
  const found = byFolded.get(name.toLowerCase()) ?? null;
  return found === name ? null : found;
}

function faultsOfTarget(name: string): NameFault[] {
  if (/^[A-Z]+\d*[_ -]?\d{2}(?:[.,]\d+)?(?:\s*gy)?$/i.test(name)) {
    return [
      { rule: 'dose-form', message: 'A dose level follows an underscore, in cGy or with Gy: PTV_7000, PTV_50.4Gy.' },
    ];
  }
  return [
    {
      rule: 'target-form',
      message:
        'Behind GTV, CTV, ITV, IGTV, ICTV, PTV or PTV! come in this order: n, p, sb, par, v or vas; a number; _ and imaging; _ and a structure of the table; _ and High, Mid, Low or a dose; - and mm from the skin; ^ and anything of your own.',
    },
  ];
}

const tooLong: NameFault = { rule: 'too-long', message: `A name has up to ${MAX_NAME_LETTERS} characters.` };

const spelledWrong = (message: string): NameFault[] => [{ rule: 'spelling', message }];

function faultsOfMargin(name: string): NameFault[] {
  if (!/prv/i.test(name)) return [];
  const side = /^(.+)_([LR])_PRV(\d{0,2})$/.exec(name);
  const message =
    side !== null && findTg263(`${side[1]}_${side[2]}`) !== null
      ? `The side comes last, behind the margin: ${side[1]}_PRV${side[3]}_${side[2]}.`
      : 'A margin is written _PRV, or _PRV and mm in two digits, as in Brainstem_PRV03; one where two are too long.';
  const isForm = side === null && /_PRV(?:\d{2})?(?:_[LR])?$/.test(name);
  return isForm ? [] : [{ rule: 'prv-form', message }];
}

function faultsOfStructure(name: string): NameFault[] {
  if (sameButCase(name) !== null) return spelledWrong('Large and small letters are not as in the table.');
  const margin = faultsOfMargin(name);
  if (margin.length > 0) return margin;
  if (name.includes('~')) {
    return [{ rule: 'partial-form', message: 'The sign ~ of a part follows the root of the name, as in Lung~_L.' }];
  }
  const bare = name.replace(/_PRV\d{0,2}(?=_[LR]$|$)/, '');
  if (findTg263(`${bare}_L`) !== null) {
    return [{ rule: 'side-missing', message: 'The table has it with a side: _L or _R comes last.' }];
  }
  const side = /^(.*?)[ _-]*(?:lt|rt|left|right|l|r)$/i.exec(bare);
  if (side !== null && findTg263(`${side[1]}_L`) !== null) {
    return [{ rule: 'side-form', message: 'A side is written _L or _R at the end.' }];
  }
  return [{ rule: 'unknown-base', message: 'It is no name of the table; a leading z sets helper structures apart.' }];
}

/** Which rules of TG-263 a name breaks, the gravest first; none: it is right. Duplicates are found by `checkNames`. */
export function checkName(name: string): NameFault[] {
  if (name.trim() === '') return [{ rule: 'empty', message: 'The structure has no name.' }];
  if (name.length > LONGEST_READ_NAME) return [tooLong];
  const faults: NameFault[] = [];
  const parts = parseName(name);
  if (/\s/.test(name)) faults.push({ rule: 'space', message: 'A name has no spaces; an underscore parts its words.' });
  else if (!/^[A-Za-z0-9_~!^+-]+$/.test(name.replace(/(\d)\.(\d+Gy)/, '$1$2'))) {
    faults.push({
      rule: 'character',
      message: 'A name has letters, digits and the signs _ ~ ! ^ - + alone, and a point within a dose in Gy.',
    });
  }
  if (/\^(?:$|.*\^)/.test(name)) {
    faults.push({ rule: 'character', message: 'One ^ parts off what is your own, and something stands behind it.' });
  }
  if (parts.kind === 'helper' && /^[z_][^A-Za-z0-9_]/.test(name)) {
    faults.push({ rule: 'helper-form', message: 'Behind the z of a helper structure comes a name.' });
  }
  if (parts.kind === 'unknown') {
    const plain = name.split('^')[0] as string;
    faults.push(...(startsLikeTarget(plain) ? faultsOfTarget(plain) : faultsOfStructure(plain)));
  }
  if ([...name].length > MAX_NAME_LETTERS) faults.push(tooLong);
  return faults;
}

/** The faults of each name, in their order, with those that two of them share: names must differ in more than case. */
export function checkNames(names: readonly string[]): NameFault[][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  return names.map((name) => {
    const faults = checkName(name);
    if ((counts.get(name.toLowerCase()) ?? 0) < 2) return faults;
    return [
      ...faults,
      { rule: 'not-unique', message: 'Another structure has this name, large and small letters apart.' },
    ];
  });
}
