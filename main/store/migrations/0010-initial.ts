// Cases, their images and structure sets, and the jobs that made results. Times are ISO 8601 UTC and only for people:
// order comes from `revision`, which grows by one with every change, because clocks can go backwards.

import type { Migration } from './migration.ts';

export const initial: Migration = {
  version: 10,
  name: 'initial',
  sql: `
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES ('revision', 0);

CREATE TABLE cases (
  id TEXT PRIMARY KEY,
  identity_key TEXT NOT NULL UNIQUE,
  patient_id TEXT NOT NULL,
  issuer TEXT NOT NULL,
  patient_name TEXT NOT NULL,
  birth_date TEXT NOT NULL,
  sex TEXT NOT NULL,
  created_at TEXT NOT NULL,
  revision INTEGER NOT NULL,
  search_text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX cases_by_revision ON cases (revision);

CREATE TABLE studies (
  id INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  study_instance_uid TEXT NOT NULL,
  description TEXT NOT NULL,
  UNIQUE (case_id, study_instance_uid)
) STRICT;

CREATE TABLE series (
  id TEXT PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
  series_instance_uid TEXT NOT NULL,
  modality TEXT NOT NULL,
  description TEXT NOT NULL,
  source TEXT NOT NULL,
  header_json TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX series_by_study ON series (study_id);
CREATE INDEX series_by_uid ON series (series_instance_uid);

CREATE TABLE instances (
  id INTEGER PRIMARY KEY,
  series_id TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  sop_instance_uid TEXT NOT NULL,
  sop_class_uid TEXT NOT NULL,
  file_sha256 TEXT NOT NULL,
  instance_number INTEGER,
  UNIQUE (series_id, sop_instance_uid)
) STRICT;

CREATE TABLE volumes (
  id TEXT PRIMARY KEY,
  series_id TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
  dtype TEXT NOT NULL,
  grid_json TEXT NOT NULL,
  plane_origins BLOB NOT NULL,
  blob_sha256 TEXT NOT NULL,
  blob_bytes INTEGER NOT NULL,
  input_sha256 TEXT NOT NULL,
  detail_json TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX volumes_by_series ON volumes (series_id);
CREATE UNIQUE INDEX volumes_one_current ON volumes (series_id) WHERE is_current = 1;
CREATE INDEX volumes_by_blob ON volumes (blob_sha256);

CREATE TABLE volume_slices (
  volume_id TEXT NOT NULL REFERENCES volumes (id) ON DELETE CASCADE,
  k INTEGER NOT NULL CHECK (k >= 0),
  instance_id INTEGER NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
  PRIMARY KEY (volume_id, k)
) STRICT, WITHOUT ROWID;
CREATE INDEX volume_slices_by_instance ON volume_slices (instance_id);

CREATE TABLE structure_sets (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  volume_id TEXT REFERENCES volumes (id),
  source TEXT NOT NULL CHECK (source IN ('imported', 'auto')),
  label TEXT NOT NULL,
  reviewed INTEGER NOT NULL CHECK (reviewed IN (0, 1)),
  sop_instance_uid TEXT,
  referenced_series_uid TEXT,
  frame_of_reference_uid TEXT,
  blob_sha256 TEXT,
  blob_bytes INTEGER,
  input_sha256 TEXT NOT NULL,
  model_id TEXT,
  model_version TEXT,
  model_sha256 TEXT,
  app_version TEXT NOT NULL,
  device_requested TEXT,
  device_used TEXT,
  parameters_json TEXT NOT NULL,
  warnings_json TEXT NOT NULL,
  created_at TEXT NOT NULL,
  revision INTEGER NOT NULL,
  CHECK (source <> 'imported' OR (blob_sha256 IS NOT NULL AND sop_instance_uid IS NOT NULL)),
  CHECK (source <> 'auto' OR (volume_id IS NOT NULL AND device_used IS NOT NULL))
) STRICT;
CREATE INDEX structure_sets_by_case ON structure_sets (case_id);
CREATE INDEX structure_sets_by_volume ON structure_sets (volume_id);
CREATE INDEX structure_sets_by_blob ON structure_sets (blob_sha256);
CREATE UNIQUE INDEX structure_sets_by_uid ON structure_sets (case_id, sop_instance_uid) WHERE source = 'imported';

CREATE TABLE structures (
  id INTEGER PRIMARY KEY,
  structure_set_id TEXT NOT NULL REFERENCES structure_sets (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  color TEXT NOT NULL,
  interpreted_type TEXT NOT NULL,
  fma_code TEXT,
  generation_algorithm TEXT NOT NULL,
  voxel_count INTEGER,
  volume_ml REAL,
  mask BLOB
) STRICT;
CREATE INDEX structures_by_set ON structures (structure_set_id, number);

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  params_json TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted')),
  phase TEXT NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  error_json TEXT,
  result_json TEXT,
  app_version TEXT NOT NULL,
  model_sha256 TEXT,
  input_sha256 TEXT,
  created_at TEXT NOT NULL,
  started_at TEXT,
  finished_at TEXT,
  revision INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state);
CREATE INDEX jobs_by_revision ON jobs (revision);
`,
};
