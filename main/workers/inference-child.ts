// Entry of the process that runs the network.

import { onnxRuntime } from './inference-runtime.ts';
import { serveInference } from './serve-inference.ts';

serveInference(onnxRuntime);
