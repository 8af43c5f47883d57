import type { ParsedArguments, VerbOption } from './verb.ts';

export const PROFILE_OPTION: VerbOption = {
  name: 'profile',
  value: 'NAME|FILE',
  help: "The destination: its name ('limner export --profiles'), or a JSON file.",
};

/** An id, or a file: what has a separator or ends in .json. null: none was named. */
export function profileChoice(args: ParsedArguments): { id: string } | { path: string } | null {
  const text = args.text('profile');
  if (text === null) return null;
  return /[\\/]|\.json$/i.test(text) ? { path: args.path(text) } : { id: text };
}
