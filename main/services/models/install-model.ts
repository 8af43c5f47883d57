// `models install`: read, derive, show; once confirmed: stage, run, test on every device, and only then one rename makes
// the model appear. A changed network or manifest is refused by its hash whenever it is used afterwards.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelInstallInput, ModelInstallResult } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import {
  type ModelManifest,
  type ModelManifestJson,
  modelKind,
  networkFiles,
  parseModelManifest,
} from '../../../core/inference/index.ts';
import type { ImportChoices, ManifestDraft } from '../../../core/model-import/index.ts';
import { type InstallRecord, type ModelRegistry, RECORD_FILE } from '../../inference/index.ts';
import { isoTime, systemClock } from '../../platform/clock.ts';
import { nodeFileSystem, renameReplacing, syncFolder } from '../../platform/file-system.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { createStagingFolder, type StagingFolder } from '../../platform/staging-folder.ts';
import { type GoldenAnswer, goldenAnswer, goldenQuestion, goldenTolerance } from './golden-pair.ts';
import { openModelSource } from './model-source.ts';
import { type ImportedNetwork, type ReadImport, readImport } from './read-import.ts';
import { type SelfTest, type SelfTestDevice, selfTest } from './self-test.ts';
import { sha256Of } from './sha256.ts';

export interface InstallPorts {
  readonly registry: ModelRegistry;
  /** Where a user's own models lie; made if missing. */
  readonly modelFolder: string;
  readonly appVersion: string;
  readonly signal: AbortSignal;
  /** On which the model is tested; default all that there can be. */
  readonly devices?: readonly SelfTestDevice[];
  readonly report: (progress: { readonly phase: string; readonly done: number; readonly total: number }) => void;
}

const toChoices = (input: ModelInstallInput): ImportChoices => ({
  ...input.choices,
  names: Object.fromEntries(input.choices.names.map(({ from, to }) => [from, to])),
});

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** The draft with hashes of its networks, and golden files that are yet to be written. */
function completeManifest(
  draft: ManifestDraft,
  networks: readonly ImportedNetwork[],
  inputShape: readonly number[],
  outputShape: readonly number[],
  tolerance: number,
): ModelManifest {
  const [first, ...others] = networks as [ImportedNetwork, ...ImportedNetwork[]];
  const json: ModelManifestJson = {
    ...draft,
    file: first.file,
    sha256: first.sha256,
    ensemble: others.map(({ file, sha256 }, at) => ({ file, sha256, golden: goldenName(at + 1) })),
    golden: {
      input: 'golden/input.f32',
      output: goldenName(0),
      inputShape: [...inputShape],
      outputShape: [...outputShape],
      tolerance,
    },
  };
  return parseModelManifest(json, 'of the imported model');
}

const goldenName = (network: number): string => `golden/output-${network + 1}.f32`;

/** What the manifest would be: enough to show it, with an answer of the size that the description promises. */
function previewManifest({ manifest, draft, networks }: ReadImport): ModelManifest {
  if (manifest !== null || draft === null) return manifest as ModelManifest;
  const { shape } = goldenQuestion(draft, networks[0] as ImportedNetwork);
  return completeManifest(draft, networks, shape, [1, draft.output.labels.length, ...shape.slice(2)], 1);
}

async function checkIsNew(registry: ModelRegistry, { id, version }: ModelManifest): Promise<void> {
  const { models } = await registry.list();
  if (!models.some(({ manifest }) => manifest.id === id && manifest.version === version)) return;
  throw new AppError(
    'conflict',
    'MODEL_INSTALLED',
    `The model ${id} ${version} is installed already. Remove it first, or give this one another id or version.`,
  );
}

/** Reads what there is, and says how far it is: networks are large. */
async function readFrom(input: ModelInstallInput, { signal, report }: InstallPorts): Promise<ReadImport> {
  let [done, total] = [0, 0];
  const onBytes = (count: number) => {
    done += count;
    report({ phase: 'read', done, total: Math.max(done, total) });
  };
  const source = await openModelSource(input.path, { signal, onBytes });
  try {
    total = source.files.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return await readImport(source, toChoices(input));
  } finally {
    await source.close();
  }
}

/** Geometry is never guessed. */
function checkIsAnswered({ questions: [open] }: ReadImport): void {
  if (open === undefined) return;
  const usual = open.answers.map(({ value, meaning }) => `${value} (${meaning})`).join('; ');
  throw new AppError(
    'invalid-input',
    'MODEL_QUESTION',
    `${open.text} Say it with --${open.choice}: usual are ${usual}.`,
  );
}

