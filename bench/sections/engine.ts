// The engine: every shipped model on a 512 x 512 x 118 CT, against PyTorch running the same network over the same patches on the
// same cores; how soon structures are there; and the memory of thirty classes at native resolution.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchContext, type BenchSection, type JsonRecord, median, repeat, roundTo } from '../section.ts';

const CASE = 'dicom/openkbp-pt_225';
const VOLUME = 'datasets/openkbp-oar/val/pt_225_ct.nii.gz';
/** As many as the engine uses on two physical cores. */
const THREADS = 2;
const RATIO_TARGET = 1.0;
const NATIVE_MEMORY_TARGET_GB = 4;
/** A Python with torch, numpy and onnx. */
const PYTHON = process.env['LIMNER_PEER_PYTHON'] ?? '/usr/bin/python3';

interface Timed {
  readonly seconds: number;
  readonly networkSeconds: number;
  readonly patches: number;
}

interface OwnTimed extends Timed {
  /** Patches of air, which are not given to the network. */
  readonly skipped: number;
}

interface InProcess {
  readonly size: readonly number[];
  /** The same image in a wide field of air: on the image itself, cut to the body, no patch is air. */
  readonly wideSize: readonly number[];
  readonly outside: number;
  readonly airLevel: number | null;
  readonly folder: string;
  readonly whole: OwnTimed;
  readonly skipping: OwnTimed;
  readonly structures: { readonly seconds: number; readonly seen: readonly { name: string; seconds: number }[] };
}

interface Peer extends Timed {
  readonly torch: string;
}

interface PeerOutput {
  readonly torch: string;
  readonly seconds: readonly number[];
  readonly network: readonly number[];
  readonly patches: number;
}

interface PeerGrid {
  readonly file: string;
  readonly size: readonly number[];
  /** null: every patch is run. */
  readonly air: number | null;
}

async function runPeer(context: BenchContext, own: InProcess, { file, size, air }: PeerGrid): Promise<Peer> {
  const script = join(context.projectRoot, 'bench/peers/torch_tiling_peer.py');
  const given = [own.folder, file, size.join(), String(own.outside), air === null ? 'none' : String(air)];
  const argv = [PYTHON, script, ...given, String(THREADS), '1'];
  const peer = JSON.parse((await context.runCommand(argv)).stdout) as PeerOutput;
  const [seconds = Number.NaN] = peer.seconds;
  const [networkSeconds = Number.NaN] = peer.network;
  return { torch: peer.torch, patches: peer.patches, seconds, networkSeconds };
}

/** The median of the ratios of pairs that were run one after the other. */
function compare(pairs: readonly { readonly own: OwnTimed; readonly peer: Timed }[]): JsonRecord {
  const ratio = roundTo(median(pairs.map(({ own, peer }) => own.seconds / peer.seconds)), 3);
  const medianOf = (of: (pair: (typeof pairs)[number]) => number) => roundTo(median(pairs.map(of)), 3);
  return {
    patches: pairs[0]?.own.patches ?? 0,
    skipped: pairs[0]?.own.skipped ?? 0,
    peerPatches: pairs[0]?.peer.patches ?? 0,
    seconds: medianOf(({ own }) => own.seconds),
    networkSeconds: medianOf(({ own }) => own.networkSeconds),
    peerSeconds: medianOf(({ peer }) => peer.seconds),
    peerNetworkSeconds: medianOf(({ peer }) => peer.networkSeconds),
    ratio: { measured: ratio, target: RATIO_TARGET, isMet: ratio <= RATIO_TARGET },
  };
}

/** A whole case by the command line, as a user runs it. */
async function timeCase(context: BenchContext, model: string, images: string): Promise<JsonRecord> {
  const contour = async (measureMemory: boolean) => {
    const out = join(await context.temporaryFolder(), 'out');
    const argv = ['contour', images, '--out', out, '--model', model, '--export', 'nifti', '--device', 'cpu'];
    const command = await context.runLimner(argv, { measureMemory });
    const { timingsMs } = JSON.parse(command.stdout) as { timingsMs: Record<string, number> };
    context.log(`engine: ${model}, whole case: ${roundTo(command.wallMs / 1000, 1)} s`);
    return { ...command, outsideMs: (timingsMs['total'] ?? 0) - (timingsMs['inference'] ?? 0) };
  };
  const timed = await repeat(context.runs, () => contour(false));
  const { memory } = await contour(true);
  return {
    seconds: roundTo(median(timed.map(({ wallMs }) => wallMs)) / 1000, 2),
    outsideNetworkSeconds: roundTo(median(timed.map(({ outsideMs }) => outsideMs)) / 1000, 2),
    peakMemoryGb: memory && roundTo(memory.peakBytes / 2 ** 30, 3),
  };
}

