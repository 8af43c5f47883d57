import type { Verb } from '../verb.ts';

export const deleteVerb: Verb = {
  name: 'delete',
  operands: 'CASE',
  summary: 'Delete a case with its images and structures from the library.',
  description: `CASE is a caseId as 'limner list' shows it. The files that were once imported stay
where they are; only Limner's own copy goes.`,
  options: [],
  arity: [1, 1],
  examples: ['limner delete c4f9a2e0'],
  run: async (args, client, options) => ({
    output: await client.library.remove({ caseId: args.positionals[0] as string }, options),
  }),
};
