// What somebody brings -> what would be installed: which kind of model it is, its networks, its manifest, and where each
// fact comes from. Nothing is run and nothing written.

import { AppError } from '../../../core/error/index.ts';
import { type ModelManifest, networkFiles, parseModelManifest } from '../../../core/inference/index.ts';
import {
  type DerivedFact,
  deriveFromMonai,
  deriveFromNnunet,
  embedExternalData,
  type ImportChoices,
  type ImportQuestion,
  MAX_ONNX_BYTES,
  type ManifestDraft,
  type OnnxSummary,
  readOnnx,
} from '../../../core/model-import/index.ts';
import type { ModelSource } from './model-source.ts';
import { sha256Of } from './sha256.ts';

export interface ImportedNetwork {
  /** In the folder of the installed model. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly onnx: OnnxSummary;
}

export interface ReadImport {
  readonly kind: 'limner' | 'nnunet' | 'monai';
  readonly networks: readonly ImportedNetwork[];
  /** A whole manifest of ours, or a draft that lacks hashes and golden pair. */
  readonly manifest: ModelManifest | null;
  readonly draft: ManifestDraft | null;
  readonly facts: readonly DerivedFact[];
  readonly remarks: readonly string[];
  readonly questions: readonly ImportQuestion[];
  /** Further files to keep, by their name in the installed folder. */
  readonly extras: ReadonlyMap<string, Uint8Array>;
}

const MAX_JSON_BYTES = 16 * 2 ** 20;
const MAX_EXTRA_BYTES = 4 * 2 ** 20;
const MAX_GOLDEN_BYTES = 2 ** 30;
const EXTRAS = /^(CARD\.md|README\.md|NOTICE(\.txt)?|LICEN[CS]E(\.txt|\.md)?)$/i;

const folderOf = (name: string): string => (name.includes('/') ? name.slice(0, name.lastIndexOf('/') + 1) : '');

const sourceError = (why: string): AppError => new AppError('invalid-input', 'MODEL_SOURCE', why);

/** The file of that name nearest to the top; null: none. Throws where two are equally near. */
function nearest(source: ModelSource, fileName: string): string | null {
  const depth = (name: string) => name.split('/').length;
  const found = source.files
    .filter(({ name }) => name === fileName || name.endsWith(`/${fileName}`))
    .map(({ name }) => name)
    .sort((a, b) => depth(a) - depth(b));
  const [first, second] = found;
  if (first !== undefined && second !== undefined && depth(first) === depth(second)) {
    throw sourceError(`There are several ${fileName}: ${first}, ${second}. Name the folder of one model.`);
  }
  return first ?? null;
}

async function readJson(source: ModelSource, name: string): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await source.read(name, MAX_JSON_BYTES)));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('corrupt-data', 'MODEL_IMPORT_FILE', `${name} cannot be used: it is not JSON.`, { cause });
  }
}

/** Reads a network, with what it keeps in files beside it brought in. */
async function readNetwork(source: ModelSource, name: string, file: string): Promise<ImportedNetwork> {
  const bytes = await source.read(name, MAX_ONNX_BYTES);
  const onnx = readOnnx(bytes);
  const beside = new Map<string, Uint8Array>();
  for (const external of onnx.externalFiles) {
    const at = folderOf(name) + external;
    if (!source.files.some((known) => known.name === at)) {
      throw new AppError(
        'not-found',
        'MODEL_FILE',
        `${name} keeps its numbers in ${external}, which is not beside it.`,
      );
    }
    beside.set(external, await source.read(at, MAX_ONNX_BYTES));
  }
  const whole = embedExternalData(bytes, beside);
  return { file, bytes: whole, sha256: sha256Of(whole), onnx };
}

const networkNames = (source: ModelSource, under: string): string[] =>
  source.files.map(({ name }) => name).filter((name) => name.startsWith(under) && /\.onnx$/i.test(name));

async function readExtras(source: ModelSource, under: string): Promise<Map<string, Uint8Array>> {
  const extras = new Map<string, Uint8Array>();
  for (const { name, byteLength } of source.files) {
    const own = name.slice(under.length);
    if (!name.startsWith(under) || !EXTRAS.test(own) || byteLength > MAX_EXTRA_BYTES) continue;
    extras.set(own, await source.read(name, MAX_EXTRA_BYTES));
  }
  return extras;
}

