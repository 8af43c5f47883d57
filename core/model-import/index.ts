export {
  type Derivation,
  type DerivedFact,
  type ImportChoices,
  type ImportQuestion,
  isFreeSize,
  type ManifestDraft,
  NO_CHOICES,
  singleTensors,
  toModelId,
} from './derivation.ts';
export { deriveFromMonai } from './monai.ts';
export { deriveFromNnunet } from './nnunet.ts';
export * from './onnx-file.ts';
