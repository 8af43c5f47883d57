// What a person has really looked at: a plane counts as seen for every visible structure on it after 300 ms of rest. And
// how long somebody was at work on each structure: time with the hand on the controls, not with the window open.

const REST_MS = 300;
/** Without an event for so long nobody is counted as at work. */
const IDLE_MS = 30_000;
const SEND_EVERY_MS = 2000;

export interface ShownPlane {
  readonly k: number;
  /** Structures that are visible and have voxels on the plane. */
  readonly structureIds: readonly string[];
}

export interface ReviewTrackerPorts {
  readonly nowMs: () => number;
  /** Calls back after a while; returns the way to stop it. */
  readonly later: (run: () => void, ms: number) => () => void;
  /** A plane that was not seen before of these structures, at once and of all of them together. */
  readonly onSeen: (structureIds: readonly string[], k: number) => void;
  /** Takes both to the library, now and then; what it rejects is sent again with what follows. */
  readonly send: (
    seen: readonly { readonly structureId: string; readonly slices: readonly number[] }[],
    spent: readonly { readonly structureId: string; readonly ms: number }[],
  ) => Promise<unknown>;
  readonly isSeen: (structureId: string, k: number) => boolean;
}

export interface ReviewTracker {
  /** What stands on the screen now; null: no plane of the stack is shown. */
  show(plane: ShownPlane | null): void;
  /** The hand is at work on this structure (null: on none). */
  touch(structureId: string | null): void;
  /** Sends what has not gone yet. */
  flush(): void;
  close(): void;
}

export function createReviewTracker(ports: ReviewTrackerPorts): ReviewTracker {
  let seen = new Map<string, Set<number>>();
  let spent = new Map<string, number>();
  let stopRest: () => void = () => undefined;
  let stopSend: (() => void) | null = null;
  let current: { readonly structureId: string; readonly sinceMs: number } | null = null;

  const flush = () => {
    stopSend?.();
    stopSend = null;
    if (seen.size === 0 && spent.size === 0) return;
    const [seenNow, spentNow] = [seen, spent];
    seen = new Map();
    spent = new Map();
    ports
      .send(
        [...seenNow].map(([structureId, ks]) => ({ structureId, slices: [...ks].sort((p, q) => p - q) })),
        [...spentNow].map(([structureId, ms]) => ({ structureId, ms })),
      )
      .catch(() => {
        for (const [id, ks] of seenNow) seen.set(id, new Set([...ks, ...(seen.get(id) ?? [])]));
        for (const [id, ms] of spentNow) spent.set(id, ms + (spent.get(id) ?? 0));
      });
  };
  const sendSoon = () => {
    stopSend ??= ports.later(flush, SEND_EVERY_MS);
  };
  const settle = (nowMs: number) => {
    if (current === null) return;
    const ms = Math.min(IDLE_MS, nowMs - current.sinceMs);
    if (ms > 0) {
      spent.set(current.structureId, (spent.get(current.structureId) ?? 0) + ms);
      sendSoon();
    }
  };

  return {
    show: (plane) => {
      stopRest();
      if (plane === null) return;
      stopRest = ports.later(() => {
        const fresh = plane.structureIds.filter((structureId) => !ports.isSeen(structureId, plane.k));
        for (const structureId of fresh) {
          seen.set(structureId, (seen.get(structureId) ?? new Set()).add(plane.k));
        }
        if (fresh.length > 0) ports.onSeen(fresh, plane.k);
        if (seen.size > 0) sendSoon();
      }, REST_MS);
    },
    touch: (structureId) => {
      const nowMs = ports.nowMs();
      settle(nowMs);
      current = structureId === null ? null : { structureId, sinceMs: nowMs };
    },
    flush: () => {
      settle(ports.nowMs());
      if (current) current = { ...current, sinceMs: ports.nowMs() };
      flush();
    },
    close: () => {
      settle(ports.nowMs());
      current = null;
      stopRest();
      flush();
    },
  };
}
