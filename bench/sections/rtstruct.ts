// All structures of one patient as RTSTRUCT, written and verified, against plastimatch on the same masks and images.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeCtSeries } from '../../tests/support/ct-writer.ts';
import { readTestNrrd } from '../../tests/support/nrrd-for-tests.ts';
import { type BenchContext, type BenchSection, type JsonRecord, median, repeat, roundTo } from '../section.ts';

const PATIENT = 'datasets/tcia-hn-oar/0522c0017';
const RATIO_TARGET = 1.0;

interface RtstructOutput {
  readonly structures: readonly { readonly contours: number; readonly points: number }[];
  readonly verified: boolean;
}

const seconds = (runs: readonly { readonly wallMs: number }[]): number =>
  roundTo(median(runs.map(({ wallMs }) => wallMs)) / 1000, 3);

/** plastimatch reads the masks and the images and writes one RTSTRUCT; it does not read its file back. */
async function runPeer(context: BenchContext, masks: string, images: string): Promise<JsonRecord> {
  const versions = await context.runCommand(['plastimatch', '--version']).catch(() => null);
  if (versions === null) return { missing: 'plastimatch is not installed (Debian package plastimatch)' };
  const convert = async () => {
    const out = join(await context.temporaryFolder(), 'out');
    const argv = ['plastimatch', 'convert', '--input-prefix', masks, '--referenced-ct', images, '--output-dicom', out];
    const command = await context.runCommand(argv);
    context.log(`plastimatch: ${roundTo(command.wallMs / 1000, 2)} s`);
    return command;
  };
  return {
    version: versions.stdout.trim(),
    command: 'plastimatch convert --input-prefix MASKS --referenced-ct CT --output-dicom OUT',
    seconds: seconds(await repeat(context.runs, convert)),
  };
}

async function run(context: BenchContext): Promise<JsonRecord> {
  const masks = context.sharedPath(PATIENT, 'oncologist');
  const names = readdirSync(masks).filter((file) => file.endsWith('.nrrd'));
  const images = join(await context.temporaryFolder(), 'ct');
  // The set has masks alone: a CT of air on their grid stands in for the images.
  writeCtSeries(images, readTestNrrd(join(masks, names[0] as string)).geometry);
  const maskArgs = names.flatMap((file) => ['--mask', `${file.replace(/\.nrrd$/, '')}=${join(masks, file)}`]);
  const write = async () => {
    const out = join(await context.temporaryFolder(), 'rtstruct.dcm');
    const command = await context.runLimner(['rtstruct', '--image', images, ...maskArgs, '--out', out]);
    context.log(`limner rtstruct: ${roundTo(command.wallMs / 1000, 2)} s`);
    return { ...command, output: JSON.parse(command.stdout) as RtstructOutput };
  };
  const timed = await repeat(context.runs, write);
  const { structures, verified } = (timed[0] as (typeof timed)[number]).output;
  const peer = await runPeer(context, masks, images);
  const ours = seconds(timed);
  const ratio = typeof peer['seconds'] === 'number' ? roundTo(ours / peer['seconds'], 3) : null;
  return {
    input: `${PATIENT}, oncologist`,
    structures: structures.length,
    contours: structures.reduce((sum, { contours }) => sum + contours, 0),
    points: structures.reduce((sum, { points }) => sum + points, 0),
    verified,
    seconds: ours,
    plastimatch: peer,
    ratio: { measured: ratio, target: RATIO_TARGET, isMet: ratio && ratio <= RATIO_TARGET },
  };
}

export const rtstructSection: BenchSection = { name: 'rtstruct', run };
