import { type SegmentInput, SPLIT_BY } from '../../../../core/contract/index.ts';
import { closureOfRim } from '../../../../core/edit/index.ts';
import { AppError } from '../../../../core/error/index.ts';
import { choiceOption } from '../arguments.ts';
import type { ParsedArguments, Verb } from '../verb.ts';

const usage = (message: string) => new AppError('invalid-input', 'CLI_USAGE', `segment: ${message}`);

function numbers(option: string, text: string, count: number, form: string): number[] {
  const found = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (found.length === count && found.every(Number.isFinite)) return found;
  throw usage(`--${option} needs ${form}, not '${text}'.`);
}

const place = (option: string, text: string): [number, number, number] =>
  numbers(option, text, 3, 'X,Y,Z in mm') as [number, number, number];

const places = (args: ParsedArguments, option: string) => args.texts(option).map((text) => place(option, text));

function rangeOption(text: string | null): SegmentInput['range'] {
  const ends = text?.split('..') ?? [];
  const [low = Number.NaN, high = Number.NaN] = ends.map((end) => (end.trim() === '' ? Number.NaN : Number(end)));
  if (ends.length === 2 && Number.isFinite(low) && Number.isFinite(high)) return { low, high };
  throw usage(
    `--threshold=LOW..HIGH is needed, for example --threshold=226..3071${text === null ? '' : `, not '${text}'`}.`,
  );
}

function boxOption(text: string | null): SegmentInput['box'] {
  if (text === null) return null;
  const n = numbers('box', text, 6, 'X,Y,Z,X,Y,Z: two opposite corners in mm') as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return [
    [n[0], n[1], n[2]],
    [n[3], n[4], n[5]],
  ];
}

/** Three points on the rim, or a centre, a normal and on wish a radius. */
function closureOption(text: string): SegmentInput['closures'][number] {
  const points = text.trim().split(/\s+/);
  if (points.length === 3) {
    const [a = '', b = '', c = ''] = points;
    const { centreLps, normalLps, radiusMm } = closureOfRim(place('close', a), place('close', b), place('close', c));
    return { centre: [...centreLps], normal: [...normalLps], radiusMm };
  }
  const parts = text.split('/');
  if (parts.length < 2 || parts.length > 3) {
    throw usage(
      `--close needs three points 'X,Y,Z X,Y,Z X,Y,Z' on the rim, or X,Y,Z/NX,NY,NZ[/RADIUS], not '${text}'.`,
    );
  }
  const radius = parts[2] === undefined ? null : (numbers('close', parts[2], 1, 'a radius in mm')[0] ?? 0);
  if (radius !== null && radius <= 0) throw usage(`--close needs a radius above 0 mm, not '${text}'.`);
  return { centre: place('close', parts[0] as string), normal: place('close', parts[1] as string), radiusMm: radius };
}

function neckOption(text: string | null): number {
  const mm = text === null ? 0 : Number(text);
  if (text?.trim() === '' || !Number.isFinite(mm) || mm < 0)
    throw usage(`--neck-mm needs a length from 0 mm on, not '${text}'.`);
  return mm;
}

function splitAtOption(args: ParsedArguments): number | null {
  const text = args.text('split-at');
  if (text === null && !args.isSet('find-necks')) return null;
  const other = ['neck-mm', 'split', 'split-by'].find(
    (name) => args.text(name) !== null || args.texts(name).length > 0,
  );
  if (other !== undefined) {
    throw usage(`--${text === null ? 'find-necks' : 'split-at'} and --${other} both say where to part. Take one.`);
  }
  const at = text === null ? null : Number(text);
  if (at !== null && !(Number.isInteger(at) && at > 0)) {
    throw usage(`--split-at needs the number of a thin place in the list of --find-necks, from 1, not '${text}'.`);
  }
  return at;
}

export const segmentVerb: Verb = {
  name: 'segment',
  operands: 'IMAGE --threshold=LOW..HIGH --out MASK',
  summary: 'Make a mask from a range of values: bone, air, a part of them.',
  description: `IMAGE is a DICOM folder, a ZIP or a volume file; values are HU of a CT. Without --seed the
mask holds every voxel of the range; with it, what hangs together with the seeds by faces.
Places are mm of the patient (LPS). Write --seed=-12,3,40 where a number is negative.
--close puts a disc (or a plane) across an opening: growth does not go through it.
--split names what the part only touches; both share at dark seams or thin places.
--find-necks lists thin places where touching bones may be parted, each with its place,
its thickness and the volumes of the two pieces; --split-at N parts at one of them.
IMAGE may be a mask: --threshold=1..1 then parts what is drawn.`,
  options: [
    { name: 'threshold', value: 'LOW..HIGH', help: 'Values that belong to it, both ends included.' },
    { name: 'seed', value: 'X,Y,Z', repeatable: true, help: 'A place in the part that is wanted; may be repeated.' },
    { name: 'neck-mm', value: 'R', help: 'Hold at necks that a ball of this radius does not pass.' },
    { name: 'close', value: 'PLANE', repeatable: true, help: "'P P P' on the rim, or CENTRE/NORMAL[/RADIUS]." },
    { name: 'split', value: 'X,Y,Z', repeatable: true, help: 'A place in what the part only touches.' },
    { name: 'split-by', value: SPLIT_BY.join('|'), help: 'Dark seams (default) or thin places part the two.' },
    { name: 'find-necks', help: 'List thin places to part at; --out may be left out.' },
    { name: 'split-at', value: 'N', help: 'Part at the Nth of these thin places.' },
    { name: 'within', value: 'MASK', help: 'Only inside of this mask, on the grid of the image.' },
    { name: 'box', value: 'X,Y,Z,X,Y,Z', help: 'Only in this box of the patient.' },
    { name: 'series', value: 'UID', help: 'The series, where IMAGE holds several.' },
    { name: 'out', value: 'MASK', help: 'The mask to write: .nii.gz, .nii, .nrrd or .mha.' },
  ],
  arity: [1, 1],
  examples: [
    'limner segment ct --threshold=226..3071 --out bone.nii.gz',
    'limner segment ct --threshold=226..3071 --seed=0,-40,12 --split=0,60,20 --out mandible.nii.gz',
    'limner segment ct --threshold=226..3071 --seed=0,-40,12 --find-necks',
    "limner segment ct --threshold=-1024..-400 --seed=31,-52,80 --close='18,-55,84/1,0,0/6' --out sinus.nii.gz",
  ],
  run: async (args, client, options) => {
    const out = args.text('out');
    if (out === null && !args.isSet('find-necks')) throw usage('--out MASK is missing.');
    const within = args.text('within');
    const input: SegmentInput = {
      image: args.path(args.positionals[0] as string),
      series: args.text('series'),
      range: rangeOption(args.text('threshold')),
      box: boxOption(args.text('box')),
      within: within === null ? null : args.path(within),
      seeds: places(args, 'seed'),
      splits: places(args, 'split'),
      splitBy: choiceOption(args, 'split-by', SPLIT_BY) ?? 'values',
      neckMm: neckOption(args.text('neck-mm')),
      closures: args.texts('close').map(closureOption),
      findsNecks: args.isSet('find-necks'),
      splitAt: splitAtOption(args),
      outputFile: out === null ? null : args.path(out),
    };
    return { output: await client.exchange.segment(input, options) };
  },
};
