// Composition root of the window: one library, opened once and held while the window runs, served to every connection
// of a host. Knows no host.

import { randomBytes } from 'node:crypto';
import {
  createServer,
  type Server,
  type Transport,
  type WindowEventName,
  type WindowEventPayload,
  windowContract,
} from '../../core/contract/index.ts';
import type { JsonValue } from '../../core/error/index.ts';
import { openLibrary } from '../store/index.ts';
import { type AppOptions, createEnvironment } from './environment.ts';
import { createPathGrants } from './path-grants.ts';
import { type ServedPort, servedPortOf } from './served-port.ts';
import { markSession } from './session-mark.ts';
import { createStepAuthors, tellingOthers } from './tell-other-windows.ts';
import { createWindowServices, type OpenedForWindow } from './window-implementation.ts';

export interface WindowApp {
  readonly libraryFolder: string;
  /** True: another Limner has the library; everything that would write answers `conflict` LIBRARY_READ_ONLY. */
  readonly isReadOnly: boolean;
  /** When the run before was last alive, if it did not end in order; null: it did, or this one only reads. */
  readonly endedUncleanlyAt: string | null;
  /** null: this one only reads. */
  readonly servedPort: ServedPort | null;
  /** Serves the window's contract on one connection, until `detach` or the transport's end. */
  attach(transport: Transport): { detach(): void };
  /** The id under which the window may name this path. */
  grantPath(absolute: string): string;
  /** The voxels of a volume as they are stored: little endian, i fastest. Throws `not-found`, `corrupt-data`; damage that
   * shows only at the end makes the iteration throw before the last part. */
  openBlob(volumeId: string): Promise<{ readonly byteLength: number; readonly parts: AsyncIterable<Uint8Array> }>;
  /** Plane k of a volume, not hashed: shown until all of them are there. Throws `not-found`, `corrupt-data`. */
  openPlane(volumeId: string, k: number): Promise<Uint8Array>;
  /** A PNG of a series; `name`: thumb, axial, coronal or sagittal, with or without `.png`. Throws `not-found`. */
  openPicture(seriesId: string, name: string): Promise<Uint8Array>;
  /** A dose of a case in Gy: float32, little endian, i fastest. Throws `not-found`, and what keeps it from being shown. */
  openDose(caseId: string, doseId: string): Promise<Uint8Array>;
  /** Stops what runs, brings everything to the disk and gives the library free. */
  close(): Promise<void>;
}

export interface WindowAppOptions extends AppOptions {
  /** 'write' throws `conflict` LIBRARY_IN_USE when another Limner has the library, so that the host can ask; 'read'
   * only looks. */
  readonly mode: 'write' | 'read';
}

/** Throws as `openLibrary`. */
export function createWindowApp(options: WindowAppOptions): WindowApp {
  const environment = createEnvironment(options);
  const { appVersion } = environment;
  const { folder } = environment.library;
  const opened: OpenedForWindow =
    options.mode === 'write'
      ? { isReadOnly: false, library: openLibrary(folder, { mode: 'write', appVersion }) }
      : { isReadOnly: true, library: openLibrary(folder, { mode: 'read', appVersion }) };
  if (!opened.isReadOnly) opened.library.removeExpiredCases();
  const session = opened.isReadOnly ? null : markSession(opened.library);
  const servers = new Set<Server>();
  const authors = createStepAuthors();
  const grants = createPathGrants();
  const emit = <N extends WindowEventName>(name: N, payload: WindowEventPayload<N>) => {
    for (const server of servers) server.emit(name, payload as unknown as JsonValue);
  };
  const services = createWindowServices({ environment, opened, grants, emit });
  const recordIncident = (error: unknown, method: string): string => {
    const incidentId = randomBytes(4).toString('hex');
    environment.log.error('contract.incident', error, { incidentId, method });
    if (process.env['LIMNER_DEBUG'] === '1') process.stderr.write(`${(error as Error)?.stack}\n`);
    return incidentId;
  };
  return {
    libraryFolder: opened.library.folder,
    isReadOnly: opened.isReadOnly,
    endedUncleanlyAt: session?.endedUncleanlyAt ?? null,
    servedPort: opened.isReadOnly ? null : servedPortOf(opened.library),
    attach: (transport) => {
      const others = <N extends WindowEventName>(name: N, payload: WindowEventPayload<N>) => {
        for (const other of servers) if (other !== server) other.emit(name, payload as unknown as JsonValue);
      };
      const own = { window: {}, authors, others };
      const server = createServer(windowContract, tellingOthers(services.implementation, own), transport, {
        createAbortController: () => new AbortController(),
        recordIncident,
      });
      servers.add(server);
      return {
        detach: () => {
          servers.delete(server);
          // Its steps are anybody's now: windows on its documents look at whose is whose again.
          for (const documentId of authors.leave(own.window)) emit('documents.moved', { documentId, rev: 0 });
        },
      };
    },
    grantPath: grants.grant,
    openBlob: services.openBlob,
    openPlane: services.openPlane,
    openPicture: services.openPicture,
    openDose: services.openDose,
    close: async () => {
      servers.clear();
      await services.close();
      session?.close();
      opened.library.close();
    },
  };
}
