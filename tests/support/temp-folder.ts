import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

const makeFolder = (): string => fs.mkdtempSync(join(tmpdir(), 'limner-test-'));
const removeFolder = (folder: string): void => fs.rmSync(folder, { recursive: true, force: true });

/** A new empty folder for the tests of a file or a `describe`, removed after the last of them. Not inside a test: there
 * the hook would be ignored. */
export function tempFolder(): string {
  const folder = makeFolder();
  afterAll(() => removeFolder(folder));
  return folder;
}

/** A new empty folder for the running test, removed when it ends. */
export function testFolder(): string {
  const folder = makeFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}
