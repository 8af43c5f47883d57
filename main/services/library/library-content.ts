import type { LibraryContent } from '../../store/index.ts';

/** What a library or a backup holds, as the contract shows it. */
export const summarise = ({ cases, blobs, sizeBytes, schemaVersion }: LibraryContent) => ({
  cases,
  blobs: blobs.length,
  sizeBytes,
  schemaVersion,
});
