import type { LimnerBridge } from '../../core/contract/index.ts';

/** What the preload script of Electron left for the window; null in a browser. */
export function findBridge(): LimnerBridge | null {
  return (globalThis as { limnerBridge?: LimnerBridge }).limnerBridge ?? null;
}
