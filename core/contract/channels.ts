// Names that the bridge between a sandboxed window and the main process uses, and what the bridge looks like from inside
// the window. Two channels carry frames; the others are the few things that only the host can do for a person.

export const FRAME_TO_MAIN = 'limner:frame';
export const FRAME_TO_WINDOW = 'limner:frame-back';
export const PICK_IMPORT = 'limner:pick-import';
export const PICK_EXPORT_FOLDER = 'limner:pick-export-folder';
export const GRANT_DROPPED = 'limner:grant-dropped';
export const SHOW_FOLDER = 'limner:show-folder';

/** Origin of the window in Electron; its files, blobs and pictures lie under it. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://limner';

/** Longest frame that a host takes from a window, characters. A stroke is a few kB; the largest edits (a margin on every
 * plane of a large structure) a few MB. */
export const MAX_FRAME_LENGTH = 32 * 2 ** 20;
/** Most files or folders that may be dropped or picked at once. */
export const MAX_DROPPED_PATHS = 20_000;

/** The DOM's File as far as the bridge's type needs it; core has no DOM. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
}

export interface PickedFolder {
  readonly grantId: string;
  /** For people: the folder's path. */
  readonly label: string;
}

/** What the preload script puts on `window.limnerBridge`. Paths stay in the main process: the window gets ids. */
export interface LimnerBridge {
  send(frame: string): void;
  onFrame(receive: (frame: string) => void): void;
  /** A dialog; one grant for each file or folder, none when the person cancelled. */
  pickImport(what: 'files' | 'folder'): Promise<string[]>;
  /** null when the person cancelled. */
  pickExportFolder(): Promise<PickedFolder | null>;
  /** Files and folders as the system handed them to the window; anything that a script made up is left out. */
  grantDropped(files: readonly DroppedFile[]): Promise<string[]>;
  /** Shows a granted folder in the system's file manager. */
  showFolder(grantId: string): Promise<void>;
}
