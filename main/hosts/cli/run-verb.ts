// Runs one verb against the services: progress to stderr, result as data, Ctrl C as a clean cancel.

import { AppError, EXIT_CODES } from '../../../core/error/index.ts';
import { createApp } from '../../app/create-app.ts';
import { parseVerbArguments } from './arguments.ts';
import { createProgressDisplay } from './progress-display.ts';
import type { Verb, VerbOutcome } from './verb.ts';

/** A terminal sends Ctrl C to the launcher and to us, and the launcher passes it on: signals this close are one. */
const SAME_REQUEST_MS = 500;

/** Calls `cancel` when somebody asks the process to stop; who asks once more does not want to wait for the cleaning up. */
function onStopRequest(cancel: () => void): void {
  let firstAtMs: number | null = null;
  const stop = () => {
    const nowMs = performance.now();
    if (firstAtMs === null) cancel();
    else if (nowMs - firstAtMs > SAME_REQUEST_MS) process.exit(EXIT_CODES.cancelled);
    firstAtMs ??= nowMs;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}

/** Throws AppError. */
export async function runVerb(verb: Verb, argv: readonly string[]): Promise<VerbOutcome> {
  const args = parseVerbArguments(verb, argv);
  const library = args.text('library');
  const display = createProgressDisplay({
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 100,
    nowMs: () => performance.now(),
  });
  const controller = new AbortController();
  const cancel = () => controller.abort(new AppError('cancelled', 'CANCELLED', 'Cancelled; nothing was changed.'));
  onStopRequest(cancel);
  // The launcher's channel closes when it is killed: nobody waits for the result any more.
  if (process.env['LIMNER_LAUNCHED'] === '1') {
    process.once('disconnect', cancel);
    process.channel?.unref();
  }
  const app = createApp({ libraryFolder: library === null ? null : args.path(library) });
  try {
    return await verb.run(args, app.client, { signal: controller.signal, report: display.report });
  } finally {
    display.finish();
    app.close();
  }
}
