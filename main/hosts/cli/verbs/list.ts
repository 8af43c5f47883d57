import { AppError } from '../../../../core/error/index.ts';
import { countOption } from '../arguments.ts';
import type { Verb } from '../verb.ts';

export const listVerb: Verb = {
  name: 'list',
  operands: '',
  summary: 'Show the cases of the library, newest first.',
  description: `Every case with its series and structure sets, and under total how many there are.
Reading does not disturb another Limner that is writing to the same library.
With --deleted: the cases that were deleted and are kept, until when, and freedBytes, what
deleting them for good would free.`,
  options: [
    { name: 'search', value: 'TEXT', help: 'Only cases whose name, ID, description or structure contains TEXT.' },
    { name: 'limit', value: 'N', help: 'At most N cases; total counts all that match.' },
    { name: 'offset', value: 'N', help: 'Leave out the first N.' },
    { name: 'deleted', help: 'The deleted cases that are kept; takes none of the other options.' },
  ],
  arity: [0, 0],
  examples: ['limner list', 'limner list --search parotid', 'limner list --limit 20 --offset 40'],
  run: async (args, client, options) => {
    const search = args.text('search');
    const limit = countOption(args, 'limit', 1);
    const offset = countOption(args, 'offset', 0);
    if (!args.isSet('deleted')) {
      return { output: await client.library.list({ search, limit, offset: offset ?? 0 }, options) };
    }
    if (search !== null || limit !== null || offset !== null) {
      throw new AppError('invalid-input', 'CLI_USAGE', 'list: --deleted takes neither --search, --limit nor --offset.');
    }
    return { output: await client.library.deleted({}, options) };
  },
};
