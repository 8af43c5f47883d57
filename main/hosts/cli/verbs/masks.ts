import { MASK_FORMATS } from '../../../../core/contract/choices.ts';
import { AppError } from '../../../../core/error/index.ts';
import { choiceOption } from '../arguments.ts';
import type { Verb } from '../verb.ts';

export const masksVerb: Verb = {
  name: 'masks',
  operands: 'RTSTRUCT --image DIR --out DIR',
  summary: 'Make one mask file a structure from an RTSTRUCT.',
  description: `The masks lie on the grid of the DICOM series in --image. Contours are placed on the
slices by their positions; what lies on no slice is left out with a warning.`,
  options: [
    { name: 'image', value: 'DIR', help: 'Folder with the DICOM series that the structures were drawn on.' },
    { name: 'out', value: 'DIR', help: 'Where the masks go; made if missing.' },
    { name: 'format', value: 'NAME', help: `${MASK_FORMATS.join(' or ')} (default nifti).` },
  ],
  arity: [1, 1],
  examples: ['limner masks rs.dcm --image ./ct --out ./masks --format nrrd'],
  run: async (args, client, options) => {
    const image = args.text('image');
    const out = args.text('out');
    if (image === null || out === null) {
      throw new AppError('invalid-input', 'CLI_USAGE', 'limner masks needs both --image DIR and --out DIR.');
    }
    const input = {
      rtstruct: args.path(args.positionals[0] as string),
      image: args.path(image),
      outputFolder: args.path(out),
      format: choiceOption(args, 'format', MASK_FORMATS) ?? ('nifti' as const),
    };
    return { output: await client.exchange.masks(input, options) };
  },
};
