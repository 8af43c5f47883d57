// Every method of the window's contract on its service, over the one library that the window holds.

import { join } from 'node:path';
import type {
  LimnerImplementation,
  WindowEventName,
  WindowEventPayload,
  WindowImplementation,
} from '../../core/contract/index.ts';
import type { EditWire } from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';
import { createModelRegistry } from '../inference/index.ts';
import { createComputePool } from '../jobs/compute-pool.ts';
import { createCaseService } from '../services/cases/case-service.ts';
import { createFirstThings } from '../services/cases/first-things.ts';
import { type SentVoxels, sendPlane, sendVoxels } from '../services/cases/sent-voxels.ts';
import { createDocumentService } from '../services/documents/document-service.ts';
import { createDoseService } from '../services/dose/dose-service.ts';
import { importPaths, linkSet, reportOf, runInPool } from '../services/library/index.ts';
import { createLibraryProcess } from '../services/library/library-process.ts';
import { installInProcess } from '../services/models/install-process.ts';
import { lookIntoObjects } from '../services/objects/look-into-objects.ts';
import { createPictureService } from '../services/pictures/picture-service.ts';
import { createPrintService } from '../services/print/print-service.ts';
import { createReleaseService } from '../services/pseudonymise/release-service.ts';
import { createQueueService } from '../services/queue/queue-service.ts';
import { createSettingsService } from '../services/settings/settings-service.ts';
import type { Library, LibraryReader } from '../store/index.ts';
import { backupFolderName } from './backup-folder-name.ts';
import type { Environment } from './environment.ts';
import { withGrantedPaths } from './granted-inputs.ts';
import { createImplementation } from './implementation.ts';
import type { PathGrants } from './path-grants.ts';

export type OpenedForWindow =
  | { readonly isReadOnly: false; readonly library: Library }
  | { readonly isReadOnly: true; readonly library: LibraryReader };

export interface WindowPorts {
  readonly environment: Environment;
  readonly opened: OpenedForWindow;
  readonly grants: PathGrants;
  readonly emit: <N extends WindowEventName>(name: N, payload: WindowEventPayload<N>) => void;
}

