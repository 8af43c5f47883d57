import type { Refusal } from '../../../../core/contract/index.ts';
import { type ErrorKind, EXIT_CODES } from '../../../../core/error/index.ts';
import type { Verb } from '../verb.ts';

const SHOWN_REFUSALS = 5;

/** The first refusals as lines for people. */
function refusalLines(refused: readonly Refusal[]): string[] {
  const lines = refused.slice(0, SHOWN_REFUSALS).map(({ path, files, reason }) => {
    const subject = files === 1 ? path : `${path} and ${files - 1} more`;
    return `Not imported: ${reason.includes(path) ? reason : `${subject}: ${reason}`}`;
  });
  const more = refused.length - lines.length;
  return more > 0 ? [...lines, `${more} more refusals are listed under 'refused'.`] : lines;
}

export const importVerb: Verb = {
  name: 'import',
  operands: 'PATH…',
  summary: 'Take images and structure sets into the case library.',
  description: `PATH is a file or a folder (searched with everything below it): DICOM CT and MR
series and RTSTRUCT, NIfTI, NRRD, MetaImage, in any mixture. Geometry comes from
the image positions alone; what cannot be placed is refused with its reason and
the rest goes in. Importing the same data again changes nothing.

Exit code 0 when anything was imported or was there already, otherwise that of
the first refusal.`,
  options: [],
  arity: [1, Number.POSITIVE_INFINITY],
  examples: ['limner import /media/cdrom', 'limner import ct-folder plan.dcm head.nii.gz --library ./cases'],
  run: async (args, client, options) => {
    const summary = await client.library.import({ paths: args.positionals.map(args.path) }, options);
    const [first] = summary.refused;
    const exitCode = summary.cases.length > 0 || !first ? 0 : EXIT_CODES[first.kind as ErrorKind];
    return {
      output: {
        ...summary,
        refused: summary.refused.map(({ path, files, code, reason }) => ({ path, files, code, reason })),
      },
      exitCode,
      messages: refusalLines(summary.refused),
    };
  },
};
