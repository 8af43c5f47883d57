import type { Verb } from '../verb.ts';

export const deleteVerb: Verb = {
  name: 'delete',
  operands: 'CASE',
  summary: 'Delete a case with its images and structures from the library.',
  description: `CASE is a caseId as 'limner list' shows it. The files that were once imported stay
where they are; only Limner's own copy goes, for good. With --keep it stays for 30 days
among the deleted cases ('limner list --deleted'), from where 'limner undelete' brings it
back and the window deletes it for good.`,
  options: [{ name: 'keep', help: 'Keep it among the deleted cases for 30 days.' }],
  arity: [1, 1],
  examples: ['limner delete c4f9a2e0', 'limner delete c4f9a2e0 --keep'],
  run: async (args, client, options) => ({
    output: await client.library.remove({ caseId: args.positionals[0] as string, isKept: args.isSet('keep') }, options),
  }),
};

export const undeleteVerb: Verb = {
  name: 'undelete',
  operands: 'CASE',
  summary: 'Bring back a case that was deleted and kept.',
  description: `CASE is a caseId as 'limner list --deleted' shows it. A case whose patient or images have
been imported again since cannot come back before that other case is deleted.`,
  options: [],
  arity: [1, 1],
  examples: ['limner undelete c4f9a2e0'],
  run: async (args, client, options) => ({
    output: await client.library.undelete({ caseId: args.positionals[0] as string }, options),
  }),
};
