// Time that the page's own thread spent on each frame, from the browser's trace: processor time, so that other programs
// on a busy machine do not count as the app's.

import type { CDPSession } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly type?: string } };
}

export interface ThreadFrame {
  /** Type of the first event since the frame before, or ''. */
  readonly cause: string;
  /** Handlers with the microtasks behind them, and the callbacks of the frame, ms of processor time. */
  readonly threadMs: number;
}

const CAUSES = new Set(['pointerdown', 'pointermove', 'pointerup', 'wheel', 'keydown']);
const HANDLED = new Set([...CAUSES, 'mousedown', 'mousemove', 'mouseup', 'mousewheel', 'click']);

/** Runs `action` under a trace of the browser. Empty where the browser records no processor time. */
export async function threadFrames(browser: CDPSession, action: () => Promise<void>): Promise<ThreadFrame[]> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: readonly object[] }) => {
    events.push(...(value as TraceEvent[]));
  };
  browser.on('Tracing.dataCollected', collect);
  await browser.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline'], excludedCategories: ['*'] },
  });
  try {
    await action();
  } finally {
    const complete = new Promise<void>((resolve) => browser.once('Tracing.tracingComplete', () => resolve()));
    await browser.send('Tracing.end');
    await complete;
    browser.off('Tracing.dataCollected', collect);
  }
  return framesOfTrace(events);
}

function framesOfTrace(events: readonly TraceEvent[]): ThreadFrame[] {
  const wanted = events
    .filter(
      ({ name, ph, tdur }) => ph === 'X' && tdur !== undefined && /^(EventDispatch|FireAnimationFrame)$/.test(name),
    )
    .sort((p, q) => p.ts - q.ts);
  const frames: ThreadFrame[] = [];
  let cause = '';
  let threadMs = 0;
  let outerEnd = 0;
  for (const { name, ts, dur = 0, tdur = 0, args } of wanted) {
    // A dispatch inside another one is in its time.
    if (ts < outerEnd) continue;
    outerEnd = ts + dur;
    const type = args?.data?.type ?? '';
    if (name === 'FireAnimationFrame') {
      frames.push({ cause, threadMs: threadMs + tdur / 1000 });
      [cause, threadMs] = ['', 0];
    } else if (HANDLED.has(type)) {
      if (cause === '' && CAUSES.has(type)) cause = type;
      threadMs += tdur / 1000;
    }
  }
  return frames;
}
