// Import of a scanner's folder, and of ten such patients, against dcm2niix on the same files; speed inside the process;
// memory. The library hashes every file and volume and syncs it to the disk; dcm2niix does neither.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { copyAsOtherPatient } from '../copy-as-other-patient.ts';
import { type BenchContext, type BenchSection, type JsonRecord, median, repeat, roundTo } from '../section.ts';

const SETS = ['philips-head', 'philips-head-tilted'];
const COPIES = 10;
const ONE_TARGET = 4;
const TEN_TARGET = 2.5;
const SPEED_TARGET_MB_PER_S = 150;
const MEMORY_TARGET_MB = 600;

interface Tree {
  readonly folder: string;
  readonly files: number;
  readonly megabytes: number;
}

function describeTree(folder: string): Tree {
  const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
  return { folder, files: sizes.length, megabytes: sizes.reduce((sum, bytes) => sum + bytes, 0) / 1e6 };
}

interface ImportOutput {
  readonly cases: readonly unknown[];
}

const versionOfPeer = (context: BenchContext): Promise<string | null> =>
  context
    .runCommand(['dcm2niix', '-h'])
    .then(({ stdout }) => /v\d[\d.]+/.exec(stdout)?.[0] ?? 'unknown')
    .catch(() => null);

/** Both programs in turn, so that a disturbance meets both. */
async function compare(context: BenchContext, tree: Tree, target: number, scratch: string): Promise<JsonRecord> {
  const peerVersion = await versionOfPeer(context);
  const peerSeconds: number[] = [];
  const seconds = await repeat(context.runs, async () => {
    const library = mkdtempSync(join(scratch, 'library-'));
    const { wallMs, stdout } = await context.runLimner(['import', tree.folder, '--library', library]);
    if ((JSON.parse(stdout) as ImportOutput).cases.length === 0) throw new Error('nothing was imported');
    rmSync(library, { recursive: true });
    context.log(`limner import: ${roundTo(wallMs / 1000, 2)} s`);
    if (peerVersion !== null) {
      const out = mkdtempSync(join(scratch, 'nifti-'));
      const peer = await context.runCommand(['dcm2niix', '-o', out, tree.folder]);
      rmSync(out, { recursive: true });
      context.log(`dcm2niix: ${roundTo(peer.wallMs / 1000, 2)} s`);
      peerSeconds.push(peer.wallMs / 1000);
    }
    return wallMs / 1000;
  });
  const ratio = peerVersion === null ? null : roundTo(median(seconds) / median(peerSeconds), 2);
  return {
    files: tree.files,
    megabytes: Math.round(tree.megabytes),
    seconds: roundTo(median(seconds), 3),
    dcm2niix:
      peerVersion === null
        ? { missing: 'dcm2niix is not installed (Debian package dcm2niix)' }
        : { version: peerVersion, seconds: roundTo(median(peerSeconds), 3) },
    ratio: { measured: ratio, target, isMet: ratio && ratio <= target },
  };
}

/** Without the start of the process: from the call of the service until everything is safe and committed. */
async function measureInProcess(context: BenchContext, tree: Tree, scratch: string): Promise<JsonRecord> {
  const script = join(context.projectRoot, 'bench', 'import-in-process.ts');
  const seconds = await repeat(context.runs, async () => {
    const library = mkdtempSync(join(scratch, 'library-'));
    const { stdout } = await context.runCommand([process.execPath, script, tree.folder, library]);
    rmSync(library, { recursive: true });
    return (JSON.parse(stdout) as { readonly seconds: number }).seconds;
  });
  const speed = Math.round(tree.megabytes / median(seconds));
  return { measured: speed, target: SPEED_TARGET_MB_PER_S, isMet: speed >= SPEED_TARGET_MB_PER_S };
}

async function measureMemory(context: BenchContext, tree: Tree, scratch: string): Promise<JsonRecord> {
  const library = mkdtempSync(join(scratch, 'library-'));
  const argv = ['import', tree.folder, '--library', library];
  const { memory } = await context.runLimner(argv, { measureMemory: true });
  rmSync(library, { recursive: true });
  const megabytes = memory && Math.round(memory.peakBytes / 2 ** 20);
  return {
    measured: megabytes,
    sumOfOwnPeaks: memory && Math.round(memory.upperBoundBytes / 2 ** 20),
    target: MEMORY_TARGET_MB,
    isMet: megabytes && megabytes <= MEMORY_TARGET_MB,
  };
}

async function run(context: BenchContext): Promise<JsonRecord> {
  // The tree may be larger than a temporary folder in memory; libraries go to the same disk.
  const scratch = join(context.projectRoot, '.work', 'bench-import');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  try {
    const one = join(scratch, 'one');
    const ten = join(scratch, 'ten');
    for (const set of SETS) {
      const unpacked = await context.unpackShared(`dicom/${set}`);
      copyAsOtherPatient(unpacked, join(one, set), 0);
      for (let copy = 0; copy < COPIES; copy++) copyAsOtherPatient(unpacked, join(ten, `${copy}`, set), copy);
    }
    if (existsSync('/bin/sync')) await context.runCommand(['/bin/sync']);
    const tenTree = describeTree(ten);
    return {
      input: `${SETS.join(' + ')}; ten copies with other UIDs, PatientIDs and voxels`,
      one: await compare(context, describeTree(one), ONE_TARGET, scratch),
      ten: await compare(context, tenTree, TEN_TARGET, scratch),
      inProcessMegabytesPerSecond: await measureInProcess(context, tenTree, scratch),
      peakMemoryMegabytes: await measureMemory(context, tenTree, scratch),
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

export const importSection: BenchSection = { name: 'import', run };
