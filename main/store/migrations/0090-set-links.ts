// How an imported structure set came to lie on its images: named by it, or said by a person. What the list of cases shows
// says it too, and is gathered anew.

import type { Migration } from './migration.ts';

export const setLinks: Migration = {
  version: 90,
  name: 'set-links',
  sql: `
ALTER TABLE structure_sets ADD COLUMN link TEXT CHECK (link IN ('series', 'images', 'frame', 'confirmed'));
UPDATE structure_sets SET link = 'series' WHERE source = 'imported' AND volume_id IS NOT NULL;
DELETE FROM case_summaries;
`,
};
