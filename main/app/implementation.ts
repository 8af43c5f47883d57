// Every method of the contract on its service. Services are loaded when they are first called: a command line call
// pays for what it uses.

import type { LimnerImplementation, ModelInstallInput, ModelInstallResult } from '../../core/contract/index.ts';
import { AppError } from '../../core/error/index.ts';
import { PACKAGE_VERSIONS } from '../platform/app-version.ts';
import type { DoctorPorts } from '../services/system/doctor.ts';
import type { LibraryReader } from '../store/library.ts';
import type { Environment } from './environment.ts';

const isMissingLibrary = (error: unknown): boolean => error instanceof AppError && error.code === 'LIBRARY_MISSING';

function createLibraryService({ appVersion, library }: Environment): LimnerImplementation['library'] {
  const open = async () => {
    const { openLibrary } = await import('../store/open-library.ts');
    return openLibrary(library.folder, { mode: 'write', appVersion });
  };
  /** An import that brings nothing in leaves no library behind. */
  const openForImport = async () => {
    const { openLibrary } = await import('../store/open-library.ts');
    return openLibrary(library.folder, { mode: 'write', appVersion, forgetsEmpty: true });
  };
  /** `none` where nobody has imported anything yet; a folder that the user named must be there. */
  const reading = async <T>(use: (opened: LibraryReader) => T, none: T): Promise<T> => {
    const { openLibrary } = await import('../store/open-library.ts');
    try {
      const opened = openLibrary(library.folder, { mode: 'read', appVersion });
      try {
        return use(opened);
      } finally {
        opened.close();
      }
    } catch (error) {
      if (isMissingLibrary(error) && !library.isGiven) return none;
      throw error;
    }
  };
  return {
    import: async ({ paths, linksByGeometry }, ports) => {
      const { importPaths } = await import('../services/library/index.ts');
      const opened = await openForImport();
      try {
        return await importPaths(opened, paths, { ...ports, linksByGeometry });
      } finally {
        opened.close();
      }
    },
    setReport: async ({ structureSetId }) => {
      const { openLibrary } = await import('../store/open-library.ts');
      const { reportOf, runHere } = await import('../services/library/index.ts');
      const opened = openLibrary(library.folder, { mode: 'read', appVersion });
      try {
        return await reportOf(opened, structureSetId, runHere);
      } finally {
        opened.close();
      }
    },
    linkSet: async ({ structureSetId, seriesId }) => {
      const { linkSet, runHere } = await import('../services/library/index.ts');
      const opened = await openForImport();
      try {
        return await linkSet(opened, structureSetId, seriesId, runHere);
      } finally {
        opened.close();
      }
    },
    watch: async (request, ports) => {
      const { watchFolders } = await import('../services/watch/watch-folder.ts');
      return watchFolders(request, { ...ports, openLibrary: openForImport, nowMs: () => performance.now() });
    },
    list: async ({ search, offset, limit }) => {
      // Not by the index of the service: that would bring all that an import needs.
      const { toCaseRow } = await import('../services/library/case-row.ts');
      return reading(
        (opened) => {
          const { cases, total } = opened.listPage(search, { offset, limit });
          return { cases: cases.map(toCaseRow), total };
        },
        { cases: [], total: 0 },
      );
    },
    backup: async ({ destination }, ports) => {
      const { backupLibrary } = await import('../services/library/backup-library.ts');
      return backupLibrary(library.folder, destination, { appVersion, ...ports });
    },
    restore: async ({ backup }, ports) => {
      const { restoreLibrary } = await import('../services/library/backup-library.ts');
      return restoreLibrary(backup, library.folder, { appVersion, ...ports });
    },
    check: async ({ backup }, ports) => {
      const { checkBackup, checkLibrary } = await import('../services/library/check-library.ts');
      const all = { appVersion, ...ports };
      return backup === null ? checkLibrary(library.folder, all) : checkBackup(backup, all);
    },
    remove: async ({ caseId, isKept }) => {
      const opened = await open();
      try {
        const keptUntil = isKept ? opened.discardCase(caseId) : null;
        if (!isKept) opened.deleteCase(caseId);
        return { deleted: caseId, keptUntil };
      } finally {
        opened.close();
      }
    },
    undelete: async ({ caseId }) => {
      const opened = await open();
      try {
        opened.undeleteCase(caseId);
        return { restored: caseId };
      } finally {
        opened.close();
      }
    },
    deleted: () =>
      reading(
        (opened) => {
          const { cases, freedBytes } = opened.listDeleted();
          return { cases: [...cases], freedBytes };
        },
        { cases: [], freedBytes: 0 },
      ),
  };
}

