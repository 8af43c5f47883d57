// What a window may read and write on the disk: only what a person chose in a dialog or dropped. The host registers the
// path and hands out an id that says nothing; the window can name nothing else.

import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { AppError } from '../../core/error/index.ts';

export interface PathGrants {
  /** Throws `internal` for a relative path. */
  grant(absolute: string): string;
  /** Throws `denied` PATH_NOT_GRANTED. */
  resolve(grantId: string): string;
}

export function createPathGrants(): PathGrants {
  const paths = new Map<string, string>();
  return {
    grant: (absolute) => {
      if (!isAbsolute(absolute)) throw new AppError('internal', 'PATH_RELATIVE', 'A granted path must be absolute.');
      const id = `grant-${randomBytes(16).toString('hex')}`;
      paths.set(id, absolute);
      return id;
    },
    resolve: (grantId) => {
      const path = paths.get(grantId);
      if (path === undefined) {
        throw new AppError(
          'denied',
          'PATH_NOT_GRANTED',
          'The window may use only what was chosen in it. Choose again.',
        );
      }
      return path;
    },
  };
}