function toResult(read: ReadImport, manifest: ModelManifest, tests: readonly SelfTest[] | null): ModelInstallResult {
  return {
    isInstalled: tests !== null,
    id: manifest.id,
    version: manifest.version,
    title: manifest.title,
    source: read.kind,
    kind: modelKind(manifest),
    structures: manifest.output.labels.flatMap((label) => (label === null ? [] : [label.name])),
    intendedUse: {
      modality: manifest.intendedUse.modality,
      bodyRegion: manifest.intendedUse.bodyRegion,
      description: manifest.intendedUse.description,
    },
    derived: read.facts.map((fact) => ({ ...fact })),
    questions: read.questions.map(({ choice, text, answers }) => ({
      choice,
      text,
      answers: answers.map((one) => ({ ...one })),
    })),
    remarks: [...read.remarks],
    networks: read.networks.map(({ file, sha256, bytes }) => ({ file, sha256, sizeBytes: bytes.length })),
    selfTests: (tests ?? []).map((test) => ({ ...test })),
  };
}

/** Writes the files of the model and runs what its manifest lacks. */
async function stage(read: ReadImport, staging: StagingFolder, ports: InstallPorts): Promise<ModelManifest> {
  const write = (name: string, bytes: Uint8Array | string) =>
    withNodeErrors('Writing the model', () => writeFileSync(staging.path(name), bytes));
  for (const { file, bytes } of read.networks) write(file, bytes);
  for (const [name, bytes] of read.extras) write(name, bytes);
  let { manifest } = read;
  if (manifest === null) {
    const draft = read.draft as ManifestDraft;
    const question = goldenQuestion(draft, read.networks[0] as ImportedNetwork);
    const answers: GoldenAnswer[] = [];
    for (const [at, { file }] of read.networks.entries()) {
      ports.report({ phase: 'trial', done: at, total: read.networks.length });
      answers.push(await goldenAnswer(draft, question, join(staging.folder, file), ports.signal));
    }
    const shape = (answers[0] as GoldenAnswer).shape;
    manifest = completeManifest(draft, read.networks, question.shape, shape, goldenTolerance(answers));
    write(manifest.golden.input, bytesOf(question.values));
    for (const [at, { values }] of answers.entries()) write(goldenName(at), bytesOf(values));
  }
  write('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

const recordOf = (
  read: ReadImport,
  manifest: ModelManifest,
  tests: readonly SelfTest[],
  appVersion: string,
): InstallRecord => ({
  installedAt: isoTime(systemClock),
  appVersion,
  source: read.kind,
  derived: read.facts,
  remarks: read.remarks,
  selfTests: tests,
  networks: networkFiles(manifest).map(({ file, sha256 }) => ({ file, sha256 })),
  manifestSha256: sha256Of(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)),
});

/** One rename: the folder is there whole or not at all. */
function publish(staging: StagingFolder, modelFolder: string, { id, version }: ModelManifest): void {
  withNodeErrors(`Installing into ${modelFolder}`, () => {
    staging.prepare();
    const parent = join(modelFolder, id);
    mkdirSync(parent, { recursive: true });
    renameReplacing(nodeFileSystem, staging.folder, join(parent, version));
    syncFolder(nodeFileSystem, parent);
  });
}

/**
 * Without `isConfirmed`, and where something had to be derived, only says what would be installed. Throws what reading,
 * deriving and testing throw, `invalid-input` MODEL_QUESTION for what is not said, `conflict` MODEL_INSTALLED; the model folder is then as it was.
 */
export async function installModel(input: ModelInstallInput, ports: InstallPorts): Promise<ModelInstallResult> {
  const read = await readFrom(input, ports);
  const preview = previewManifest(read);
  await checkIsNew(ports.registry, preview);
  if (read.kind !== 'limner' && !input.isConfirmed) return toResult(read, preview, null);
  checkIsAnswered(read);
  const staging = createStagingFolder(ports.modelFolder);
  try {
    const manifest = await stage(read, staging, ports);
    const model = { manifest, folder: staging.folder };
    const report = (done: number, total: number) => ports.report({ phase: 'test', done, total });
    const tests = await selfTest(model, ports.signal, report, ports.devices);
    const record = recordOf(read, manifest, tests, ports.appVersion);
    writeFileSync(staging.path(RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`);
    // Another run may have been quicker.
    await checkIsNew(ports.registry, manifest);
    publish(staging, ports.modelFolder, manifest);
    return toResult(read, manifest, tests);
  } finally {
    staging.discard();
  }
}
