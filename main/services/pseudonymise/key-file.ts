// The secret that pseudonyms are made with. Whoever has it can make the pseudonym of a patient they know; without it a
// pseudonym leads nowhere.

import { createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../../core/error/index.ts';
import type { KeyedHash } from '../../../core/pseudonymise/index.ts';
import { makeFolders } from '../../platform/file-system.ts';
import { withNodeErrors } from '../../platform/node-error.ts';

const KEY_BYTES = 32;

export interface PseudonymKey {
  readonly hash: KeyedHash;
  readonly isNew: boolean;
  /** Others of this computer may read it. */
  readonly isOpenToOthers: boolean;
}

const hashWith =
  (key: Uint8Array): KeyedHash =>
  (text) =>
    createHmac('sha256', key).update(text, 'utf8').digest();

/** Reads the key, or makes one that its user alone may read. Throws `invalid-input` for a file that holds no key. */
export function openPseudonymKey(path: string): PseudonymKey {
  return withNodeErrors(`The key ${path}`, () => {
    if (fs.existsSync(path)) {
      const text = fs.readFileSync(path, 'utf8').trim();
      if (!/^[0-9a-f]{64}$/.test(text)) {
        throw new AppError(
          'invalid-input',
          'PSEUDONYM_KEY',
          `The key ${path} is not one: it needs 64 hexadecimal digits. Name a new file to have a key made.`,
        );
      }
      const isOpenToOthers = process.platform !== 'win32' && (fs.statSync(path).mode & 0o077) !== 0;
      return { hash: hashWith(Buffer.from(text, 'hex')), isNew: false, isOpenToOthers };
    }
    makeFolders(dirname(path), 0o700);
    const key = randomBytes(KEY_BYTES);
    fs.writeFileSync(path, `${key.toString('hex')}\n`, { flag: 'wx', mode: 0o600, flush: true });
    return { hash: hashWith(key), isNew: true, isOpenToOthers: false };
  });
}
