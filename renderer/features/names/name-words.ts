// What there is to say of a name while it is typed and in the table of names.

import {
  checkName,
  findTg263,
  isTg263,
  type NameFault,
  type NameParts,
  type NameSuggestion,
  parseName,
  type SiteAlias,
  suggestName,
  type TargetParts,
} from '../../../core/terminology/index.ts';

export interface NameVerdict {
  readonly tone: 'ok' | 'warn';
  readonly text: string;
  /** What could stand there instead; null: nothing to offer. */
  readonly suggestion: string | null;
}

const REASONS: Readonly<Record<NameSuggestion['because'], string>> = {
  site: 'Your word for it',
  alias: 'Known word',
  spelling: 'Spelling',
  near: 'Nearly the same',
  length: 'Short form',
  own: 'Own word behind ^',
};

export const reasonOf = ({ because }: NameSuggestion): string => REASONS[because];

const RULES: Readonly<Record<NameFault['rule'], string>> = {
  empty: 'No name',
  'too-long': 'Too long',
  space: 'Has a space',
  character: 'A sign that systems refuse',
  'not-unique': 'Twice in this set',
  'unknown-base': 'Not in the table',
  spelling: 'Large and small letters',
  'side-missing': 'Side is missing',
  'side-form': 'Side is written otherwise',
  'prv-form': 'Margin is written otherwise',
  'target-form': 'Not a target by the rules',
  'dose-form': 'Dose is written otherwise',
  'partial-form': 'The ~ is in another place',
  'helper-form': 'No name behind the z',
};

export const ruleWords = ({ rule }: NameFault): string => RULES[rule];

const CLASSIFIERS: Readonly<Record<string, string>> = {
  n: 'nodal',
  p: 'primary',
  sb: 'surgical bed',
  par: 'parenchyma',
  v: 'venous thrombosis',
  vas: 'vascular',
};

const gray = (centigray: number): string => `${(centigray / 100).toString()} Gy`;

function targetWords(target: TargetParts): string {
  const { type, classifier, number, imaging, structure, doseCgy, doseLevel, fractions, skinMm, isCropped } = target;
  const dose = doseCgy === null ? null : fractions === null ? gray(doseCgy) : `${fractions} × ${gray(doseCgy)}`;
  return [
    `${type}${classifier === null ? '' : ` ${CLASSIFIERS[classifier]}`}${number === null ? '' : ` ${number}`}`,
    imaging,
    structure,
    doseLevel === null ? null : `${doseLevel} dose`,
    dose,
    skinMm === null ? null : `${skinMm} mm from the skin`,
    isCropped ? 'without what has a higher dose' : null,
  ]
    .filter((word) => word !== null)
    .join(', ');
}

/** The table's words; some of them leave the side out. */
function described(name: string, side: NameParts['side']): string {
  const words = findTg263(name)?.description ?? name;
  return side === null || new RegExp(side, 'i').test(words) ? words : `${words}, ${side}`;
}

function structureWords({ base, side, prvMm, isPartial }: NameParts): string {
  const organ = described(`${base}${side === null ? '' : side === 'left' ? '_L' : '_R'}`, side);
  const part = isPartial ? `Part of: ${organ}` : organ;
  if (prvMm === null) return part;
  return prvMm === 0 ? `Margin around: ${organ}` : `${prvMm} mm around: ${organ}`;
}

/** What a right name says, in words: 'Parotid Left', '3 mm around: Optic Nerve Left', 'PTV primary 1, 70 Gy'. */
export function meaningOf(name: string): string {
  const parts = parseName(name);
  const { target, kind, custom } = parts;
  const words =
    kind === 'helper'
      ? 'Helper, not for evaluation'
      : kind === 'target' && target !== null
        ? targetWords(target)
        : structureWords(parts);
  return custom === null ? words : `${words}; your own word: ${custom}`;
}

/** 'TG-263: left parotid gland', 'Not a TG-263 name. Suggested: …' */
export function verdictOn(name: string, siteAliases: readonly SiteAlias[]): NameVerdict {
  const wanted = name.trim();
  if (wanted === '') return { tone: 'warn', text: 'A structure needs a name.', suggestion: null };
  const suggestion = suggestName(wanted, siteAliases);
  if (suggestion?.because === 'site') {
    return { tone: 'ok', text: `Your name for it: ${suggestion.name}`, suggestion: suggestion.name };
  }
  if (isTg263(wanted)) return { tone: 'ok', text: `TG-263: ${meaningOf(wanted)}`, suggestion: null };
  const [fault] = checkName(wanted);
  const why = fault === undefined ? 'Not a TG-263 name' : ruleWords(fault);
  return {
    tone: 'warn',
    text: suggestion === null ? `${why}.` : `${why}. Suggested:`,
    suggestion: suggestion?.name ?? null,
  };
}
