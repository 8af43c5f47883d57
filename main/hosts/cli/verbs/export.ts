import { DOCUMENT_EXPORT_FORMATS } from '../../../../core/contract/choices.ts';
import { AppError } from '../../../../core/error/index.ts';
import { checkedChoice, listOption } from '../arguments.ts';
import { profileChoice } from '../profile-option.ts';
import type { Verb } from '../verb.ts';

const usage = (why: string): AppError =>
  new AppError('invalid-input', 'CLI_USAGE', `export: ${why} Try: limner export --help`);

export const exportVerb: Verb = {
  name: 'export',
  operands: 'CASE --out DIR',
  summary: 'Write structures of a case for a planning system.',
  description: `CASE is the caseId of a case in the library ('limner list'). Writes to DIR what
its structures are now: rtstruct.dcm, masks, surfaces, a report. Either everything
is written or nothing is. Structures that nobody edited leave with every point that
they came with. What nobody has reviewed is said in the file and under warnings.

A profile says what the destination asks: how holes are written, how long names may
be, which structures leave, in which colours. --profiles lists those that there
are; docs/exchange.md says how to write one.`,
  options: [
    { name: 'out', value: 'DIR', help: 'Where the files go; made if missing.' },
    { name: 'profile', value: 'NAME|FILE', help: 'The destination (default generic): its name, or a JSON file.' },
    {
      name: 'format',
      value: 'A,B',
      help: `What to write (default rtstruct,report):\n${DOCUMENT_EXPORT_FORMATS.join(', ')}.`,
    },
    { name: 'series', value: 'ID', help: 'The series, where several have structures.' },
    { name: 'set', value: 'ID', help: 'The structure set, where there are several.' },
    { name: 'structures', value: 'A,B', help: 'Only these structures.' },
    { name: 'profiles', help: 'List the profiles and write nothing.' },
  ],
  arity: [0, 1],
  examples: [
    'limner export c-1 --out ./for-planning --profile short-names',
    'limner export c-1 --out ./masks --format nifti --structures Brainstem,SpinalCord',
  ],
  run: async (args, client, options) => {
    if (args.isSet('profiles')) return { output: await client.exchange.profiles({}, options) };
    const [caseId] = args.positionals;
    const outputFolder = args.text('out');
    if (caseId === undefined) throw usage('it needs a CASE.');
    if (outputFolder === null) throw usage('--out DIR is missing. Say where the files go.');
    const structures = listOption(args, 'structures');
    const formats = listOption(args, 'format');
    const output = await client.exchange.export(
      {
        caseId,
        series: args.text('series'),
        set: args.text('set'),
        structures: structures && [...structures],
        formats: formats?.map((format) => checkedChoice('--format', format, DOCUMENT_EXPORT_FORMATS)) ?? null,
        outputFolder: args.path(outputFolder),
        profile: profileChoice(args),
      },
      options,
    );
    return { output };
  },
};
