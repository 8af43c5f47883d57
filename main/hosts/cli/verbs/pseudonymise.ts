import { CONFIDENTIALITY_OPTIONS } from '../../../../core/contract/index.ts';
import { AppError } from '../../../../core/error/index.ts';
import { checkedChoice, listOption } from '../arguments.ts';
import type { Verb } from '../verb.ts';

const PROFILES = ['basic', ...CONFIDENTIALITY_OPTIONS] as const;

export const pseudonymiseVerb: Verb = {
  name: 'pseudonymise',
  operands: 'PATH… --out FOLDER',
  summary: 'Write studies with a pseudonym in place of the patient.',
  description: `Takes whole studies (CT, MR, RTSTRUCT, RTDOSE, RTPLAN, REG, SEG and others) and writes
them by the basic confidentiality profile of DICOM PS3.15 annex E. One map of UIDs for
all, so that references between the objects stay right. Pseudonyms and UIDs are keyed
hashes: the same key gives the same ones every time. Private attributes, overlays and
curves go; pixels stay as they are, so what is burned into them is only warned about.
What cannot be treated is left out and listed, never copied through.`,
  options: [
    { name: 'out', value: 'FOLDER', help: 'Where to write; not inside of PATH.' },
    {
      name: 'profile',
      value: 'A,B',
      help: `basic (always) and options:\n${CONFIDENTIALITY_OPTIONS.join(', ').replace('device', '\ndevice')}.`,
    },
    { name: 'prefix', value: 'TEXT', help: 'What pseudonyms begin with (default P-).' },
    { name: 'key', value: 'FILE', help: 'The key; made where missing (default: one kept beside the library).' },
    {
      name: 'reveal',
      help: 'Say by --link whose objects PATH holds. With --out: write them with their\npatients and with the UIDs of the images that they were drawn on.',
    },
    { name: 'link', value: 'FILE', help: 'Write down which pseudonym is whom, for you alone.' },
  ],
  arity: [1, 1000],
  examples: [
    'limner pseudonymise --reveal ./returned --link ~/trial-link.json',
    'limner pseudonymise --reveal ./returned --link ~/trial-link.json --out ./identified',
    'limner pseudonymise ./study --out ./released --link ~/trial-link.json',
    'limner pseudonymise ./study --out ./released --profile basic,modified-dates,clean-descriptors',
  ],
  run: async (args, client, options) => {
    if (args.isSet('reveal')) {
      const linkFile = args.text('link');
      if (linkFile === null)
        throw new AppError('invalid-input', 'CLI_USAGE', 'pseudonymise: --reveal needs --link FILE.');
      const asked = { paths: args.positionals.map(args.path), linkFile: args.path(linkFile) };
      const folder = args.text('out');
      if (folder === null) return { output: await client.exchange.reveal(asked, options) };
      return { output: await client.exchange.reidentify({ ...asked, outputFolder: args.path(folder) }, options) };
    }
    const out = args.text('out');
    if (out === null) throw new AppError('invalid-input', 'CLI_USAGE', 'pseudonymise: --out FOLDER is missing.');
    const profile = (listOption(args, 'profile') ?? []).map((text) => checkedChoice('--profile', text, PROFILES));
    const [key, link] = [args.text('key'), args.text('link')];
    const output = await client.exchange.pseudonymise(
      {
        paths: args.positionals.map(args.path),
        outputFolder: args.path(out),
        options: [...new Set(profile)].filter((option) => option !== 'basic'),
        prefix: args.text('prefix') ?? 'P-',
        keyFile: key === null ? null : args.path(key),
        linkFile: link === null ? null : args.path(link),
      },
      options,
    );
    const messages = output.warnings.map(({ message, files }) => `${message} (${files} files)`);
    if (output.refused.length > 0) messages.push(`${output.refused.length} files were left out; see the list.`);
    return { output, messages };
  },
};