const createExchangeService = ({
  appVersion,
  library,
  profileFolder,
  fontFile,
}: Environment): LimnerImplementation['exchange'] => ({
  export: async (input, ports) =>
    (await import('../services/exchange/export-case.ts')).exportCase(input, {
      ...ports,
      appVersion,
      libraryFolder: library.folder,
      profileFolder,
      fontFile,
    }),
  profiles: async () => (await import('../services/exchange/export-profiles.ts')).listProfiles(profileFolder),
  addProfile: async ({ json }) =>
    (await import('../services/exchange/export-profiles.ts')).addProfile(profileFolder, json),
  removeProfile: async ({ id }) =>
    (await import('../services/exchange/export-profiles.ts')).removeProfile(profileFolder, id),
  segment: async (input, ports) =>
    (await import('../services/exchange/make-segment.ts')).makeSegment(input, { appVersion, library, ...ports }),
  copySet: async (input, ports) =>
    (await import('../services/exchange/copy-set.ts')).copySet(input, { ...ports, appVersion, library }),
  objects: async (input) => {
    const { openLibrary } = await import('../store/open-library.ts');
    const { lookIntoObjects } = await import('../services/objects/look-into-objects.ts');
    const opened: LibraryReader[] = [];
    try {
      return await lookIntoObjects(input, () => {
        const reader = openLibrary(library.folder, { mode: 'read', appVersion });
        opened.push(reader);
        return reader;
      });
    } finally {
      for (const reader of opened) reader.close();
    }
  },
  reveal: async (input, { signal }) =>
    (await import('../services/pseudonymise/reveal-paths.ts')).revealPaths(input, signal),
  reidentify: async (input, ports) =>
    (await import('../services/pseudonymise/restore-paths.ts')).restorePaths(input, ports),
  names: async (input) => (await import('../services/names/check-structure-names.ts')).checkStructureNames(input),
  pseudonymise: async (input, ports) => {
    const { pseudonymisePaths } = await import('../services/pseudonymise/pseudonymise-paths.ts');
    return pseudonymisePaths(input, { ...ports, appVersion, ownKeyFile: `${library.folder}.pseudonym-key` });
  },
  convert: async (input, ports) =>
    (await import('../services/exchange/convert-structures.ts')).convertStructures(input, ports),
  rtstruct: async (input, ports) =>
    (await import('../services/exchange/make-rtstruct.ts')).makeRtstruct(input, { ...ports, profileFolder }),
  masks: async (input, ports) => (await import('../services/exchange/make-masks.ts')).makeMasks(input, ports),
  mesh: async (input, ports) => (await import('../services/exchange/make-mesh.ts')).makeMesh(input, ports),
  compare: async ({ reference, test, tolerancesMm }, { signal, report }) => {
    const [{ compareInThreads }, { createComputePool }] = await Promise.all([
      import('../services/compare/index.ts'),
      import('../jobs/compute-pool.ts'),
    ]);
    const pool = createComputePool();
    try {
      const { structures, unmatched, warnings } = await compareInThreads(reference, test, tolerancesMm, {
        pool,
        signal,
        onProgress: ({ done, total }) => report({ phase: 'compare', done, total }),
      });
      return { structures: { ...structures }, unmatched: [...unmatched], warnings: [...warnings] };
    } finally {
      await pool.close();
    }
  },
});

