import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A new empty folder that is removed when the test file ends. */
export function tempFolder(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'limner-test-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
