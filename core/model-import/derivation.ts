// A manifest that was made from somebody else's files, and for each of its facts where it comes from: a person confirms
// them before the model is installed.

import { AppError } from '../error/index.ts';
import type { ModelManifestJson, PatientDirection } from '../inference/index.ts';
import type { OnnxSummary } from './onnx-file.ts';

/** What the networks themselves add: hashes, and the golden pair that a first run gives. */
export type ManifestDraft = Omit<ModelManifestJson, 'file' | 'sha256' | 'ensemble' | 'golden'>;

export interface DerivedFact {
  /** For example 'spacing'. */
  readonly what: string;
  readonly value: string;
  /** File it was read from; 'assumed' where none says it; 'given' where a person did. */
  readonly from: string;
}

/** What none of the files says and nobody may guess: it must be answered before the model is installed. */
export interface ImportQuestion {
  /** Which of the choices answers it. */
  readonly choice: 'orientation';
  readonly text: string;
  /** Answers that are usual; others may be right. */
  readonly answers: readonly { readonly value: string; readonly meaning: string }[];
}

export interface Derivation {
  readonly draft: ManifestDraft;
  readonly facts: readonly DerivedFact[];
  /** What a person should know before trusting the result: differences to the original that remain. */
  readonly remarks: readonly string[];
  readonly questions: readonly ImportQuestion[];
}

/** What a person says where the files do not, or otherwise than they do. */
export interface ImportChoices {
  readonly id: string | null;
  readonly version: string | null;
  readonly title: string | null;
  readonly modality: 'CT' | 'MR' | null;
  readonly bodyRegion: string | null;
  /** Where i, j and k of the training images ran in the patient, for example LPS. */
  readonly orientation: string | null;
  /** nnU-Net: which configuration of the plans the network is of. */
  readonly configuration: string | null;
  /** false: no mirroring at test time, whatever the files say. */
  readonly hasMirroring: boolean | null;
  /** Names of structures by their name in the files. */
  readonly names: Readonly<Record<string, string>>;
}

export const NO_CHOICES: ImportChoices = {
  id: null,
  version: null,
  title: null,
  modality: null,
  bodyRegion: null,
  orientation: null,
  configuration: null,
  hasMirroring: null,
  names: {},
};

/** Asked where images were taken as they lay in their files, which no file of a model describes. */
export const askOrientation = (system: string): ImportQuestion => ({
  choice: 'orientation',
  text: `How did the training images lie in their files? ${system} takes them as they lie, and no file of the model says how that was. A wrong answer swaps left and right, or turns the image over.`,
  answers: [
    { value: 'LPS', meaning: 'DICOM, or converted from it by SimpleITK' },
    { value: 'RAS', meaning: 'NIfTI in its own standard order, as many public sets are' },
    { value: 'LAS', meaning: 'NIfTI as dcm2niix writes axial series' },
  ],
});

/** What a fact that is still asked for says. */
export const TO_BE_SAID = 'to be said';

export const unsupportedImport = (why: string): AppError => new AppError('unsupported', 'MODEL_IMPORT', why);

export const brokenImport = (file: string, why: string): AppError =>
  new AppError('corrupt-data', 'MODEL_IMPORT_FILE', `${file} cannot be used: ${why}.`);

const OPPOSITE: Readonly<Record<PatientDirection, PatientDirection>> = {
  L: 'R',
  R: 'L',
  P: 'A',
  A: 'P',
  S: 'I',
  I: 'S',
};

/** 'LPS' -> its three directions, one of each patient axis. Throws `invalid-input`. */
export function parseOrientation(text: string): readonly [PatientDirection, PatientDirection, PatientDirection] {
  const letters = [...text.toUpperCase()];
  const isKnown = (letter: string): letter is PatientDirection => letter in OPPOSITE;
  const [a, b, c] = letters;
  const axes = new Set(letters.filter(isKnown).map((letter) => [letter, OPPOSITE[letter]].sort().join('')));
  if (letters.length !== 3 || axes.size !== 3) {
    throw new AppError(
      'invalid-input',
      'MODEL_ORIENTATION',
      `An orientation has three letters, one each of L or R, P or A, S or I (for example LPS), not '${text}'.`,
    );
  }
  return [a, b, c] as [PatientDirection, PatientDirection, PatientDirection];
}

/** A name of a folder: small letters, digits and single dashes. */
export function toModelId(text: string): string {
  const id = text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64);
  return id === '' ? 'model' : id.replace(/-+$/, '');
}

/** The one tensor that goes in and the one that comes out. Throws `unsupported`. */
export function singleTensors(onnx: OnnxSummary): {
  readonly input: OnnxSummary['inputs'][number];
  readonly output: OnnxSummary['outputs'][number];
} {
  const [input, ...moreInputs] = onnx.inputs;
  const [output, ...moreOutputs] = onnx.outputs;
  if (!input || !output || moreInputs.length > 0) {
    throw unsupportedImport(`The network has ${onnx.inputs.length} inputs; one image in, one answer out is supported.`);
  }
  if (moreOutputs.length > 0) {
    throw unsupportedImport(
      `The network has ${onnx.outputs.length} outputs. Export it without deep supervision, with one output.`,
    );
  }
  for (const { name, elementType } of [input, output]) {
    if (elementType !== 1) throw unsupportedImport(`"${name}" of the network is not float32. Export it in float32.`);
  }
  return { input, output };
}

/** True when a size stands for any or is the one wanted. */
export const fitsSize = (size: number | null | undefined, wanted: number): boolean =>
  size === null || size === undefined || size === wanted;

/** True where the network takes any size along its spatial axes. */
export const isFreeSize = (shape: readonly (number | null)[] | null): boolean =>
  shape === null || shape.slice(2).every((size) => size === null);

/** Figures as people write them: no tail of binary fractions. */
export const figure = (value: number): string => String(Number(value.toPrecision(7)));
