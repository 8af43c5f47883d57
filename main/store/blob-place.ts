// Where a blob lies: blobs/ab/<sha256>, and what is said when it does not.

import fs from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/error/index.ts';

export type BlobProblem = 'missing' | 'damaged';

const SHA256 = /^[0-9a-f]{64}$/;
const FOLDER = /^[0-9a-f]{2}$/;

export class BlobPlace {
  readonly folder: string;
  /** For messages: `The library /data/library`. */
  readonly where: string;

  constructor(folder: string, where: string) {
    this.folder = folder;
    this.where = where;
  }

  parent(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2));
  }

  /** Throws `corrupt-data` BLOB_DAMAGED for what is no sha256. */
  path(sha256: string): string {
    // The name comes from the database, which a damaged file could fill with anything: never a path of its own.
    if (!SHA256.test(sha256)) throw this.error('', 'damaged');
    return join(this.parent(sha256), sha256);
  }

  /** Names of all blobs that are there. */
  list(): string[] {
    if (!fs.existsSync(this.folder)) return [];
    const folders = fs.readdirSync(this.folder).filter((name) => FOLDER.test(name));
    return folders.flatMap((name) => fs.readdirSync(join(this.folder, name)).filter((file) => SHA256.test(file)));
  }

  error(sha256: string, problem: BlobProblem): AppError {
    const name = sha256 === '' ? 'image data' : `image data ${sha256.slice(0, 12)}`;
    return problem === 'missing'
      ? new AppError('corrupt-data', 'BLOB_MISSING', `${this.where}: ${name} are missing. Restore them from a backup.`)
      : new AppError('corrupt-data', 'BLOB_DAMAGED', `${this.where}: ${name} are damaged. Import the images again.`);
  }
}
