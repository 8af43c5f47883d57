import { modelKind, networkFiles } from '../../../core/inference/index.ts';
import type { DeviceChoice, InstalledModel } from '../../inference/index.ts';

/** What is kept with structures beside the model's id and the device: enough to run the same again. */
export const howItRan = ({ manifest }: InstalledModel, device: DeviceChoice | null) => ({
  kind: modelKind(manifest),
  /** SHA-256 of every network of the model. */
  networks: networkFiles(manifest).map(({ sha256 }) => sha256),
  /** Why it was this device; null where no network was needed. */
  deviceReason: device?.reason ?? null,
});
