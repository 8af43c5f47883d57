// Two observers' masks of five patients through `limner compare`, against DeepMind's surface-distance in Python on the
// same files, and against the figures that it gave for them.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchContext, type BenchSection, type JsonRecord, median, repeat, roundTo } from '../section.ts';

const SET = 'datasets/tcia-hn-oar';
const PEER_PACKAGE = 'surface-distance==0.1';

interface Reference {
  readonly dice: number;
  readonly hd: number;
  readonly hd95: number;
  readonly asd_a_to_b: number;
  readonly asd_b_to_a: number;
  readonly surface_dice_1mm: number;
}

interface Comparison {
  readonly dice: number;
  readonly hausdorffMm: number;
  readonly hausdorff95Mm: number;
  readonly averageSurfaceDistanceMm: { readonly referenceToTest: number; readonly testToReference: number };
  readonly surfaceDice: Readonly<Record<string, number>>;
}

type ByStructure<T> = Readonly<Record<string, T>>;

/** Largest difference from the reference, over all structures that have one. */
function largestDifferences(found: ByStructure<Comparison>, expected: ByStructure<Reference>) {
  let shares = 0;
  let distancesMm = 0;
  for (const [name, reference] of Object.entries(expected)) {
    const own = found[name];
    if (own === undefined) throw new Error(`compare left out ${name}`);
    const { referenceToTest, testToReference } = own.averageSurfaceDistanceMm;
    shares = Math.max(
      shares,
      Math.abs(own.dice - reference.dice),
      Math.abs((own.surfaceDice['1'] ?? Number.NaN) - reference.surface_dice_1mm),
    );
    distancesMm = Math.max(
      distancesMm,
      Math.abs(own.hausdorffMm - reference.hd),
      Math.abs(own.hausdorff95Mm - reference.hd95),
      Math.abs(referenceToTest - reference.asd_a_to_b),
      Math.abs(testToReference - reference.asd_b_to_a),
    );
  }
  return { shares, distancesMm };
}

/** A Python that has the peer: Debian's NumPy and SciPy with the package from PyPI in a virtual environment. */
async function peerPython(context: BenchContext): Promise<string> {
  const folder = join(context.cacheFolder, 'surface-distance');
  const python = join(folder, 'bin', 'python');
  const works = () =>
    existsSync(python)
      ? context.runCommand([python, '-c', 'import surface_distance']).then(
          () => true,
          () => false,
        )
      : false;
  if (await works()) return python;
  context.log(`installing ${PEER_PACKAGE} into ${folder}`);
  const base = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  await context.runCommand([base, '-m', 'venv', '--clear', '--system-site-packages', folder]);
  await context.runCommand([python, '-m', 'pip', 'install', '--quiet', PEER_PACKAGE, 'numpy<2', 'scipy<2']);
  return python;
}

interface PeerOutput {
  readonly versions: string;
  readonly readSeconds: number;
  readonly computeSeconds: number;
}

async function runPeer(context: BenchContext, folder: string): Promise<JsonRecord> {
  let python: string;
  try {
    python = await peerPython(context);
  } catch (error) {
    return { missing: `surface-distance could not be installed: ${String(error).split('\n')[0]}` };
  }
  const script = join(context.projectRoot, 'bench', 'peers', 'surface_distance_peer.py');
  const timed = await repeat(context.runs, async () => {
    const command = await context.runCommand([python, script, folder]);
    context.log(`surface-distance: ${roundTo(command.wallMs / 1000, 2)} s`);
    return { ...command, output: JSON.parse(command.stdout) as PeerOutput };
  });
  const of = (pick: (output: PeerOutput) => number) => roundTo(median(timed.map(({ output }) => pick(output))), 3);
  return {
    version: (timed[0] as (typeof timed)[number]).output.versions,
    seconds: roundTo(median(timed.map(({ wallMs }) => wallMs)) / 1000, 3),
    readSeconds: of((output) => output.readSeconds),
    computeSeconds: of((output) => output.computeSeconds),
  };
}

async function run(context: BenchContext): Promise<JsonRecord> {
  const folder = context.sharedPath(SET);
  const references = JSON.parse(readFileSync(join(folder, 'reference-metrics.json'), 'utf8')) as Readonly<
    Record<string, ByStructure<Reference>>
  >;
  const differences = { shares: 0, distancesMm: 0 };
  const seconds = await repeat(context.runs, async () => {
    let wallMs = 0;
    for (const [patient, expected] of Object.entries(references)) {
      const observers = ['oncologist', 'radiographer'].map((observer) => join(folder, patient, observer));
      const command = await context.runLimner(['compare', ...observers]);
      wallMs += command.wallMs;
      const found = (JSON.parse(command.stdout) as { structures: ByStructure<Comparison> }).structures;
      const { shares, distancesMm } = largestDifferences(found, expected);
      differences.shares = Math.max(differences.shares, shares);
      differences.distancesMm = Math.max(differences.distancesMm, distancesMm);
    }
    context.log(`limner compare: ${roundTo(wallMs / 1000, 2)} s`);
    return wallMs / 1000;
  });
  const peer = await runPeer(context, folder);
  const ours = roundTo(median(seconds), 3);
  return {
    input: `${SET}, 5 patients, oncologist against radiographer, 210 mask files`,
    seconds: ours,
    largestDifference: differences,
    surfaceDistance: peer,
    timesFaster: typeof peer['seconds'] === 'number' ? roundTo(peer['seconds'] / ours, 2) : null,
  };
}

export const compareSection: BenchSection = { name: 'compare', run };
