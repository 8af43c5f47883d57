// Planes that are frames of a multi-frame file: several of a volume then share one instance.

import type { Migration } from './migration.ts';

export const frames: Migration = {
  version: 30,
  name: 'frames',
  sql: 'ALTER TABLE volume_slices ADD COLUMN frame_number INTEGER CHECK (frame_number > 0);',
};
