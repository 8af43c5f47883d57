// Every method of the window's contract on its service, over the one library that the window holds.

import type { WindowEventName, WindowEventPayload, WindowImplementation } from '../../core/contract/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { Library, LibraryReader } from '../store/index.ts';
import type { Environment } from './environment.ts';
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
  openBlob(volumeId: string): Promise<{ readonly byteLength: number; readonly body: Uint8Array }>;
  openPicture(seriesId: string, name: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

const later = async (): Promise<never> => {
  throw new AppError('unsupported', 'NOT_YET', 'This part of the window is not there yet.');
};

export function createWindowServices({ environment, opened }: WindowPorts): WindowServices {
  const { library } = opened;
  return {
    implementation: {
      ...createImplementation(environment),
      cases: { page: later, get: later, setDone: later, disk: later },
      documents: {
        open: later,
        append: later,
        undo: later,
        redo: later,
        markSeen: later,
        addTime: later,
        saveView: later,
        copyGroup: later,
        export: later,
        history: later,
      },
      queue: { add: later, list: async () => ({ rows: [] }), cancel: later, retry: later },
      settings: { get: async () => ({ json: null }), put: later },
    },
    openBlob: async (volumeId) => {
      const { voxels } = library.readVolume(volumeId);
      return {
        byteLength: voxels.byteLength,
        body: new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength),
      };
    },
    openPicture: later,
    close: async () => undefined,
  };
}
