import { countOption } from '../arguments.ts';
import type { Verb } from '../verb.ts';

export const listVerb: Verb = {
  name: 'list',
  operands: '',
  summary: 'Show the cases of the library, newest first.',
  description: `Every case with its series and structure sets, and under total how many there are.
Reading does not disturb another Limner that is writing to the same library.`,
  options: [
    { name: 'search', value: 'TEXT', help: 'Only cases whose name, ID, description or structure contains TEXT.' },
    { name: 'limit', value: 'N', help: 'At most N cases; total counts all that match.' },
    { name: 'offset', value: 'N', help: 'Leave out the first N.' },
  ],
  arity: [0, 0],
  examples: ['limner list', 'limner list --search parotid', 'limner list --limit 20 --offset 40'],
  run: async (args, client, options) => ({
    output: await client.library.list(
      {
        search: args.text('search'),
        limit: countOption(args, 'limit', 1),
        offset: countOption(args, 'offset', 0) ?? 0,
      },
      options,
    ),
  }),
};
