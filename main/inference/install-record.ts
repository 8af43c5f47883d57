// install.json beside the manifest of a model that somebody brought: where it came from, what was derived, how its tests
// went. Written once; models that ship with Limner have none.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../../core/error/index.ts';
import type { InstalledModel } from './protocol.ts';

export const RECORD_FILE = 'install.json';

const createRecordSchema = () =>
  z.object({
    installedAt: z.string(),
    appVersion: z.string(),
    source: z.enum(['limner', 'nnunet', 'monai']),
    derived: z.array(z.object({ what: z.string(), value: z.string(), from: z.string() })).readonly(),
    remarks: z.array(z.string()).readonly(),
    selfTests: z
      .array(
        z.object({
          device: z.enum(['cpu', 'cuda', 'dml', 'webgpu', 'coreml']),
          state: z.enum(['passed', 'failed', 'absent']),
          largestDifference: z.number().nullable(),
          detail: z.string(),
        }),
      )
      .readonly(),
    networks: z.array(z.object({ file: z.string(), sha256: z.string() })).readonly(),
    manifestSha256: z.string(),
  });

export type InstallRecord = z.output<ReturnType<typeof createRecordSchema>>;

/** null: the model was not installed by somebody. Throws `corrupt-data` MODEL_RECORD. */
export async function readInstallRecord(folder: string): Promise<InstallRecord | null> {
  try {
    const text = await readFile(join(folder, RECORD_FILE), 'utf8');
    return createRecordSchema().parse(JSON.parse(text));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError(
      'corrupt-data',
      'MODEL_RECORD',
      `${join(folder, RECORD_FILE)} is damaged. Remove the model and install it again.`,
      { cause },
    );
  }
}

/** Throws `corrupt-data` MODEL_CHANGED when the manifest is not the one that was installed and tested. */
export async function checkAgainstRecord({ folder, manifest }: InstalledModel): Promise<void> {
  const record = await readInstallRecord(folder);
  if (record === null) return;
  const found = createHash('sha256').update(await readFile(join(folder, 'manifest.json')));
  if (found.digest('hex') === record.manifestSha256) return;
  throw new AppError(
    'corrupt-data',
    'MODEL_CHANGED',
    `The manifest of ${manifest.id} ${manifest.version} is not the one that was installed and tested. Remove the model and install it again.`,
  );
}