async function readOwn(source: ModelSource, manifestName: string): Promise<ReadImport> {
  const under = folderOf(manifestName);
  const manifest = parseModelManifest(await readJson(source, manifestName), manifestName);
  const networks: ImportedNetwork[] = [];
  const extras = await readExtras(source, under);
  for (const { file, sha256, golden } of networkFiles(manifest)) {
    const network = await readNetwork(source, under + file, file);
    if (network.onnx.externalFiles.length > 0) {
      throw new AppError(
        'unsupported',
        'MODEL_EXTERNAL_DATA',
        `${file} keeps its numbers in another file, which its hash does not cover. Save it as one file and put its hash into the manifest.`,
      );
    }
    if (network.sha256 !== sha256) {
      throw new AppError(
        'corrupt-data',
        'MODEL_HASH',
        `${file} is not the network that its manifest describes (SHA-256 ${network.sha256.slice(0, 12)}… instead of ${sha256.slice(0, 12)}…).`,
      );
    }
    networks.push(network);
    extras.set(golden, await source.read(under + golden, MAX_GOLDEN_BYTES));
  }
  extras.set(manifest.golden.input, await source.read(under + manifest.golden.input, MAX_GOLDEN_BYTES));
  return { kind: 'limner', networks, manifest, draft: null, facts: [], remarks: [], questions: [], extras };
}

async function readNnunet(source: ModelSource, plansName: string, choices: ImportChoices): Promise<ReadImport> {
  const under = folderOf(plansName);
  const names = networkNames(source, under);
  if (names.length === 0) throw sourceError('Beside plans.json there is no ONNX file. Export the network first.');
  const networks: ImportedNetwork[] = [];
  for (const [at, name] of names.entries()) {
    networks.push(await readNetwork(source, name, names.length === 1 ? 'model.onnx' : `model-${at + 1}.onnx`));
  }
  const derived = deriveFromNnunet(
    await readJson(source, plansName),
    await readJson(source, `${under}dataset.json`),
    (networks[0] as ImportedNetwork).onnx,
    choices,
  );
  const facts = [
    ...derived.facts,
    {
      what: 'networks',
      value: names.length === 1 ? 'one' : `${names.length}, their answers averaged`,
      from: names.join(', '),
    },
  ];
  const extras = await readExtras(source, under);
  return { kind: 'nnunet', networks, manifest: null, ...derived, facts, extras };
}

async function readMonai(source: ModelSource, metadataName: string, choices: ImportChoices): Promise<ReadImport> {
  const under = folderOf(metadataName).slice(0, -'configs/'.length);
  const inference = `${under}configs/inference.json`;
  if (!source.files.some(({ name }) => name === inference)) {
    throw sourceError(
      'The bundle has no configs/inference.json. A configuration in YAML has to be written as JSON first.',
    );
  }
  const names = networkNames(source, under);
  const chosen =
    names.find((name) => name === `${under}models/model.onnx`) ?? (names.length === 1 ? names[0] : undefined);
  if (chosen === undefined) {
    throw sourceError(
      names.length === 0
        ? 'The bundle has no ONNX file. Export its network first.'
        : `The bundle has several ONNX files and no models/model.onnx: ${names.join(', ')}.`,
    );
  }
  const network = await readNetwork(source, chosen, 'model.onnx');
  const derived = deriveFromMonai(
    await readJson(source, metadataName),
    await readJson(source, inference),
    network.onnx,
    choices,
  );
  const extras = await readExtras(source, under);
  return { kind: 'monai', networks: [network], manifest: null, ...derived, extras };
}

/**
 * Finds out what the files are and derives what they say. Throws `invalid-input` MODEL_SOURCE for files that are no
 * model, and what reading and deriving throw.
 */
export async function readImport(source: ModelSource, choices: ImportChoices): Promise<ReadImport> {
  const metadata = nearest(source, 'configs/metadata.json');
  if (metadata !== null) return readMonai(source, metadata, choices);
  const plans = nearest(source, 'plans.json');
  if (plans !== null) return readNnunet(source, plans, choices);
  const manifest = nearest(source, 'manifest.json');
  if (manifest !== null) return readOwn(source, manifest);
  throw sourceError(
    'There is no model in it: neither manifest.json, nor plans.json and dataset.json of nnU-Net, nor configs/metadata.json of a MONAI bundle.',
  );
}
