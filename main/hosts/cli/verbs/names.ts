import { stat } from 'node:fs/promises';
import { AppError } from '../../../../core/error/index.ts';
import type { Verb } from '../verb.ts';

const usage = (why: string) => new AppError('invalid-input', 'CLI_USAGE', `names: ${why} Try: limner names --help`);

/** What looks like a path and is one: a structure may have the name of a file of this folder. */
const isFile = (path: string, text: string): Promise<boolean> =>
  /[\\/.]/.test(text)
    ? stat(path).then(
        (found) => found.isFile(),
        () => false,
      )
    : Promise.resolve(false);

/** ALIAS=NAME */
function aliasOption(text: string): { alias: string; name: string } {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw usage(`--alias needs ALIAS=NAME, not '${text}'.`);
  return { alias: text.slice(0, at), name: text.slice(at + 1) };
}

export const namesVerb: Verb = {
  name: 'names',
  operands: '[NAME…]',
  summary: 'Check structure names by AAPM TG-263, and suggest right ones.',
  description: `Says what each part of a name means (structure, side, margin, part of it, target and
its dose), every rule that it breaks and the name that was probably meant. A side is
read, never guessed: Parotid alone has no suggestion. Codes come from the table alone.
Exit code 0 whatever is found; "wrong" counts the names that break a rule.`,
  options: [
    { name: 'check', value: 'RTSTRUCT', repeatable: true, help: 'A structure set whose names are looked at.' },
    { name: 'alias', value: 'ALIAS=NAME', repeatable: true, help: "The department's own word, before all others." },
    { name: 'dictionary', help: 'List every name of the table with its FMA code.' },
  ],
  arity: [0, 10_000],
  examples: ['limner names --check rs.dcm', "limner names 'Left Parotid' PTV70 --alias PTV70=PTV_High"],
  run: async (args, client, options) => {
    const rtstructs = args.texts('check').map(args.path);
    const isDictionaryWanted = args.isSet('dictionary');
    if (args.positionals.length === 0 && rtstructs.length === 0 && !isDictionaryWanted) {
      throw usage('it needs a NAME, --check RTSTRUCT or --dictionary.');
    }
    const files = await Promise.all(args.positionals.map((text) => isFile(args.path(text), text)));
    const file = args.positionals[files.indexOf(true)];
    if (file !== undefined) throw usage(`'${file}' is a file. Give it with --check.`);
    const aliases = args.texts('alias').map(aliasOption);
    return {
      output: await client.exchange.names(
        { names: [...args.positionals], rtstructs, aliases, isDictionaryWanted },
        options,
      ),
    };
  },
};
