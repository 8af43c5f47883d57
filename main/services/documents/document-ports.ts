import type { EditWire } from '../../../core/edit/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type { Library, LibraryReader } from '../../store/index.ts';

/** What the services of documents need of the window. */
export interface DocumentPorts {
  readonly reader: LibraryReader;
  /** Throws `conflict` LIBRARY_READ_ONLY where the library may not be written. */
  readonly writable: () => Library;
  readonly isReadOnly: boolean;
  readonly pool: ComputePool;
  readonly fontFile: string | null;
  /** The path of a grant. Throws `denied`. */
  readonly resolvePath: (grantId: string) => string;
  /** An edit that no window sent: every window is told. */
  readonly onEdit: (change: { readonly documentId: string; readonly rev: number; readonly edit: EditWire }) => void;
}
