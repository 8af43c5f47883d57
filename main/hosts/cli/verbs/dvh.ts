import { stat } from 'node:fs/promises';
import type { LimnerClient } from '../../../../core/contract/index.ts';
import { AppError } from '../../../../core/error/index.ts';
import { listOption } from '../arguments.ts';
import type { ParsedArguments, Verb } from '../verb.ts';

type DvhRequest = Parameters<LimnerClient['dose']['dvh']>[0];

const usage = (why: string): AppError =>
  new AppError('invalid-input', 'CLI_USAGE', `dvh: ${why} Try: limner dvh --help`);

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function gyOption(args: ParsedArguments, name: string): number | null {
  const text = args.text(name);
  return text === null ? null : readGy(`--${name}`, text);
}

function readGy(what: string, text: string): number {
  const gy = Number(text);
  if (text.trim() === '' || !(gy > 0 && gy <= 10_000))
    throw usage(`${what} needs a dose above 0 in Gy, not '${text}'.`);
  return gy;
}

/** NAME=GY; the name may hold = itself. */
function readTarget(text: string): { name: string; prescriptionGy: number } {
  const at = text.lastIndexOf('=');
  if (at < 1) throw usage(`--target needs NAME=GY, not '${text}'.`);
  return { name: text.slice(0, at), prescriptionGy: readGy('--target', text.slice(at + 1)) };
}

/** PATH, NAME=PATH, or with a case the id of a structure set. */
async function readStructures(args: ParsedArguments, isCase: boolean): Promise<DvhRequest['structures']> {
  const sources: DvhRequest['structures'] = [];
  for (const text of args.texts('structures')) {
    const at = text.indexOf('=');
    const path = args.path(text);
    if (await exists(path)) sources.push({ path, name: null });
    else if (at > 0) sources.push({ path: args.path(text.slice(at + 1)), name: text.slice(0, at) });
    else if (isCase && !/[\\/.]/.test(text)) sources.push({ structureSetId: text });
    else sources.push({ path, name: null });
  }
  return sources;
}

async function readDoses(args: ParsedArguments, isCase: boolean): Promise<DvhRequest['doses']> {
  const sources: DvhRequest['doses'] = [];
  for (const text of args.texts('dose')) {
    const path = args.path(text);
    const isId = isCase && /^(o|sum)-[0-9a-z]+$/.test(text) && !(await exists(path));
    sources.push(isId ? { objectId: text } : { path });
  }
  return sources;
}

async function readConstraints(args: ParsedArguments): Promise<DvhRequest['constraints']> {
  const text = args.text('constraints');
  if (text === null) return null;
  const path = args.path(text);
  const isName = /^[a-z0-9-]+$/.test(text) && !(await exists(path));
  return isName ? { template: text } : { path };
}

function outputOption(args: ParsedArguments, name: string): { outputFile: string } | null {
  const text = args.text(name);
  return text === null ? null : { outputFile: args.path(text) };
}

export const dvhVerb: Verb = {
  name: 'dvh',
  operands: '--dose PATH --structures PATH',
  summary: 'Dose-volume histograms, dose figures and constraints of structures.',
  description: `Reads an RTDOSE (a file, or a folder that holds one) and the structures of an
RTSTRUCT or of mask files. Parts smaller than the voxels of the dose are counted, so
that thin structures are right at their border. What lies outside the dose grid is
said with its share and never counted as zero. Dose and structures must name the
same frame of reference. docs/dose.md says how figures are defined.

With --case the dose, plan and structure set of a case in the library are used; where
there are several, --dose and --structures name one by its id; --dose takes that of a
sum too. What a person said of a dose in the window holds, and the result says so.`,
  options: [
    { name: 'dose', value: 'PATH', repeatable: true, help: 'RTDOSE file or folder; once for each dose.' },
    {
      name: 'structures',
      value: 'PATH',
      repeatable: true,
      help: 'RTSTRUCT, mask file (PATH or NAME=PATH), or folder of masks.',
    },
    { name: 'case', value: 'ID', help: 'A case of the library.' },
    {
      name: 'image',
      value: 'PATH',
      help: 'The image that the structures were drawn on: thickness of\nplanes, grid of masks.',
    },
    { name: 'plan', value: 'FILE', help: 'RTPLAN with the prescription.' },
    { name: 'prescription', value: 'GY', help: 'Prescribed dose; goes before that of the plan.' },
    { name: 'target', value: 'NAME=GY', repeatable: true, help: 'Prescription of one target.' },
    { name: 'constraints', value: 'NAME', help: 'quantec-head-neck, openkbp-head-neck, or a JSON file.' },
    { name: 'metrics', value: 'A,B', help: 'Further figures: D2cc, V20Gy[%], V20Gy[cc], V95%[%] …' },
    { name: 'only', value: 'A,B', help: 'Only these structures.' },
    { name: 'sum', help: 'Add several doses up (beams, or plans).' },
    { name: 'relative-reference', value: 'GY', help: 'What 1 stands for in a dose of units RELATIVE.' },
    {
      name: 'trust-geometry',
      help: 'Dose and structures lie in one space although their frames\nof reference do not say so.',
    },
    { name: 'bins', help: 'Curves in bins of 1 cGy, differential too.' },
    { name: 'csv', value: 'FILE', help: 'Write the curves as a table.' },
    { name: 'constraints-csv', value: 'FILE', help: 'Write the constraints as a table.' },
    { name: 'plot', value: 'FILE', help: 'Write the curves as a picture (SVG).' },
  ],
  arity: [0, 0],
  examples: [
    'limner dvh --dose rd.dcm --structures rs.dcm --plan rp.dcm --plot dvh.svg',
    'limner dvh --dose rd.dcm --structures ./masks --image ./ct --constraints quantec-head-neck',
  ],
  run: async (args, client, options) => {
    const caseId = args.text('case');
    const doses = await readDoses(args, caseId !== null);
    const structures = await readStructures(args, caseId !== null);
    if (caseId === null && (doses.length === 0 || structures.length === 0)) {
      throw usage('it needs --dose and --structures, or --case.');
    }
    const [image, plan] = [args.text('image'), args.text('plan')];
    const request: DvhRequest = {
      caseId,
      doses,
      structures,
      sum: args.isSet('sum'),
      image: image === null ? null : args.path(image),
      plan: plan === null ? null : { path: args.path(plan) },
      prescriptionGy: gyOption(args, 'prescription'),
      targets: args.texts('target').map(readTarget),
      relativeReferenceGy: gyOption(args, 'relative-reference'),
      isGeometryTrusted: args.isSet('trust-geometry'),
      only: listOption(args, 'only')?.slice() ?? null,
      metrics: listOption(args, 'metrics')?.slice() ?? [],
      constraints: await readConstraints(args),
      bins: args.isSet('bins'),
      csv: outputOption(args, 'csv'),
      constraintsCsv: outputOption(args, 'constraints-csv'),
      plot: outputOption(args, 'plot'),
    };
    return { output: await client.dose.dvh(request, options) };
  },
};
