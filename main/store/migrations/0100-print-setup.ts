// For which printer, material and least wall the model of a case is looked at: no step, so no version of them.

import type { Migration } from './migration.ts';

export const printSetup: Migration = {
  version: 100,
  name: 'print-setup',
  sql: 'ALTER TABLE print_models ADD COLUMN setup_json TEXT;',
};
