// A mark in the library that a window is at work: one that is still there at the next start means that the run before
// did not end as it should.

import type { Library } from '../store/index.ts';

const SECTION = 'session';
const MARK_EVERY_MS = 20_000;

export interface SessionMark {
  /** When the run before was last alive, if nothing ended it in order: ISO 8601, UTC. */
  readonly endedUncleanlyAt: string | null;
  /** The run has ended in order. */
  close(): void;
}

function lastAliveAt(json: string | null): string | null {
  if (json === null) return null;
  try {
    const { aliveAt } = JSON.parse(json) as { readonly aliveAt?: unknown };
    return typeof aliveAt === 'string' && !Number.isNaN(Date.parse(aliveAt)) ? aliveAt : null;
  } catch {
    return null;
  }
}

export function markSession(library: Library): SessionMark {
  const endedUncleanlyAt = lastAliveAt(library.work.getSetting(SECTION));
  const mark = () => library.work.putSetting(SECTION, JSON.stringify({ aliveAt: new Date().toISOString() }));
  mark();
  const timer = setInterval(mark, MARK_EVERY_MS);
  timer.unref();
  return {
    endedUncleanlyAt,
    close: () => {
      clearInterval(timer);
      library.work.putSetting(SECTION, JSON.stringify({ aliveAt: null }));
    },
  };
}