const createDoseService = ({ appVersion, library: named }: Environment): LimnerImplementation['dose'] => ({
  dvh: async (input, ports) => {
    const { makeDvh } = await import('../services/dose/make-dvh.ts');
    if (input.caseId === null) return makeDvh(input, { ...ports, library: null });
    const { openLibrary } = await import('../store/open-library.ts');
    const library = openLibrary(named.folder, { mode: 'read', appVersion });
    try {
      return await makeDvh(input, { ...ports, library });
    } finally {
      library.close();
    }
  },
});

async function openRegistry({ modelFolders }: Environment) {
  const { createModelRegistry } = await import('../inference/index.ts');
  return createModelRegistry(modelFolders);
}

const createContouringService = (environment: Environment): LimnerImplementation['contouring'] => ({
  contour: async (input, ports) => {
    const [{ contourImage }, { resolveModel }, registry] = await Promise.all([
      import('../services/contouring/contour-image.ts'),
      import('../services/models/default-model.ts'),
      openRegistry(environment),
    ]);
    return contourImage(input, await resolveModel(registry, input.model), { ...environment, ...ports });
  },
});

const createModelService = (
  environment: Environment,
  install: LimnerImplementation['models']['install'] | null,
): LimnerImplementation['models'] => ({
  list: async () => {
    const { listModels } = await import('../services/models/list-models.ts');
    return listModels(await openRegistry(environment), environment.userModelFolder);
  },
  verify: async ({ id }, { report }) => {
    const { verifyModels } = await import('../services/models/list-models.ts');
    return verifyModels(await openRegistry(environment), id, (done, total) => report({ phase: 'verify', done, total }));
  },
  install: install ?? (async (input, ports) => installHere(environment, input, ports)),
  remove: async (input) => {
    const { removeModel } = await import('../services/models/remove-model.ts');
    const { userModelFolder: modelFolder } = environment;
    return removeModel(input, { registry: await openRegistry(environment), modelFolder });
  },
});

const installHere = async (
  environment: Environment,
  input: ModelInstallInput,
  { signal, report }: Parameters<LimnerImplementation['models']['install']>[1],
): Promise<ModelInstallResult> => {
  const { installModel } = await import('../services/models/install-model.ts');
  const { appVersion, userModelFolder: modelFolder } = environment;
  return installModel(input, { registry: await openRegistry(environment), modelFolder, appVersion, signal, report });
};

/** How the library is examined: a window does not do it in its own process. */
export type InspectLibrary = DoctorPorts['inspect'];

const createSystemService = (
  environment: Environment,
  inspect: InspectLibrary | null,
): LimnerImplementation['system'] => ({
  doctor: async (_input, { signal, report }) => {
    const { examine } = await import('../services/system/doctor.ts');
    return examine({
      appVersion: environment.appVersion,
      libraryFolder: environment.library.folder,
      registry: await openRegistry(environment),
      modelFolders: environment.modelFolders,
      packageVersions: PACKAGE_VERSIONS,
      signal,
      report,
      inspect: inspect ?? (await inspectHere(environment)),
    });
  },
});

async function inspectHere({ appVersion, library }: Environment): Promise<InspectLibrary> {
  const { inspectLibrary } = await import('../services/system/library-state.ts');
  return (ports) => inspectLibrary(library.folder, { appVersion, ...ports });
}

/** Work that a window leaves to processes of their own. */
export interface OwnProcesses {
  readonly inspect: InspectLibrary;
  readonly install: LimnerImplementation['models']['install'];
}

/** @param ownProcess null: this one does all by itself */
export const createImplementation = (
  environment: Environment,
  ownProcess: OwnProcesses | null = null,
): LimnerImplementation => ({
  library: createLibraryService(environment),
  contouring: createContouringService(environment),
  dose: createDoseService(environment),
  exchange: createExchangeService(environment),
  models: createModelService(environment, ownProcess?.install ?? null),
  system: createSystemService(environment, ownProcess?.inspect ?? null),
});
