import { AppError } from '../../../../core/error/index.ts';
import { listOption } from '../arguments.ts';
import type { Verb } from '../verb.ts';

const DEFAULT_TOLERANCES_MM = [1, 2, 3];

function tolerances(items: readonly string[] | null): number[] {
  if (items === null) return DEFAULT_TOLERANCES_MM;
  const numbers = items.map(Number);
  if (numbers.some((mm) => !(mm > 0 && Number.isFinite(mm)))) {
    throw new AppError(
      'invalid-input',
      'CLI_USAGE',
      '--tolerances-mm needs numbers above 0 separated by commas, for example 1,2,3.',
    );
  }
  return numbers;
}

export const compareVerb: Verb = {
  name: 'compare',
  operands: 'REFERENCE TEST',
  summary: 'Compare two masks, or two folders of masks: Dice, distances, surface Dice.',
  description: `REFERENCE and TEST are two mask files or two folders with masks of the same names.
Figures are defined as in DeepMind's surface-distance (surface elements weighted by
their area). A figure that is not defined is null, with the reason.`,
  options: [{ name: 'tolerances-mm', value: '1,2,3', help: 'Tolerances of the surface Dice in mm (default 1,2,3).' }],
  arity: [2, 2],
  examples: [
    'limner compare clinical/Parotid_L.nii.gz auto/Parotid_L.nii.gz',
    'limner compare clinical auto --tolerances-mm 2',
  ],
  run: async (args, client, options) => {
    const [reference, test] = args.positionals as [string, string];
    const input = {
      reference: args.path(reference),
      test: args.path(test),
      tolerancesMm: tolerances(listOption(args, 'tolerances-mm')),
    };
    return { output: await client.exchange.compare(input, options) };
  },
};
