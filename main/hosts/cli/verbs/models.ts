import type { LimnerClient } from '../../../../core/contract/index.ts';
import { AppError, EXIT_CODES } from '../../../../core/error/index.ts';
import { checkedChoice, choiceOption } from '../arguments.ts';
import type { ParsedArguments, Verb, VerbOutcome } from '../verb.ts';

const ACTIONS = ['list', 'verify', 'install', 'remove'] as const;
type Action = (typeof ACTIONS)[number];

const usage = (why: string) => new AppError('invalid-input', 'CLI_USAGE', `models: ${why}`);

/** 'liver=Liver' -> its two sides. */
function rename(text: string): { from: string; to: string } {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw usage(`--rename needs OLD=NEW, not '${text}'.`);
  return { from: text.slice(0, at), to: text.slice(at + 1) };
}

async function install(
  args: ParsedArguments,
  client: LimnerClient,
  options: Parameters<Verb['run']>[2],
): Promise<VerbOutcome> {
  const path = args.positionals[1];
  if (path === undefined) throw usage('install needs the folder or the ZIP archive of a model.');
  const output = await client.models.install(
    {
      path: args.path(path),
      isConfirmed: args.isSet('yes'),
      choices: {
        id: args.text('id'),
        version: args.text('as-version'),
        title: args.text('title'),
        modality: choiceOption(args, 'modality', ['CT', 'MR']),
        bodyRegion: args.text('region'),
        orientation: args.text('orientation'),
        configuration: args.text('configuration'),
        hasMirroring: args.isSet('no-mirroring') ? false : null,
        names: args.texts('rename').map(rename),
      },
    },
    options,
  );
  if (output.isInstalled) return { output };
  const asked = output.questions.map(({ choice, text, answers }) =>
    [`Asked: ${text}`, ...answers.map(({ value, meaning }) => `  --${choice} ${value}   ${meaning}`)].join('\n'),
  );
  const next =
    asked.length > 0 ? 'answer what is asked, and run it again with --yes.' : 'then run it again with --yes.';
  return { output, messages: [...asked, `Nothing was installed. Check what was derived, ${next}`] };
}

const RUN: Readonly<Record<Action, Verb['run']>> = {
  list: async (_args, client, options) => ({ output: await client.models.list({}, options) }),
  verify: async (args, client, options) => {
    const output = await client.models.verify({ id: args.positionals[1] ?? null }, options);
    return { output, exitCode: output.models.every((model) => model.ok) ? 0 : EXIT_CODES['corrupt-data'] };
  },
  install,
  remove: async (args, client, options) => {
    const [, id, version] = args.positionals;
    if (id === undefined) throw usage('remove needs the ID of a model.');
    return { output: await client.models.remove({ id, version: version ?? null }, options) };
  },
};

export const modelsVerb: Verb = {
  name: 'models',
  operands: 'list|verify [ID]|install PATH|remove ID [VERSION]',
  summary: 'Show, check, install or remove contouring models.',
  description: `list shows what each model finds. verify reads each model (or the one named), checks
its hash, loads it and compares its answer with the stored one. Exit code 7 when a
model does not pass.

install takes a folder or a ZIP archive with
  - a manifest of Limner's and its networks, or
  - ONNX files beside plans.json and dataset.json of nnU-Net v2, or
  - a MONAI bundle with models/model.onnx.
Of the last two it shows what it derived and installs nothing before --yes is given.
The network is run on every device of this machine and compared with the CPU; the
model then lies among your own. remove takes such a model away again.`,
  options: [
    { name: 'yes', help: 'install: what was derived is right.' },
    { name: 'id', value: 'ID', help: 'install: small letters, digits, dashes (default: from the files).' },
    { name: 'as-version', value: 'N.N.N', help: 'install: version (default: from the files, or 1.0.0).' },
    { name: 'title', value: 'TEXT', help: 'install: what people read.' },
    { name: 'modality', value: 'NAME', help: 'install: CT or MR, where the files do not say it.' },
    { name: 'region', value: 'TEXT', help: 'install: of the body, for example "Head and neck".' },
    {
      name: 'orientation',
      value: 'XYZ',
      help: 'install: where i, j, k of the training images ran, for\nexample LPS (DICOM) or RAS; asked for where no file says it.',
    },
    { name: 'configuration', value: 'NAME', help: 'install: which of the plans of nnU-Net (3d_fullres, 2d, …).' },
    { name: 'no-mirroring', help: 'install: no mirroring at test time: faster, a little less exact.' },
    { name: 'rename', value: 'OLD=NEW', repeatable: true, help: 'install: another name for a structure (repeatable).' },
  ],
  arity: [1, 3],
  examples: [
    'limner models list',
    'limner models verify han-oar',
    'limner models install ./liver-export --rename liver=Liver --region Abdomen --yes',
    'limner models remove dataset901-lumps-3d-fullres',
  ],
  run: (args, client, options) => {
    const action = checkedChoice('models', args.positionals[0] as string, ACTIONS);
    const most = { list: 1, verify: 2, install: 2, remove: 3 }[action];
    if (args.positionals.length > most) throw usage(`'${args.positionals[most]}' is one operand too many.`);
    return RUN[action](args, client, options);
  },
};
