import { stat } from 'node:fs/promises';
import { DEVICES, EXPORT_FORMATS, USUAL_EXPORT_FORMATS } from '../../../../core/contract/choices.ts';
import { AppError } from '../../../../core/error/index.ts';
import { checkedChoice, choiceOption, listOption } from '../arguments.ts';
import { PROFILE_OPTION, profileChoice } from '../profile-option.ts';
import type { ParsedArguments, Verb } from '../verb.ts';

const CASE_ID = /^c-[0-9a-z]+$/;

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** A path if there is one, else a caseId if it can be one: a mistyped path is then reported as such. */
async function source(args: ParsedArguments): Promise<{ path: string } | { caseId: string }> {
  const given = args.positionals[0] as string;
  const path = args.path(given);
  return !(await exists(path)) && CASE_ID.test(given) ? { caseId: given } : { path };
}

export const contourVerb: Verb = {
  name: 'contour',
  operands: 'INPUT --out DIR',
  summary: 'Contour an image and write structure set, masks, surfaces, report.',
  description: `INPUT is a folder or file (see 'limner import') or the caseId of a case in the
library. A path goes into the library if --library names one, else into a
temporary library that is removed afterwards. Where INPUT holds several volumes,
--series says which one.

Writes to DIR: rtstruct.dcm (DICOM images only), NAME.nii.gz and NAME.stl for each
structure, report.html. Either everything is written or nothing is. All contours
are drafts (UNAPPROVED, 'AI, not reviewed') until a person has checked them.`,
  options: [
    { name: 'out', value: 'DIR', help: 'Where the results go; made if missing. Required.' },
    { name: 'series', value: 'ID', help: 'seriesId or SeriesInstanceUID of the volume to contour.' },
    { name: 'model', value: 'ID', help: "Model to use; see 'limner models list'." },
    { name: 'device', value: 'NAME', help: `Where it runs: ${DEVICES.join(', ')} (default auto).` },
    { name: 'structures', value: 'A,B', help: 'Only these structures (TG-263 names).' },
    {
      name: 'export',
      value: 'A,B',
      help: `What to write: ${EXPORT_FORMATS.join(',')}\n(default: ${USUAL_EXPORT_FORMATS.join(',')}, as far as the input allows).`,
    },
    PROFILE_OPTION,
    { name: 'uncertainty', help: 'Write uncertainty.nii.gz too: 0 is sure, 255 as unsure as can be.' },
    { name: 'reference', value: 'DIR', help: 'Masks NAME.nii.gz of a validation case; Dice is reported.' },
  ],
  arity: [1, 1],
  examples: [
    'limner contour ./ct --out ./result',
    'limner contour head.nii.gz --out ./result --structures Brainstem,SpinalCord --export nifti',
  ],
  run: async (args, client, options) => {
    const outputFolder = args.text('out');
    if (outputFolder === null) {
      throw new AppError('invalid-input', 'CLI_USAGE', 'contour: --out DIR is missing. Say where the results go.');
    }
    const reference = args.text('reference');
    const formats =
      listOption(args, 'export')?.map((format) => checkedChoice('--export', format, EXPORT_FORMATS)) ?? null;
    const structures = listOption(args, 'structures');
    const result = await client.contouring.contour(
      {
        source: await source(args),
        outputFolder: args.path(outputFolder),
        series: args.text('series'),
        model: args.text('model'),
        device: choiceOption(args, 'device', DEVICES) ?? 'auto',
        structures: structures && [...structures],
        formats,
        clinicalMasks: reference && args.path(reference),
        profile: profileChoice(args),
        uncertainty: args.isSet('uncertainty'),
      },
      options,
    );
    return { output: result };
  },
};
