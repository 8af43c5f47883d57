// Logits -> probabilities, in place, for channels that lie one after the other.

/** Of a sum of exponentials with 1 in it, those of less than this are nothing in what is kept (a 65535th). */
const NEGLIGIBLE = -15;
/** Probabilities below 5e-5 are 0: most voxels are that far from any organ, and the logistic function is dear. */
export const LEAST_LOGIT = -10;

/** Logistic function of every value. */
export function sigmoid(values: Float32Array): void {
  for (let n = 0; n < values.length; n++) {
    const x = values[n] as number;
    values[n] = x < LEAST_LOGIT ? 0 : 1 / (1 + Math.exp(-x));
  }
}

/** Softmax over `channels` fields of `n` values each. */
export function softmax(values: Float32Array, channels: number): void {
  const n = values.length / channels;
  // Channel after channel, so that memory is read in its order.
  const top = values.slice(0, n);
  for (let c = 1; c < channels; c++) {
    const field = values.subarray(c * n, (c + 1) * n);
    for (let v = 0; v < n; v++) if ((field[v] as number) > (top[v] as number)) top[v] = field[v] as number;
  }
  const total = new Float32Array(n);
  for (let c = 0; c < channels; c++) {
    const field = values.subarray(c * n, (c + 1) * n);
    for (let v = 0; v < n; v++) {
      const x = (field[v] as number) - (top[v] as number);
      const e = x < NEGLIGIBLE ? 0 : Math.exp(x);
      field[v] = e;
      total[v] = (total[v] as number) + e;
    }
  }
  for (let c = 0; c < channels; c++) {
    const field = values.subarray(c * n, (c + 1) * n);
    for (let v = 0; v < n; v++) field[v] = (field[v] as number) / (total[v] as number);
  }
}

/** One channel of 0 and 1 for each label index; indices that are no label set nothing. */
export function oneHot(indices: ArrayLike<number | bigint>, labels: number): Float32Array {
  const n = indices.length;
  const fields = new Float32Array(labels * n);
  for (let v = 0; v < n; v++) {
    const label = Number(indices[v]);
    if (label >= 0 && label < labels) fields[label * n + v] = 1;
  }
  return fields;
}
