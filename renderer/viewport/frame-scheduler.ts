// One animation frame for all views: each is drawn at most once in it, and only when something asked for it. Measures
// what the app itself takes from an event to the last draw call that it causes.

export interface FrameRecord {
  /** What the frame answers: the first event since the last frame ('wheel', 'drag', 'hover', …), or 'other'. */
  readonly cause: string;
  /** Time in handlers of events since the last frame and in drawing this one, ms: without waiting for the frame. */
  readonly ownMs: number;
  /** From the making of the first event to the last draw call issued, ms. */
  readonly latencyMs: number;
  /** Image values that went to the graphics card. */
  readonly uploadedBytes: number;
  readonly draws: number;
}

export interface FrameScheduler {
  /** Draws in the next frame; asking again before it changes nothing. */
  request(draw: () => void): void;
  /** Forgets a view that is gone. */
  cancel(draw: () => void): void;
  /** Runs the handler of an event and counts its time. */
  handle<T>(cause: string, madeAtMs: number, handler: () => T): T;
  countUpload(bytes: number): void;
  /** The last frames, oldest first. */
  readonly records: readonly FrameRecord[];
  clearRecords(): void;
}

const KEPT_RECORDS = 2000;

export function createFrameScheduler(requestFrame: (run: () => void) => unknown, now: () => number): FrameScheduler {
  const waiting = new Set<() => void>();
  const records: FrameRecord[] = [];
  let isAsked = false;
  let depth = 0;
  let cause = '';
  let firstEventMs = 0;
  let handlerMs = 0;
  let uploadedBytes = 0;
  const run = () => {
    isAsked = false;
    const startMs = now();
    const draws = [...waiting];
    waiting.clear();
    for (const draw of draws) draw();
    const endMs = now();
    records.push({
      cause: cause === '' ? 'other' : cause,
      ownMs: handlerMs + endMs - startMs,
      latencyMs: endMs - (cause === '' ? startMs : firstEventMs),
      uploadedBytes,
      draws: draws.length,
    });
    if (records.length > KEPT_RECORDS) records.splice(0, records.length - KEPT_RECORDS);
    cause = '';
    handlerMs = 0;
    uploadedBytes = 0;
  };
  return {
    request: (draw) => {
      waiting.add(draw);
      if (isAsked) return;
      isAsked = true;
      requestFrame(run);
    },
    cancel: (draw) => {
      waiting.delete(draw);
    },
    handle: (name, madeAtMs, handler) => {
      const startMs = now();
      if (cause === '') {
        cause = name;
        firstEventMs = madeAtMs;
      }
      depth++;
      try {
        return handler();
      } finally {
        depth--;
        if (depth === 0) handlerMs += now() - startMs;
      }
    },
    countUpload: (bytes) => {
      uploadedBytes += bytes;
    },
    records,
    clearRecords: () => {
      records.length = 0;
    },
  };
}
