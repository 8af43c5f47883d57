// Entry of a process that runs a network once on the CPU, before anything is believed of it: whatever the file does, it
// does it here, where it can be ended.

import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { firstSentence } from '../inference/protocol.ts';
import type { TrialAnswer, TrialQuestion } from '../inference/trial-run.ts';

async function answer({ networkPath, input, output, values, shape }: TrialQuestion): Promise<TrialAnswer> {
  // From memory: there is no folder then from which the network could read further files.
  const session = await InferenceSession.create(await readFile(networkPath), {
    executionProviders: ['cpu'],
    logSeverityLevel: 4,
  });
  const tensor = new Tensor('float32', values, [...shape]);
  const result = (await session.run({ [input]: tensor }, [output]))[output];
  if (result?.type !== 'float32') return { type: 'failed', why: `"${output}" is no float32 tensor` };
  return { type: 'ran', values: result.data as Float32Array, shape: result.dims };
}

process.on('message', (question: TrialQuestion) => {
  void answer(question)
    .catch((error: unknown): TrialAnswer => ({ type: 'failed', why: firstSentence((error as Error).message) }))
    .then((message) => process.send?.(message, () => process.disconnect()));
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
