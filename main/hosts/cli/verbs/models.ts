import { EXIT_CODES } from '../../../../core/error/index.ts';
import { checkedChoice } from '../arguments.ts';
import type { Verb } from '../verb.ts';

export const modelsVerb: Verb = {
  name: 'models',
  operands: 'list|verify [ID]',
  summary: 'Show the contouring models, or check them.',
  description: `list shows what each model finds. verify reads each model (or the one named), checks
its hash, loads it and compares its answer with the stored one. Exit code 7 when a
model does not pass.`,
  options: [],
  arity: [1, 2],
  examples: ['limner models list', 'limner models verify han-oar-baseline'],
  run: async (args, client, options) => {
    const [action, id] = args.positionals as [string, string?];
    if (checkedChoice('models', action, ['list', 'verify']) === 'list') {
      return { output: await client.models.list({}, options) };
    }
    const output = await client.models.verify({ id: id ?? null }, options);
    return { output, exitCode: output.models.every((model) => model.ok) ? 0 : EXIT_CODES['corrupt-data'] };
  },
};
