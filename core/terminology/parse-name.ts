// The nomenclature of AAPM TG-263 as a grammar: what each part of a structure's name says, and which rule a wrong name
// breaks.

import { findTg263, type Tg263Structure, tg263Names } from './tg263.ts';

/** Longest name that every planning system keeps (TG-263 report, 4.1). */
export const MAX_NAME_LETTERS = 16;

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

export interface TargetParts {
  readonly type: string;
  /** n nodal, p primary, sb surgical bed, par parenchyma, v venous thrombosis, vas vascular. */
  readonly classifier: string | null;
  /** Of several of one kind. */
  readonly number: number | null;
  readonly imaging: string | null;
  /** The structure that the target lies in or is named for. */
  readonly structure: string | null;
  readonly doseCgy: number | null;
  /** High, Mid or Low, with a number where there are several. */
  readonly doseLevel: string | null;
  readonly fractions: number | null;
  /** `-05`: cropped back from the skin, mm. */
  readonly skinMm: number | null;
  /** `!`: cropped so that dose can be evaluated. */
  readonly isCropped: boolean;
}

const TARGET =
  /^(IGTV|ICTV|GTV|CTV|ITV|PTV)(!?)(vas|par|sb|n|p|v)?(1?\d)?((?:_[A-Za-z0-9]+)*?)(?:_(High|Mid|Low)(\d{0,2})|_(\d{3,5})(?:x(\d{1,2}))?)?(-\d{2})?(!?)$/;
const IMAGING = /^(?:CT|PT|MR|SP)\d?(?:CT|PT|MR|SP)?\d?$/;

/** The parts of a target's name; null where it is none by the rules. */
function parseTarget(name: string): TargetParts | null {
  const match = TARGET.exec(name);
  if (match === null) return null;
  const [
    ,
    type = '',
    cropBefore = '',
    classifier,
    number = '',
    middle = '',
    level,
    levelNumber = '',
    dose,
    fractions,
    skin,
    cropAfter = '',
  ] = match;
  const words = middle.split('_').filter((word) => word !== '');
  const imaging = words.find((word) => IMAGING.test(word)) ?? null;
  const rest = words.filter((word) => word !== imaging);
  // A word of digits alone would be a dose in the wrong form.
  if (rest.some((word) => /^\d+$/.test(word))) return null;
  return {
    type,
    classifier: classifier ?? null,
    number: number === '' ? null : Number(number),
    imaging,
    structure: rest.length === 0 ? null : rest.join('_'),
    doseCgy: dose === undefined ? null : Number(dose),
    doseLevel: level === undefined ? null : `${level}${levelNumber}`,
    fractions: fractions === undefined ? null : Number(fractions),
    skinMm: skin === undefined ? null : Number(skin.slice(1)),
    isCropped: cropBefore !== '' || cropAfter !== '',
  };
}

const sideOf = (name: string): 'left' | 'right' | null =>
  /_L(?:_|$)/.test(name) ? 'left' : /_R(?:_|$)/.test(name) ? 'right' : null;

const noTarget = { target: null, custom: null, isPartial: false, isPlural: false, prvMm: null } as const;

function isPlural(name: string): boolean {
  if (!name.endsWith('s')) return false;
  return findTg263(`${name.slice(0, -1)}_L`) !== null || findTg263(name.slice(0, -1)) !== null;
}

/**
 * What the parts of a name say. Nothing is corrected: `PTV70` or `parotid_l` come back as unknown.
 * @param name as it stands in the structure set
 */
export function parseName(name: string): NameParts {
  const caret = name.indexOf('^');
  const custom = caret < 0 ? null : name.slice(caret + 1);
  const plain = caret < 0 ? name : name.slice(0, caret);
  if (plain.startsWith('z') && plain.length > 1) {
    const inner = plain.slice(1);
    return { ...parseName(inner.startsWith('_') ? inner.slice(1) : inner), kind: 'helper', entry: null, custom };
  }
  const target = parseTarget(plain);
  if (target !== null) {
    const entry = findTg263(plain);
    const { type: base } = target;
    return { ...noTarget, kind: 'target', base, category: 'Target', side: sideOf(plain), target, custom, entry };
  }
  const isPartial = plain.endsWith('~');
  const whole = isPartial ? plain.slice(0, -1) : plain;
  const prv = /^(.+)_PRV(\d{2,3})?$/.exec(whole);
  const organ = prv?.[1] ?? whole;
  const entry = findTg263(whole) ?? (isPartial ? findTg263(plain) : null);
  const known = entry ?? findTg263(organ);
  return {
    ...noTarget,
    kind: known === null ? 'unknown' : 'structure',
    base: organ.replace(/_[LR]$/, ''),
    category: known?.category ?? null,
    side: sideOf(organ),
    prvMm: prv === null ? null : Number(prv[2] ?? 0),
    isPartial,
    isPlural: known !== null && isPlural(organ),
    custom,
    // A part of an organ is not the organ, nor is its margin: their codes would say so.
    entry: isPartial ? null : entry,
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
    return [{ rule: 'dose-form', message: 'A dose level follows an underscore and is in cGy, as in PTV_7000.' }];
  }
  return [
    {
      rule: 'target-form',
      message:
        'A target is GTV, CTV, ITV, IGTV, ICTV or PTV, then n, p, sb, par, v or vas, a number, _ and imaging or structure, _ and a dose in cGy or High, Mid, Low, then - and mm from the skin, ! when cropped.',
    },
  ];
}

function faultsOfStructure(name: string): NameFault[] {
  const folded = sameButCase(name);
  if (folded !== null) return [{ rule: 'spelling', message: 'Large and small letters are not as in the table.' }];
  if (/prv/i.test(name) && !/_PRV(?:\d{2,3})?~?$/.test(name)) {
    return [
      {
        rule: 'prv-form',
        message: 'A margin is written _PRV, or _PRV and mm in two or three digits, as in Brainstem_PRV03.',
      },
    ];
  }
  if (/~./.test(name))
    return [{ rule: 'partial-form', message: 'The sign ~ of a structure that is contoured in part comes last.' }];
  const bare = name.replace(/_PRV\d{0,3}$/, '').replace(/~$/, '');
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
  const faults: NameFault[] = [];
  const parts = parseName(name);
  if (/\s/.test(name)) faults.push({ rule: 'space', message: 'A name has no spaces; an underscore parts its words.' });
  else if (!/^[A-Za-z0-9_~!^+-]+$/.test(name)) {
    faults.push({ rule: 'character', message: 'A name has letters, digits and the signs _ ~ ! ^ - + alone.' });
  }
  if (parts.kind === 'helper' && /^z[^A-Za-z0-9_]/.test(name)) {
    faults.push({ rule: 'helper-form', message: 'Behind the z of a helper structure comes a name.' });
  }
  if (parts.kind === 'unknown')
    faults.push(...(/^[IGCP]{1,2}TV/i.test(name) ? faultsOfTarget(name) : faultsOfStructure(name)));
  if ([...name].length > MAX_NAME_LETTERS) {
    faults.push({ rule: 'too-long', message: `A name has up to ${MAX_NAME_LETTERS} characters.` });
  }
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
