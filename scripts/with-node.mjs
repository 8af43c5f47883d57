// `node scripts/with-node.mjs FILE ARGS…`: runs a development script under a Node that is new enough.
import { resolve } from 'node:path';
import { runScript } from '../bin/node24.mjs';

const [script, ...args] = process.argv.slice(2);
await runScript(resolve(script), args);
