// The process that runs the network on a machine whose memory does not suffice for inputs above ROOM_FOR values.

import { onnxRuntime } from '../../main/workers/inference-runtime.ts';
import { serveInference } from '../../main/workers/serve-inference.ts';

const roomFor = Number(process.env['ROOM_FOR']);

serveInference({
  ...onnxRuntime,
  open: async (bytes, device) => {
    const session = await onnxRuntime.open(bytes, device);
    return {
      ...session,
      run: (input, values, ...rest) => {
        if (values.length > roomFor) throw new Error('Failed to allocate memory');
        return session.run(input, values, ...rest);
      },
    };
  },
});
