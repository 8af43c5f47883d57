// A stand-in for ONNX Runtime on machines with other hardware: it computes the tiny model (two thresholds) in closed form and
// behaves as ONNX Runtime 1.30 was measured to: a missing CUDA or WebGPU throws, a missing DirectML is silently the CPU.

import type { Device, NetworkSession, Runtime, TensorForm } from '../../main/workers/inference-runtime.ts';

export interface FakeDevice {
  /** False: the build knows it, the machine does not have it. */
  readonly isThere: boolean;
  /** Added to every answer. */
  readonly error?: number;
  /** Runs after which it is gone, as after a driver reset. */
  readonly lostAfterRuns?: number;
  /** Runs after which it takes its process along, as a crash in a driver does. */
  readonly endsProcessAfterRuns?: number;
  /** Values of an input that it has room for. */
  readonly roomFor?: number;
}

export interface FakeLog {
  /** Device and input values of every run that came to its end. */
  readonly runs: { readonly device: Device; readonly values: number }[];
  /** Devices of sessions that were opened and not released yet. */
  readonly open: Device[];
}

export interface FakeNetwork {
  readonly input: TensorForm;
  readonly output: TensorForm;
  readonly answer: (values: Float32Array, dims: readonly number[]) => { data: Float32Array; dims: readonly number[] };
}

const form = (name: string, shape: TensorForm['shape']): TensorForm => ({
  name,
  isTensor: true,
  type: 'float32',
  shape,
});

/** tests/fixtures/models/tiny: Bone above 300 HU, Brain above -200 HU, input in 400 HU. */
export const TINY_NETWORK: FakeNetwork = {
  input: form('image', ['n', 1, 'z', 'y', 'x']),
  output: form('logits', ['n', 2, 'z', 'y', 'x']),
  answer: (values, [n = 1, , ...spatial]) => {
    const voxels = spatial.reduce((count, d) => count * d, 1);
    const data = new Float32Array(2 * values.length);
    for (let at = 0; at < values.length; at++) {
      const to = Math.floor(at / voxels) * 2 * voxels + (at % voxels);
      data[to] = 40 * (values[at] as number) - 30;
      data[to + voxels] = 40 * (values[at] as number) + 20;
    }
    return { data, dims: [n, 2, ...spatial] };
  },
};

/** A runtime whose build knows `devices` and the CPU. */
export function createFakeRuntime(
  devices: Partial<Record<Device, FakeDevice>>,
  network: FakeNetwork = TINY_NETWORK,
): Runtime & { readonly log: FakeLog } {
  const log: FakeLog = { runs: [], open: [] };
  const open = async (_bytes: Uint8Array, asked: Device): Promise<NetworkSession> => {
    const fake = devices[asked];
    const isMissing = asked !== 'cpu' && fake?.isThere !== true;
    if (isMissing && asked !== 'dml') {
      throw new Error(`[ONNXRuntimeError] : 1 : FAIL : no available backend found. ERR: [${asked}] not available`);
    }
    // What dml is without DirectML.
    const device: Device = isMissing ? 'cpu' : asked;
    const fails = devices[device] ?? { isThere: true };
    const { error = 0, lostAfterRuns = Infinity, endsProcessAfterRuns = Infinity, roomFor = Infinity } = fails;
    let runs = 0;
    log.open.push(device);
    return {
      inputs: [network.input],
      outputs: [network.output],
      run: async (_input, values, dims, _output, into) => {
        if (values.length > roomFor) {
          throw new Error(
            device === 'dml'
              ? 'failed in execution: 8007000E Not enough memory resources'
              : 'Failed to allocate memory',
          );
        }
        if (++runs > endsProcessAfterRuns) process.kill(process.pid, 'SIGKILL');
        if (runs > lostAfterRuns) throw new Error('887A0005 The GPU device instance has been suspended.');
        const answer = network.answer(values, dims);
        for (let at = 0; at < answer.data.length; at++) answer.data[at] = (answer.data[at] as number) + error;
        log.runs.push({ device, values: values.length });
        into?.data.set(answer.data);
        return { ...answer, type: 'float32' };
      },
      usedDevices: () => new Set([device]),
      release: async () => {
        log.open.splice(log.open.indexOf(device), 1);
      },
    };
  };
  return { devices: () => new Set(['cpu', ...Object.keys(devices)]), open, log };
}
