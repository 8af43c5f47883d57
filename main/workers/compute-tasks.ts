// The registry of compute tasks. A new task is one more entry: its types reach the callers by themselves.

import { gzipSync } from 'node:zlib';

/** @param level 1 (fast) to 9 (small) */
const gzip = ({ bytes, level }: { readonly bytes: Uint8Array; readonly level: number }): Uint8Array =>
  gzipSync(bytes, { level });

export const COMPUTE_TASKS = { gzip };

export type ComputeTasks = typeof COMPUTE_TASKS;
