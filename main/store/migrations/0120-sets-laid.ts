// Whether a set was laid on the images of a document by rules that bring contours beside the slices into the voxels. Those
// that were taken over before are laid once more, see `layAnew`.

import type { Migration } from './migration.ts';

export const setsLaid: Migration = {
  version: 120,
  name: 'sets-laid',
  sql: `
ALTER TABLE document_sets ADD COLUMN is_laid INTEGER NOT NULL DEFAULT 1;
UPDATE document_sets SET is_laid = 0;
`,
};
