// Names of temporary folders say which process made them, so that a later run can remove what a killed one left.

import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** No run of Limner takes as long as this, so an older folder is left over whoever made it. */
const OLDEST_RUN_MS = 24 * 3_600_000;

/** Process ids mean something on one machine (or container) only. */
const hostTag = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** `<host>-<pid>-<random>`, new at each call. */
export const newOwnerTag = (): string => `${hostTag()}-${process.pid}-${randomBytes(4).toString('hex')}`;

/** False when no process with that id exists; true also for one that belongs to another user. */
function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** True when `tag` is an owner tag whose process is certainly gone: dead on this machine, or older than any run. */
export function isOwnerGone(tag: string, ageMs: number): boolean {
  const match = /^([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{8}$/.exec(tag);
  if (match === null) return false;
  if (ageMs > OLDEST_RUN_MS) return true;
  return match[1] === hostTag() && !isProcessAlive(Number(match[2]));
}
