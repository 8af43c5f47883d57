import { AppError } from '../../../../core/error/index.ts';
import type { Verb } from '../verb.ts';

export const meshVerb: Verb = {
  name: 'mesh',
  operands: 'MASK --out FILE',
  summary: 'Make a closed surface from a mask: .stl, .obj or .ply.',
  description: `The surface is closed and 2-manifold, its normals point outwards, its unit is the
millimetre in patient coordinates (LPS). It comes from a smoothed field, never farther
from the mask than half of the largest voxel spacing; the deviation is reported.`,
  options: [{ name: 'out', value: 'FILE', help: 'The surface to write; its ending chooses the format.' }],
  arity: [1, 1],
  examples: ['limner mesh Bone_Mandible.nii.gz --out mandible.stl'],
  run: async (args, client, options) => {
    const out = args.text('out');
    if (out === null) throw new AppError('invalid-input', 'CLI_USAGE', 'mesh: --out FILE is missing.');
    const input = { mask: args.path(args.positionals[0] as string), outputFile: args.path(out) };
    return { output: await client.exchange.mesh(input, options) };
  },
};
