import { spawnSync } from 'node:child_process';

/** What dciodvfy calls an error in a DICOM file. */
export function dciodvfyErrors(path: string): string[] {
  const { stdout, stderr } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
  return `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
}
