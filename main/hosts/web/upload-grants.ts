// Files that a browser hands over, since it tells no paths: each drop gets a private folder beside the library (same
// disk, nobody else may read it), and the folder is what is granted. All of it is gone when the server ends; what a
// killed one left is removed by the next.

import fs from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../core/error/index.ts';
import { mapNodeError, withNodeErrors } from '../../platform/node-error.ts';
import { isOwnerGone, newOwnerTag } from '../../platform/owner-tag.ts';

export interface UploadLimits {
  readonly fileBytes: number;
  readonly grantBytes: number;
  readonly grantFiles: number;
}

/** Beyond the largest study that anybody drops; a browser gone wild meets them before the disk is full. */
export const UPLOAD_LIMITS: UploadLimits = { fileBytes: 16 * 2 ** 30, grantBytes: 64 * 2 ** 30, grantFiles: 200_000 };

export interface UploadGrants {
  /** A new empty folder, granted. */
  create(): string;
  /** Writes `body` as `path` (relative, with `/`) into the folder of a grant. Throws `not-found` for another grant,
   * `invalid-input` for a path that is none of a file below the folder, `conflict` where a file is there already,
   * `resource` over the limits or on a full disk. */
  put(grantId: string, path: string, byteLength: number, body: Readable): Promise<void>;
  /** Removes what was uploaded under a grant; nothing happens for an unknown one. */
  release(grantId: string): Promise<void>;
  close(): void;
}

interface Grant {
  readonly folder: string;
  bytes: number;
  files: number;
}

const PREFIX = '.limner-uploads-';

/** @param parent folder in which the private one is made */
export function createUploadGrants(
  parent: string,
  grantPath: (absolute: string) => string,
  limits: UploadLimits = UPLOAD_LIMITS,
): UploadGrants {
  const grants = new Map<string, Grant>();
  const root = withNodeErrors(`Writing to ${parent}`, () => {
    fs.mkdirSync(parent, { recursive: true });
    removeAbandoned(parent);
    const folder = join(parent, `${PREFIX}${newOwnerTag()}`);
    fs.mkdirSync(folder, { mode: 0o700 });
    return folder;
  });
  let made = 0;

  const reserve = (grantId: string, byteLength: number): Grant => {
    const grant = grants.get(grantId);
    if (grant === undefined) throw new AppError('not-found', 'UPLOAD_GRANT', 'There is no such upload. Drop it again.');
    const isOver =
      byteLength > limits.fileBytes ||
      grant.bytes + byteLength > limits.grantBytes ||
      grant.files + 1 > limits.grantFiles;
    if (isOver) {
      throw new AppError('resource', 'UPLOAD_TOO_LARGE', 'This is more than can be dropped at once. Drop it in parts.');
    }
    grant.bytes += byteLength;
    grant.files++;
    return grant;
  };

  return {
    create: () => {
      const folder = join(root, String(++made));
      withNodeErrors('Taking files in', () => fs.mkdirSync(folder, { mode: 0o700 }));
      const grantId = grantPath(folder);
      grants.set(grantId, { folder, bytes: 0, files: 0 });
      return grantId;
    },
    put: async (grantId, path, byteLength, body) => {
      const segments = uploadPath(path);
      const grant = reserve(grantId, byteLength);
      try {
        await writeNew(join(grant.folder, ...segments), body);
      } catch (error) {
        grant.bytes -= byteLength;
        grant.files--;
        throw error;
      }
    },
    release: async (grantId) => {
      const grant = grants.get(grantId);
      grants.delete(grantId);
      if (grant) await rm(grant.folder, { recursive: true, force: true, maxRetries: 3 });
    },
    close: () => fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function writeNew(target: string, body: Readable): Promise<void> {
  const where = 'Taking a file in';
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const file = await open(target, 'wx', 0o600);
    try {
      await pipeline(body, file.createWriteStream());
    } catch (error) {
      await rm(target, { force: true });
      throw error;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new AppError('conflict', 'UPLOAD_EXISTS', 'A file of this name was handed over already.', { cause: error });
    }
    throw mapNodeError(error, where);
  }
}

/** biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for */
const FORBIDDEN = process.platform === 'win32' ? /[\u0000-\u001f<>:"|?*\\]/ : /[\u0000-\u001f\\]/;
const RESERVED_ON_WINDOWS = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$|[. ]$/i;

/** The segments of a relative path; throws `invalid-input` for anything that could lead elsewhere. */
function uploadPath(path: string): string[] {
  const segments = path.split('/');
  const isFine = (segment: string) =>
    segment !== '' &&
    segment !== '.' &&
    segment !== '..' &&
    Buffer.byteLength(segment) <= 255 &&
    !FORBIDDEN.test(segment) &&
    (process.platform !== 'win32' || !RESERVED_ON_WINDOWS.test(segment));
  if (path.length > 2000 || segments.length > 64 || !segments.every(isFine)) {
    throw new AppError('invalid-input', 'UPLOAD_PATH', 'This file name cannot be used here. Rename the file.');
  }
  return segments;
}

function removeAbandoned(parent: string): void {
  for (const name of fs.readdirSync(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(parent, name);
    const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (!stat?.isDirectory() || !isOwnerGone(name.slice(PREFIX.length), Date.now() - stat.mtimeMs)) continue;
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