const say = ({ seconds, patches }: Timed) => `${patches} patches in ${roundTo(seconds, 1)} s`;

async function measureModel(context: BenchContext, model: string, images: string): Promise<JsonRecord> {
  const folder = await context.temporaryFolder();
  const [file, wideFile] = [join(folder, 'grid.f32'), join(folder, 'wide.f32')] as const;
  const script = join(context.projectRoot, 'bench/engine-in-process.ts');
  const argv = [process.execPath, script, context.sharedPath(VOLUME), model, file, wideFile];
  // In turns: what else the machine does meets both.
  const runs = await repeat(context.runs, async () => {
    const own = JSON.parse((await context.runCommand(argv)).stdout) as InProcess;
    const { whole: ours, skipping: short } = own;
    context.log(`engine: ${model}: ${say(ours)}; wide field: ${say(short)}, ${short.skipped} skipped`);
    const whole = await runPeer(context, own, { file, size: own.size, air: null });
    const skipping = await runPeer(context, own, { file: wideFile, size: own.wideSize, air: own.airLevel });
    context.log(`engine: ${model}, PyTorch: ${say(whole)}; wide field: ${say(skipping)}`);
    return { own, whole, skipping };
  });
  const appeared = runs.map(({ own: { structures } }) => {
    const network = structures.seen.filter(({ name }) => name !== 'External');
    const at = (one: { seconds: number } | undefined) => one?.seconds ?? structures.seconds;
    return { first: at(structures.seen[0]), firstOfNetwork: at(network[0]), last: at(network.at(-1)) };
  });
  const when = (of: (each: (typeof appeared)[number]) => number) => roundTo(median(appeared.map(of)), 2);
  return {
    torch: runs[0]?.whole.torch ?? null,
    threads: THREADS,
    everyPatch: compare(runs.map(({ own, whole }) => ({ own: own.whole, peer: whole }))),
    wideFieldAirSkipped: compare(runs.map(({ own, skipping }) => ({ own: own.skipping, peer: skipping }))),
    structures: {
      firstSeconds: when(({ first }) => first),
      firstOfNetworkSeconds: when(({ firstOfNetwork }) => firstOfNetwork),
      lastSeconds: when(({ last }) => last),
    },
    wholeCase: await timeCase(context, model, images),
  };
}

async function measureNative(context: BenchContext): Promise<JsonRecord> {
  const root = await context.temporaryFolder();
  await context.runCommand([PYTHON, join(context.projectRoot, 'bench/peers/make_native_classes.py'), root]);
  const argv = [process.execPath, join(context.projectRoot, 'bench/native-classes.ts'), root];
  const onLine = (line: string) => context.log(`engine: thirty native classes: ${line}`);
  const { stdout, memory } = await context.runCommand(argv, { measureMemory: true, onLine });
  const { ownPeakBytes: _, ...figures } = JSON.parse(stdout) as { ownPeakBytes: number } & Record<string, number>;
  const peakMemoryGb = memory && memory.peakBytes / 2 ** 30;
  return {
    ...Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [name, typeof value === 'number' ? roundTo(value, 2) : value]),
    ),
    peakMemoryGb: {
      measured: peakMemoryGb && roundTo(peakMemoryGb, 2),
      target: NATIVE_MEMORY_TARGET_GB,
      isMet: peakMemoryGb && peakMemoryGb <= NATIVE_MEMORY_TARGET_GB,
    },
  };
}

async function run(context: BenchContext): Promise<JsonRecord> {
  const images = await context.unpackShared(CASE);
  const root = join(context.projectRoot, 'native-models');
  // The folder of a model that is no longer shipped may be left behind, empty.
  const ids = readdirSync(root).filter((id) => id !== 'trainer' && readdirSync(join(root, id)).length > 0);
  const models: Record<string, JsonRecord> = {};
  for (const id of ids.sort()) models[id] = await measureModel(context, id, images);
  return { input: CASE, models, native: await measureNative(context) };
}

export const engineSection: BenchSection = { name: 'engine', run };