export interface WindowServices {
  readonly implementation: WindowImplementation;
  openBlob(volumeId: string): Promise<SentVoxels>;
  openPlane(volumeId: string, k: number): Promise<Uint8Array>;
  openPicture(seriesId: string, name: string): Promise<Uint8Array>;
  openDose(caseId: string, doseId: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** How often the window looks whether the write-ahead log should be moved into the database, ms. */
const TIDY_EVERY_MS = 30_000;

const readOnly = () =>
  new AppError(
    'conflict',
    'LIBRARY_READ_ONLY',
    'The library is open for reading only, because another Limner has it. Close that one and open this again.',
  );

const unavailable = (what: string) => async (): Promise<never> => {
  throw new AppError('unsupported', 'WINDOW_METHOD', what);
};

export function createWindowServices({ environment, opened, grants, emit }: WindowPorts): WindowServices {
  const reader = opened.library;
  const { isReadOnly } = opened;
  const writable = (): Library => {
    if (opened.isReadOnly) throw readOnly();
    return opened.library;
  };
  const pool = createComputePool();
  const first = createFirstThings();
  const onCasesChanged = (caseIds: readonly string[]) => {
    if (caseIds.length > 0) emit('library.changed', { caseIds: [...caseIds] });
  };
  const resolvePath = grants.resolve;
  const onEdit = (change: { readonly documentId: string; readonly rev: number; readonly edit: EditWire }) =>
    emit('documents.changed', change as WindowEventPayload<'documents.changed'>);
  const queue = createQueueService({
    reader,
    writable,
    pool,
    openRegistry: async () => createModelRegistry(environment.modelFolders),
    resolvePath,
    onRow: (row) => emit('queue.changed', row),
    onEdit,
    onCasesChanged,
    nowMs: () => performance.now(),
    recordFault: (error) => environment.log.error('queue.fault', error),
  });
  const pictures = createPictureService({
    reader,
    keep: isReadOnly ? null : (seriesId, madeOf, made) => writable().work.putPictures(seriesId, madeOf, { ...made }),
    pool,
    first,
  });
  const doses = createDoseService({ reader, writable, onCasesChanged, pool, resolvePath });
  const ownProcess = createLibraryProcess(reader.folder, environment.appVersion);
  const { appVersion, modelFolders, userModelFolder: modelFolder } = environment;
  const install: LimnerImplementation['models']['install'] = (input, ports) =>
    installInProcess({ input, modelFolders, modelFolder, appVersion }, ports);
  const base = withGrantedPaths(
    createImplementation(environment, { inspect: ownProcess.inspect, install }),
    resolvePath,
  );
  const library: LimnerImplementation['library'] = {
    ...base.library,
    import: async ({ paths, linksByGeometry }, ports) =>
      importPaths(writable(), paths.map(resolvePath), {
        ...ports,
        linksByGeometry,
        onCommit: onCasesChanged,
        runReport: runInPool(pool),
      }),
    setReport: ({ structureSetId }) => reportOf(reader, structureSetId, runInPool(pool)),
    linkSet: async ({ structureSetId, seriesId }) => {
      const report = await linkSet(writable(), structureSetId, seriesId, runInPool(pool));
      onCasesChanged([report.caseId]);
      return report;
    },
    // A person names the folder to put it in; a backup itself is always a new folder.
    backup: ({ destination }, ports) =>
      ownProcess.backup(join(resolvePath(destination), backupFolderName(new Date())), ports),
    check: ({ backup }, ports) => ownProcess.check(backup === null ? null : resolvePath(backup), ports),
    watch: unavailable('Folders are watched by `limner import --watch`, not by the window.'),
    restore: unavailable('A backup is restored into a new folder with `limner library restore`.'),
    remove: async ({ caseId, isKept }) => {
      const own = writable();
      await queue.forgetCase(caseId);
      const keptUntil = isKept ? own.discardCase(caseId) : null;
      if (!isKept) own.deleteCase(caseId);
      onCasesChanged([caseId]);
      return { deleted: caseId, keptUntil };
    },
    undelete: async ({ caseId }) => {
      writable().undeleteCase(caseId);
      onCasesChanged([caseId]);
      return { restored: caseId };
    },
    deleted: async () => {
      const { cases, freedBytes } = reader.listDeleted();
      return { cases: [...cases], freedBytes };
    },
  };
  const exchange: LimnerImplementation['exchange'] = {
    ...base.exchange,
    objects: ({ paths, outputFile, ...input }) =>
      lookIntoObjects(
        { ...input, paths: paths.map(resolvePath), outputFile: outputFile === null ? null : resolvePath(outputFile) },
        () => reader,
      ),
  };
  const system: LimnerImplementation['system'] = {
    doctor: async (input, ports) => {
      const report = await base.system.doctor(input, ports);
      if (isReadOnly) return report;
      // The one that writes to the library is this window itself.
      return { ...report, findings: report.findings.filter(({ name }) => name !== 'case library, writing') };
    },
  };
  const tidying = setInterval(() => {
    if (!opened.isReadOnly) opened.library.work.tidy();
  }, TIDY_EVERY_MS);
  tidying.unref();
  if (!isReadOnly) queue.start();
  return {
    implementation: {
      ...base,
      exchange,
      library,
      system,
      contouring: { contour: unavailable('The window contours by its queue.') },
      cases: createCaseService({ reader, writable, onCasesChanged }),
      documents: createDocumentService({
        reader,
        writable,
        isReadOnly,
        pool,
        fontFile: environment.fontFile,
        resolvePath,
        onEdit,
      }),
      doses: doses.implementation,
      print: createPrintService({
        reader,
        writable,
        isReadOnly,
        pool,
        resolvePath,
        onChanged: (change) => emit('print.changed', change),
      }),
      queue: queue.implementation,
      release: createReleaseService({
        libraryFolder: reader.folder,
        writable,
        resolvePath,
        onCasesChanged,
        now: () => new Date(),
        pseudonymise: ownProcess.pseudonymise,
        restore: ownProcess.restore,
      }),
      settings: createSettingsService(reader, writable),
    },
    openBlob: async (volumeId) => {
      const { byteLength, parts } = await sendVoxels(reader, volumeId);
      return { byteLength, parts: first.during(parts) };
    },
    openPlane: (volumeId, k) => sendPlane(reader, volumeId, k),
    openPicture: (seriesId, name) => pictures.open(seriesId, name),
    openDose: (caseId, doseId) => doses.openDose(caseId, doseId),
    close: async () => {
      clearInterval(tidying);
      await ownProcess.close();
      await queue.close();
      await pool.close();
    },
  };
}
