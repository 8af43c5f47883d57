export type {
  AutoContourRequest,
  AutoContourResult,
  ContouredStructure,
  ContourProgress,
  StructureLabel,
} from './contour-types.ts';
export { autoContour } from './engine.ts';
export { type InferenceChild, type ReadyChild, startInferenceChild } from './inference-child.ts';
export { type InstallRecord, RECORD_FILE, readInstallRecord } from './install-record.ts';
export { createModelRegistry, type ModelRegistry, type ModelVerification } from './model-registry.ts';
export { DEVICES, type DeviceChoice, type DeviceRequest, type InstalledModel } from './protocol.ts';
export { runSteps } from './run-steps.ts';
export { decodeUncertainty, encodeUncertainty, type KeptUncertainty, splitUncertainty } from './uncertainty-file.ts';
