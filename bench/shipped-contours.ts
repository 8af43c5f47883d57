// Contours of one of our models on an image, made by the command line as a user makes them, and kept.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

export interface ContourRequest {
  /** The image, NIfTI. */
  readonly image: string;
  readonly model: string;
  /** A folder ID/VERSION of models beside the shipped ones. */
  readonly models?: string | undefined;
  /** Holds NAME.nii.gz of each structure that was found. What is there already is taken as it is. */
  readonly folder: string;
}

/** The answer of the command, as far as it is used here. */
export interface ContourAnswer {
  readonly model: { readonly id: string; readonly version: string; readonly sha256: string };
  readonly device: { readonly used: string };
  readonly timingsMs: Readonly<Record<string, number>>;
}

/** Throws with what the command wrote when the image was not contoured. */
export function contourByCommand({ image, model, models, folder }: ContourRequest): ContourAnswer {
  const answerFile = join(folder, 'answer.json');
  if (!existsSync(answerFile)) {
    const part = `${folder}.part`;
    for (const old of [part, folder]) rmSync(old, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    const args = [join(root, 'bin/limner.mjs'), 'contour', image, '--out', part, '--model', model, '--export', 'nifti'];
    const env = models === undefined ? process.env : { ...process.env, LIMNER_MODELS: models };
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26, env });
    if (status !== 0) throw new Error(`${image} was not contoured: ${stderr}`);
    writeFileSync(join(part, 'answer.json'), stdout);
    renameSync(part, folder);
  }
  return JSON.parse(readFileSync(answerFile, 'utf8')) as ContourAnswer;
}
