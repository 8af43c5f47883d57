// The process that runs the network, with devices that this machine does not have: FAKE_DEVICES says which, as JSON.

import { serveInference } from '../../main/workers/serve-inference.ts';
import { createFakeRuntime } from './fake-runtime.ts';

serveInference(createFakeRuntime(JSON.parse(process.env['FAKE_DEVICES'] ?? '{}')));
