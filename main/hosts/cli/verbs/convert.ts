import { STRUCTURE_FORMATS } from '../../../../core/contract/choices.ts';
import { AppError } from '../../../../core/error/index.ts';
import { choiceOption, listOption } from '../arguments.ts';
import type { ParsedArguments, Verb } from '../verb.ts';

type Format = (typeof STRUCTURE_FORMATS)[number];

const usage = (why: string): AppError =>
  new AppError('invalid-input', 'CLI_USAGE', `convert: ${why} Try: limner convert --help`);

/** 'NAME=FILE', or a file whose name says what it is. */
function source(args: ParsedArguments, given: string): { name: string | null; path: string } {
  const at = given.indexOf('=');
  if (at < 1 || at === given.length - 1) return { name: null, path: args.path(given) };
  return { name: given.slice(0, at), path: args.path(given.slice(at + 1)) };
}

function formatOf(args: ParsedArguments, out: string): Format {
  const asked = choiceOption(args, 'format', STRUCTURE_FORMATS);
  if (asked !== null && asked !== undefined) return asked;
  if (/\.seg\.nrrd$/i.test(out)) return 'seg-nrrd';
  if (/\.nii(\.gz)?$/i.test(out)) return 'nifti-labels';
  throw usage(`--format is missing: ${STRUCTURE_FORMATS.join(', ')}.`);
}

function fractionOption(args: ParsedArguments): number | null {
  const text = args.text('threshold');
  if (text === null) return null;
  const share = Number(text);
  if (share > 0 && share <= 1) return share;
  throw usage(`--threshold is a share of the greatest value, above 0 to 1, not '${text}'.`);
}

export const convertVerb: Verb = {
  name: 'convert',
  operands: 'FILE… --out PATH',
  summary: 'Turn structures of any file into another kind of file.',
  description: `FILE is an RTSTRUCT, a DICOM segmentation (binary, fractional, label map), a
.seg.nrrd of 3D Slicer, a NIfTI, NRRD or MetaImage label map, or a mask (NAME=FILE).
Names and colours go over; a label map takes them from --labels, or from a .txt
(ITK-SNAP) or .json of the same name beside it.

Every frame and voxel keeps its place. With --image all structures lie on the planes
of that series; those of another grid are refused unless --resample is given.

Formats: seg (DICOM, may overlap), seg-labelmap (DICOM), seg-nrrd (3D Slicer, layers
where structures overlap), nifti-labels (with labels for ITK-SNAP), rtstruct, and
nifti or nrrd: a folder with one mask a structure.`,
  options: [
    { name: 'out', value: 'PATH', help: 'The file to write; for nifti and nrrd a folder.' },
    { name: 'format', value: 'NAME', help: `${STRUCTURE_FORMATS.join(', ')} (default: by the name of PATH).` },
    { name: 'image', value: 'DIR', help: 'The series that the structures lie on.' },
    { name: 'structures', value: 'A,B', help: 'Only these structures.' },
    { name: 'labels', value: 'FILE', help: 'Names of the values of a label map: ITK-SNAP, 3D Slicer or JSON.' },
    { name: 'threshold', value: 'SHARE', help: 'From which share of a fraction on a voxel counts (default 0.5).' },
    { name: 'resample', help: 'Bring structures of another grid onto the image.' },
  ],
  arity: [1, 1000],
  examples: [
    'limner convert seg.dcm --out structures.seg.nrrd',
    'limner convert structures.seg.nrrd --image ./ct --out seg.dcm --format seg',
    'limner convert rs.dcm --image ./ct --out labels.nii.gz',
  ],
  run: async (args, client, options) => {
    const out = args.text('out');
    if (out === null) throw usage('--out PATH is missing.');
    const [image, labels] = [args.text('image'), args.text('labels')];
    const structures = listOption(args, 'structures');
    const input = {
      sources: args.positionals.map((given) => source(args, given)),
      image: image === null ? null : args.path(image),
      output: args.path(out),
      format: formatOf(args, out),
      structures: structures && [...structures],
      labels: labels === null ? null : args.path(labels),
      fraction: fractionOption(args),
      isResampled: args.isSet('resample'),
    };
    return { output: await client.exchange.convert(input, options) };
  },
};
