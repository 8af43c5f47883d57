// Every method of the contract on its service. Services are loaded when they are first called: a command line call
// pays for what it uses.

import type { LimnerImplementation } from '../../core/contract/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { Environment } from './environment.ts';

export interface RunningImplementation {
  readonly implementation: LimnerImplementation;
  /** Releases what the services opened. */
  readonly close: () => Promise<void>;
}

const isMissingLibrary = (error: unknown): boolean => error instanceof AppError && error.code === 'LIBRARY_MISSING';

function createLibraryService({ appVersion, library }: Environment): LimnerImplementation['library'] {
  const open = async () => {
    const { openLibrary } = await import('../store/open-library.ts');
    return openLibrary(library.folder, { mode: 'write', appVersion });
  };
  return {
    import: async ({ paths }, ports) => {
      const { importPaths } = await import('../services/library/index.ts');
      const opened = await open();
      try {
        return await importPaths(opened, paths, ports);
      } finally {
        opened.close();
      }
    },
    list: async ({ search }) => {
      const [{ openLibrary }, { toCaseRow }] = await Promise.all([
        import('../store/open-library.ts'),
        import('../services/library/index.ts'),
      ]);
      try {
        const opened = openLibrary(library.folder, { mode: 'read', appVersion });
        try {
          return { cases: opened.listCases(search).map(toCaseRow) };
        } finally {
          opened.close();
        }
      } catch (error) {
        // Nobody has imported anything yet; a folder that the user named must be there.
        if (isMissingLibrary(error) && !library.isGiven) return { cases: [] };
        throw error;
      }
    },
    remove: async ({ caseId }) => {
      const opened = await open();
      try {
        opened.deleteCase(caseId);
        return { deleted: caseId };
      } finally {
        opened.close();
      }
    },
  };
}

const exchange: LimnerImplementation['exchange'] = {
  rtstruct: async (input, ports) => (await import('../services/exchange/make-rtstruct.ts')).makeRtstruct(input, ports),
  masks: async (input, ports) => (await import('../services/exchange/make-masks.ts')).makeMasks(input, ports),
  mesh: async (input, { signal }) => (await import('../services/exchange/make-mesh.ts')).makeMesh(input, signal),
  compare: async ({ reference, test, tolerancesMm }, { signal, report }) => {
    const [{ comparePaths }, { readVolumeFile }] = await Promise.all([
      import('../services/compare/index.ts'),
      import('../volume-files/index.ts'),
    ]);
    const { structures, unmatched } = await comparePaths(reference, test, tolerancesMm, {
      readVolumeFile,
      signal,
      onProgress: ({ done, total }) => report({ phase: 'compare', done, total }),
    });
    return { structures: { ...structures }, unmatched: [...unmatched] };
  },
};

export function createImplementation(environment: Environment): RunningImplementation {
  return {
    implementation: {
      library: createLibraryService(environment),
      exchange,
    } as LimnerImplementation,
    close: async () => undefined,
  };
}
