// What the list shows of each case, made when the case changes: over ten thousand cases the tables behind it take half a
// second to gather. Rows that are missing are made when the library is opened for writing (`fillSummaries`) and gathered
// for a reader, so that this step knows nothing of what a later Limner puts into them.

import type { Migration } from './migration.ts';

export const summaries: Migration = {
  version: 40,
  name: 'summaries',
  sql: `
CREATE TABLE case_summaries (
  case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
  contents_json TEXT NOT NULL
) STRICT;
`,
};
