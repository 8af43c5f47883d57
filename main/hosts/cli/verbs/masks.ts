import { MASK_FORMATS } from '../../../../core/contract/choices.ts';
import { AppError } from '../../../../core/error/index.ts';
import { choiceOption } from '../arguments.ts';
import type { Verb } from '../verb.ts';

export const masksVerb: Verb = {
  name: 'masks',
  operands: 'RTSTRUCT --image DIR --out DIR',
  summary: 'Make one mask file a structure from an RTSTRUCT.',
  description: `The masks lie on the grid of the DICOM series in --image. Contours are placed on the
slices by their positions; one beside a slice goes to the slice that it names. Of
every structure the JSON says what became of it: drawn, off-plane, point, open,
empty or refused, with the number of contours of each kind.

A set of another frame of reference is refused, with a word on how its contours fit.
--link-by-geometry says that you know that they belong together.`,
  options: [
    { name: 'image', value: 'DIR', help: 'Folder with the DICOM series that the structures were drawn on.' },
    { name: 'out', value: 'DIR', help: 'Where the masks go; made if missing.' },
    { name: 'link-by-geometry', help: 'The set belongs to the images although it names others.' },
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
      linksByGeometry: args.isSet('link-by-geometry'),
      format: choiceOption(args, 'format', MASK_FORMATS) ?? ('nifti' as const),
    };
    return { output: await client.exchange.masks(input, options) };
  },
};
