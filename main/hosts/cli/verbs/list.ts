import type { Verb } from '../verb.ts';

export const listVerb: Verb = {
  name: 'list',
  operands: '',
  summary: 'Show the cases of the library, newest first.',
  description: `Every case with its series and structure sets. Reading does not disturb another
Limner that is writing to the same library.`,
  options: [
    { name: 'search', value: 'TEXT', help: 'Only cases whose name, ID, description or structure contains TEXT.' },
  ],
  arity: [0, 0],
  examples: ['limner list', 'limner list --search parotid'],
  run: async (args, client, options) => ({
    output: await client.library.list({ search: args.text('search') }, options),
  }),
};
