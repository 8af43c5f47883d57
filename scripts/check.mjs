// `npm run check`: types, lint and format, dependency rules. Prints only what is wrong.
import { spawnSync } from 'node:child_process';

const steps = [
  ...['core', 'main', 'renderer', 'preload', 'tests'].map((folder) => [
    `types of ${folder}`,
    ['node_modules/typescript/bin/tsc', '-p', folder],
  ]),
  ['lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  [
    'dependency rules',
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'core',
      'main',
      'renderer',
      'preload',
    ],
  ],
];

let failed = 0;
for (const [name, args] of steps) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status === 0) continue;
  failed++;
  process.stdout.write(`check failed: ${name}\n${stdout}${stderr}\n`);
}
if (failed === 0) process.stdout.write('check: types, lint, format and dependency rules are clean\n');
process.exitCode = failed === 0 ? 0 : 1;
