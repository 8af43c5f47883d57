// What of a template is there already, by its name or by a word that stands for it.

import { type SiteAlias, suggestName } from '../../../core/terminology/index.ts';

export interface TemplateRow {
  readonly name: string;
  /** The structure that is this one already; null: none. */
  readonly thereAs: string | null;
}

export function templateRows(
  names: readonly string[],
  existing: readonly string[],
  siteAliases: readonly SiteAlias[],
): TemplateRow[] {
  const byName = new Map<string, string>();
  for (const own of existing) {
    for (const meaning of [suggestName(own, siteAliases)?.name, own]) {
      if (meaning !== undefined) byName.set(meaning.toLowerCase(), own);
    }
  }
  return names.map((name) => ({ name, thereAs: byName.get(name.toLowerCase()) ?? null }));
}

/** Names out of a text that a person wrote: one a line, or parted by commas or semicolons; each once. */
export function namesFromText(text: string): string[] {
  const names = text
    .split(/[\n,;]/)
    .map((name) => name.trim().slice(0, 64))
    .filter((name) => name !== '');
  const known = new Set<string>();
  return names.filter((name) => {
    const key = name.toLowerCase();
    return known.has(key) ? false : known.add(key) !== undefined;
  });
}
