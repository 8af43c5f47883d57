import { AppError } from '../../../../core/error/index.ts';
import { PROFILE_OPTION, profileChoice } from '../profile-option.ts';
import type { ParsedArguments, Verb } from '../verb.ts';

function required(args: ParsedArguments, name: string): string {
  const value = args.text(name);
  if (value === null) throw new AppError('invalid-input', 'CLI_USAGE', `rtstruct: --${name} is missing.`);
  return args.path(value);
}

/** 'NAME=FILE' -> both parts; the name may not hold '='. */
function maskOption(args: ParsedArguments, given: string): { name: string; path: string } {
  const at = given.indexOf('=');
  if (at < 1 || at === given.length - 1) {
    throw new AppError(
      'invalid-input',
      'CLI_USAGE',
      `--mask needs NAME=FILE, for example Brainstem=brainstem.nii.gz, not '${given}'.`,
    );
  }
  return { name: given.slice(0, at), path: args.path(given.slice(at + 1)) };
}

export const rtstructVerb: Verb = {
  name: 'rtstruct',
  operands: '--image DIR --mask NAME=FILE… --out FILE',
  summary: 'Make an RTSTRUCT from mask files.',
  description: `The masks (NIfTI, NRRD, MetaImage) must lie on the grid of the DICOM series in DIR;
other axis orders and directions are reordered, other grids refused. Before FILE is
put in place it is read back and rasterised: a mask that does not come back voxel
for voxel stops the export. NAME is written as given, or as the profile of a
destination asks; a name outside TG-263 warns.`,
  options: [
    { name: 'image', value: 'DIR', help: 'Folder with the DICOM series (one volume).' },
    { name: 'mask', value: 'NAME=FILE', repeatable: true, help: 'A structure; give it once for each.' },
    { name: 'out', value: 'FILE', help: 'The RTSTRUCT to write.' },
    PROFILE_OPTION,
  ],
  arity: [0, 0],
  examples: ['limner rtstruct --image ./ct --mask Brainstem=bs.nii.gz --mask Parotid_L=pl.nii.gz --out rs.dcm'],
  run: async (args, client, options) => {
    const masks = args.texts('mask').map((given) => maskOption(args, given));
    if (masks.length === 0) throw new AppError('invalid-input', 'CLI_USAGE', 'rtstruct: --mask NAME=FILE is missing.');
    const input = {
      image: required(args, 'image'),
      masks,
      outputFile: required(args, 'out'),
      profile: profileChoice(args),
    };
    return { output: await client.exchange.rtstruct(input, options) };
  },
};
