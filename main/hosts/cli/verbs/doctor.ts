import type { Verb } from '../verb.ts';

export const doctorVerb: Verb = {
  name: 'doctor',
  operands: '',
  summary: 'Check this installation: versions, devices, memory, library.',
  description: `Shows the versions, the inference providers found and why the others are missing,
the memory, and whether the case library is whole. Each finding says what to do.`,
  options: [],
  arity: [0, 0],
  examples: ['limner doctor', 'limner doctor --library ./cases'],
  run: async (_args, client, options) => ({ output: await client.system.doctor({}, options) }),
};
