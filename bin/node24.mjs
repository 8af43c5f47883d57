// Runs a script of this project under a Node that is new enough (22.13 or later). Users may have Node 20: then the
// binary of the optional package node-<os>-x64 is used instead. Plain JavaScript: it must run on the old Node.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const MINIMUM = [22, 13];

const isNewEnough = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
};

/** Path of the bundled Node binary, or null where this platform has none. */
const bundledNode = () => {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const require = createRequire(import.meta.url);
    return require.resolve(`node-${system}-x64/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
  } catch {
    return null;
  }
};

/**
 * Runs `script` with `args` in this process when it can, else in a child with the bundled Node whose exit code and
 * signals become ours. LIMNER_STARTED_AT_MS lets the child count its run time from the start of this process.
 */
export const runScript = async (script, args) => {
  if (isNewEnough()) {
    process.argv = [process.argv[0], script, ...args];
    await import(pathToFileURL(script).href);
    return;
  }
  const node = process.arch === 'x64' ? bundledNode() : null;
  if (node === null) {
    process.stderr.write(
      `limner: Node ${process.versions.node} is too old. Install Node 22.13 or newer (nodejs.org) and run the command again.\n`,
    );
    process.exitCode = 6;
    return;
  }
  // The IPC channel tells the child when this process is killed: a headless worker must not outlive its command.
  const child = spawn(node, [script, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      LIMNER_STARTED_AT_MS: String(performance.timeOrigin),
      LIMNER_LAUNCHED: '1',
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`limner: the bundled Node could not be started: ${error.message}\n`);
    process.exitCode = 70;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 70;
    else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
};
