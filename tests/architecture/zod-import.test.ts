// `import { z }` brings zod's object with everything in it, 50 languages too: 0.75 MB into every thread and process that
// checks an input, 35 ms of its start. From `import * as z` a bundle takes what is used.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

it('zod is imported as a namespace, so that bundles hold only what they use of it', () => {
  const files = ['core', 'main', 'renderer', 'preload'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const importing = files.filter((file) => /^import \* as z from 'zod';$/m.test(readFileSync(file, 'utf8')));
  expect(importing.length).toBeGreaterThan(10);
  const whole = files.filter((file) => /^import \{[^}]*\bz\b[^}]*\} from 'zod'/m.test(readFileSync(file, 'utf8')));
  expect(whole).toEqual([]);
});
