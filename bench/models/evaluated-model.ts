// What is measured: a model's folder, and the hashes by which its figures are known to be its own.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface NetworkFile {
  readonly file: string;
  readonly sha256: string;
}

export interface ModelIdentity {
  readonly id: string;
  readonly version: string;
  /** Of the text: thresholds and post-processing change figures as networks do. */
  readonly manifestSha256: string;
  /** All networks of an ensemble, as the manifest lists them. */
  readonly networks: readonly NetworkFile[];
}

export interface EvaluatedModel extends ModelIdentity {
  readonly folder: string;
}

interface ManifestNetworks extends NetworkFile {
  readonly id: string;
  readonly version: string;
  readonly ensemble?: readonly NetworkFile[];
}

export function readEvaluatedModel(folder: string): EvaluatedModel {
  const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
  const { id, version, ensemble = [], ...first } = JSON.parse(text) as ManifestNetworks;
  const networks = [first, ...ensemble].map(({ file, sha256 }) => ({ file, sha256 }));
  return { id, version, manifestSha256: createHash('sha256').update(text).digest('hex'), networks, folder };
}

/** Every ROOT/ID/VERSION that holds a manifest. */
export const modelsBelow = (root: string): EvaluatedModel[] =>
  readdirSync(root)
    .flatMap((id) => readdirSync(join(root, id)).map((version) => join(root, id, version)))
    .filter((folder) => existsSync(join(folder, 'manifest.json')))
    .map(readEvaluatedModel);
