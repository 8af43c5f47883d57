// What there is to say of a name while it is typed and in the table of names.

import {
  findTg263,
  isTg263,
  type NameSuggestion,
  type SiteAlias,
  suggestName,
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

/** 'TG-263: left parotid gland', 'Not a TG-263 name. Suggested: …' */
export function verdictOn(name: string, siteAliases: readonly SiteAlias[]): NameVerdict {
  const wanted = name.trim();
  if (wanted === '') return { tone: 'warn', text: 'A structure needs a name.', suggestion: null };
  const suggestion = suggestName(wanted, siteAliases);
  if (suggestion?.because === 'site') {
    return { tone: 'ok', text: `Your name for it: ${suggestion.name}`, suggestion: suggestion.name };
  }
  if (isTg263(wanted)) {
    const description = findTg263(wanted)?.description;
    const words = description === undefined || description === wanted ? wanted : `${wanted}, ${description}`;
    return { tone: 'ok', text: `TG-263: ${words}`, suggestion: null };
  }
  return {
    tone: 'warn',
    text: suggestion === null ? 'Not a TG-263 name.' : 'Not a TG-263 name. Suggested:',
    suggestion: suggestion?.name ?? null,
  };
}
