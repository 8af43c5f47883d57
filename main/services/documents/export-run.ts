// What an export is given, and what the writer of one format has at hand.

import type { CallContext, DOCUMENT_EXPORT_FORMATS } from '../../../core/contract/index.ts';
import type { DestinationProfile } from '../../../core/destination/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type { StagingFolder } from '../../platform/staging-folder.ts';
import type { LibraryReader, StoredVolume } from '../../store/index.ts';
import type { ExportContent, Exported } from './export-content.ts';
import type { Leaving } from './export-rtstruct-task.ts';
import type { StructureFigures } from './plane-tasks.ts';

export type ExportFormat = (typeof DOCUMENT_EXPORT_FORMATS)[number];

export interface ExportPorts {
  readonly reader: Pick<LibraryReader, 'getVolume' | 'readOriginal' | 'work'>;
  readonly pool: ComputePool;
  readonly fontFile: string | null;
}

export interface ExportInput {
  readonly content: ExportContent;
  readonly structureIds: readonly string[];
  readonly formats: readonly ExportFormat[];
  readonly folder: string;
  readonly openPoints: readonly string[];
  readonly profile: DestinationProfile;
}

/** What a writer of one format has at hand. */
export interface ExportRun {
  readonly ports: ExportPorts;
  readonly input: ExportInput;
  readonly context: CallContext;
  readonly stored: StoredVolume;
  readonly staging: StagingFolder;
  /** All that were chosen; some of them may not leave (`leaving`). */
  readonly structures: readonly Exported[];
  /** In the order of `structures`. */
  readonly figures: readonly StructureFigures[];
  readonly openTexts: readonly string[];
  /** As the destination is to call them; those that its profile leaves out are not there. */
  readonly leaving: readonly Leaving[];
}
