// Entry of `npm run serve`: the window in a browser of this computer.

import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AppError, EXIT_CODES } from '../../../core/error/index.ts';
import { createWindowApp, type WindowApp } from '../../app/create-window-app.ts';
import { createHostInfo } from '../../app/host-info.ts';
import { listenAgain } from '../../app/served-port.ts';
import { silenceConsole } from '../../platform/silence-console.ts';
import { startWebHost, type WebHost } from './web-host.ts';

const USAGE = `Usage: npm run serve -- [--library DIR] [--exports DIR] [--port N] [--read-only]

  --library DIR   the case library (default: the user's own)
  --exports DIR   folder for exports (default: 'Limner exports' beside the library)
  --port N        port on 127.0.0.1 (default: that of the last time, else any that is free; 0: any)
  --read-only     only look, beside another Limner that has the library
`;

interface ServeOptions {
  readonly library: string | null;
  readonly exports: string | null;
  /** null: that of the last time. */
  readonly port: number | null;
  readonly isReadOnly: boolean;
}

/** Throws `invalid-input` CLI_USAGE. */
function parseOptions(args: string[]): ServeOptions {
  const usage = (what: string) => new AppError('invalid-input', 'CLI_USAGE', `${what}\n${USAGE}`);
  try {
    const { values } = parseArgs({
      args,
      options: {
        library: { type: 'string' },
        exports: { type: 'string' },
        port: { type: 'string' },
        'read-only': { type: 'boolean', default: false },
      },
    });
    const port = values.port === undefined ? null : Number(values.port);
    if (port !== null && (!Number.isInteger(port) || port < 0 || port > 65_535))
      throw usage(`${values.port} is not a port number.`);
    return {
      library: values.library === undefined ? null : resolve(values.library),
      exports: values.exports === undefined ? null : resolve(values.exports),
      port,
      isReadOnly: values['read-only'],
    };
  } catch (error) {
    throw error instanceof AppError ? error : usage((error as Error).message);
  }
}

const rendererFolder = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../dist/renderer' : './renderer', import.meta.url),
);

async function start(): Promise<void> {
  const { library, exports, port, isReadOnly } = parseOptions(process.argv.slice(2));
  const app = createWindowApp({ libraryFolder: library, mode: isReadOnly ? 'read' : 'write' });
  try {
    const exportsFolder = exports ?? join(dirname(app.libraryFolder), 'Limner exports');
    const hostInfo = createHostInfo(app, { kind: 'web', canPickFolders: false, exportsFolder });
    const listen = (at: number) => startWebHost({ app, rendererFolder, hostInfo, port: at });
    const host = await listenAgain(port, app.servedPort, listen, tellTaken);
    endOnRequest(host, app);
    process.stdout.write(`${host.newAddress()}\n`);
    offerNewAddresses(host);
  } catch (error) {
    await app.close();
    throw error;
  }
}

const tellTaken = (port: number): void =>
  void process.stderr.write(
    `limner: another program has port ${port}, where this library was served before. A window that still shows changes ` +
      `which are not kept sends them once this one is started with --port ${port}.\n`,
  );

/** The address works once; somebody whose browser was closed needs another. */
function offerNewAddresses(host: WebHost): void {
  if (process.stdin.isTTY !== true) return;
  process.stderr.write('Open this address in a browser; it works once. Enter: a new one. Ctrl C: end.\n');
  createInterface({ input: process.stdin }).on('line', () => process.stdout.write(`${host.newAddress()}\n`));
}

/** A terminal sends Ctrl C to the launcher and to us, and the launcher passes it on: signals this close are one. */
const SAME_REQUEST_MS = 500;

function endOnRequest(host: WebHost, app: WindowApp): void {
  let firstAtMs: number | null = null;
  const end = () => {
    const nowMs = performance.now();
    if (firstAtMs !== null) {
      // Who asks once more does not want to wait for what still runs.
      if (nowMs - firstAtMs > SAME_REQUEST_MS) process.exit(EXIT_CODES.cancelled);
      return;
    }
    firstAtMs = nowMs;
    host
      .close()
      .then(() => app.close())
      .then(
        () => process.exit(0),
        () => process.exit(EXIT_CODES.internal),
      );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  // The launcher's channel closes when it is killed.
  if (process.env['LIMNER_LAUNCHED'] === '1') process.once('disconnect', end);
}

silenceConsole();
await start().catch((error: unknown) => {
  if (process.env['LIMNER_DEBUG'] === '1') process.stderr.write(`${(error as Error)?.stack}\n`);
  const known = error instanceof AppError;
  process.stderr.write(`limner: ${known ? error.message : 'A fault of Limner itself.'}\n`);
  process.exitCode = EXIT_CODES[known ? error.kind : 'internal'];
});
