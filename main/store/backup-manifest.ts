// LIMNER-BACKUP.json: what makes a folder a backup, and what it must hold. A backup has a library's database and blobs,
// but not its marker, so that nobody works in it by mistake. It holds no patient data itself.

import fs from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { AppError } from '../../core/error/index.ts';
import { systemCode, withNodeErrors } from '../platform/node-error.ts';

export const BACKUP_MANIFEST = 'LIMNER-BACKUP.json';
const FORMAT = 1;

const Manifest = z.object({
  format: z.number().int(),
  appVersion: z.string(),
  createdAt: z.string(),
  schemaVersion: z.number().int(),
  cases: z.number().int(),
  blobs: z.number().int(),
  /** Of the database and the blob files. */
  sizeBytes: z.number().int(),
  databaseSha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackupManifest = z.infer<typeof Manifest>;

export const newManifest = (content: Omit<BackupManifest, 'format'>): BackupManifest => ({
  format: FORMAT,
  ...content,
});

export const backupWhere = (folder: string): string => `The backup ${resolve(folder)}`;

/** Throws `not-found` BACKUP_MISSING, `invalid-input` BACKUP_NOT_ONE, `corrupt-data` BACKUP_DAMAGED, `unsupported`
 * BACKUP_NEWER. */
export function readManifest(folder: string): BackupManifest {
  const where = backupWhere(folder);
  const text = withNodeErrors(where, () => {
    if (!fs.existsSync(folder)) {
      throw new AppError('not-found', 'BACKUP_MISSING', `${where}: there is none. Check the path.`);
    }
    try {
      return fs.readFileSync(join(folder, BACKUP_MANIFEST), 'utf8');
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR') throw error;
      const advice = 'Name a folder that `limner library backup` wrote.';
      throw new AppError('invalid-input', 'BACKUP_NOT_ONE', `${where}: it holds no ${BACKUP_MANIFEST}. ${advice}`);
    }
  });
  const manifest = Manifest.safeParse(parseJson(text));
  if (!manifest.success) {
    throw new AppError(
      'corrupt-data',
      'BACKUP_DAMAGED',
      `${where}: its ${BACKUP_MANIFEST} is damaged. Use another backup.`,
    );
  }
  if (manifest.data.format !== FORMAT) {
    throw new AppError('unsupported', 'BACKUP_NEWER', `${where}: it was written by a newer Limner. Update Limner.`);
  }
  return manifest.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
