// What only the host can do for a person: dialogs, dropped files, folders of this computer. Paths never come into the
// window; it gets ids of grants.

import type { HostInfo } from '../../core/contract/index.ts';

export interface PickedExportFolder {
  readonly grantId: string;
  /** To show to a person. */
  readonly label: string;
}

/** Files on their way to a host that cannot see them on the disk. */
export interface UploadProgress {
  readonly filesDone: number;
  readonly files: number;
  readonly bytesDone: number;
  readonly bytes: number;
}

export interface HostPort {
  readonly kind: HostInfo['kind'];
  readonly info: HostInfo;
  /** Lets a person choose what to import; grants, none when cancelled. Must be called on a click or key. */
  pickImport(what?: 'files' | 'folder'): Promise<string[]>;
  /** Grants for what was dropped. Must be called inside the drop event. */
  grantDropped(transfer: DataTransfer): Promise<string[]>;
  /** null when cancelled, or where the host has no such dialog (`info.canPickFolders`): then `info.exportsGrant` it is. */
  pickExportFolder(): Promise<PickedExportFolder | null>;
  /** Shows a granted folder in the system's file manager; nothing happens where the host cannot. */
  showFolder(grantId: string): Promise<void>;
  /** What was handed over under these grants is not needed any more (imported, or given up). */
  release(grantIds: readonly string[]): Promise<void>;
  /** Hears of uploads as they run; null when one has ended. The returned function ends it. */
  onUpload(listener: (progress: UploadProgress | null) => void): () => void;
  blobUrl(volumeId: string): string;
  pictureUrl(seriesId: string, name: 'thumb' | 'axial' | 'coronal' | 'sagittal'): string;
}

export const hostUrls: Pick<HostPort, 'blobUrl' | 'pictureUrl'> = {
  blobUrl: (volumeId) => `blob/${encodeURIComponent(volumeId)}`,
  pictureUrl: (seriesId, name) => `picture/${encodeURIComponent(seriesId)}/${name}.png`,
};
