import { execFileSync } from 'node:child_process';

/** Runs a script in Debian's own interpreter, the one that has pydicom and nibabel, and parses the JSON it prints. */
export function runPython<T>(script: string, ...args: readonly string[]): T {
  const output = execFileSync('/usr/bin/python3', ['-c', script, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as T;
}
