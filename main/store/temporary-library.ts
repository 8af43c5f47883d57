// A library for one command: in a private folder, removed at its end; what a killed command left is removed by the next.

import type { Library } from './library.ts';
import { type OpenOptions, openLibrary } from './open-library.ts';
import { createPrivateFolder } from './private-folder.ts';

/** Opens an empty library that nobody else may read; `close` removes it. @param parent default: the system's folder for
 * temporary files */
export function createTemporaryLibrary(options: OpenOptions, parent?: string): Library {
  const { folder, remove } = createPrivateFolder(parent);
  try {
    const library = openLibrary(folder, { isDurable: false, ...options, mode: 'write' });
    return {
      ...library,
      close: () => {
        try {
          library.close();
        } finally {
          remove();
        }
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
