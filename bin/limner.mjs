#!/usr/bin/env node
// The command `limner`. Plain JavaScript for any Node from 20: it hands over to the bundle under a Node that fits.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runScript } from './node24.mjs';

const bundle = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'cli.js');
await runScript(bundle, process.argv.slice(2));
