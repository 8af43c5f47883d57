import { describe, expect, it } from 'vitest';
import { embedExternalData, readOnnx } from '../../../core/model-import/index.ts';
import { externalTensor, innerTensor, onnxFile, part, text, valueInfo } from '../../support/onnx-builder.ts';

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing thrown';
};

const isSameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

describe('readOnnx', () => {
  it('reads inputs without stored values, outputs, free sizes and notes', () => {
    const summary = readOnnx(
      onnxFile({
        inputs: [valueInfo('image', ['batch', 1, 32, 16]), valueInfo('w', [2])],
        outputs: [valueInfo('logits', [1, 4, 32, 16])],
        initializers: [innerTensor('w', [0, 0, 128, 63, 0, 0, 0, 64])],
        notes: { 'nnunet.configuration': '2d' },
      }),
    );
    expect(summary.inputs).toEqual([{ name: 'image', elementType: 1, shape: [null, 1, 32, 16] }]);
    expect(summary.outputs).toEqual([{ name: 'logits', elementType: 1, shape: [1, 4, 32, 16] }]);
    expect([...summary.notes]).toEqual([['nnunet.configuration', '2d']]);
    expect(summary.externalFiles).toEqual([]);
  });

  it.each([
    ['/etc/passwd'],
    ['../weights.bin'],
    ['a/../../weights.bin'],
    ['C:\\weights.bin'],
    ['..\\weights.bin'],
    ['weights\0.bin'],
    [''],
  ])('refuses a tensor that lies in %j', (location) => {
    const bytes = onnxFile({ initializers: [externalTensor('w', { location })] });
    expect(codeOf(() => readOnnx(bytes))).toBe('MODEL_EXTERNAL_DATA');
  });

  it('finds such a tensor in a graph within a node, in its attributes and among sparse ones', () => {
    const outside = externalTensor('w', { location: '../w' });
    const hidden = {
      'attribute t': [part(5, [...text(1, 'value'), ...part(5, outside)])],
      'attribute tensors': [part(5, [...text(1, 'values'), ...part(10, outside)])],
      'graph of a loop': [part(5, [...text(1, 'body'), ...part(6, part(5, outside))])],
      'sparse values': [part(5, [...text(1, 'sparse'), ...part(22, part(1, outside))])],
    };
    for (const [place, node] of Object.entries(hidden)) {
      expect(
        codeOf(() => readOnnx(onnxFile({ nodes: [node.flat()] }))),
        place,
      ).toBe('MODEL_EXTERNAL_DATA');
    }
  });

  it('refuses code compiled for one machine, which names a file of its own', () => {
    expect(codeOf(() => readOnnx(onnxFile({ nodes: [text(4, 'EPContext')] })))).toBe('MODEL_COMPILED');
  });

  it('refuses what is no ONNX or cut short', () => {
    const whole = onnxFile({ initializers: [innerTensor('w', new Uint8Array(400))] });
    for (const bytes of [
      new Uint8Array(0),
      new TextEncoder().encode('{"a": 1}'),
      whole.subarray(0, whole.length - 30),
    ]) {
      expect(codeOf(() => readOnnx(bytes))).toBe('MODEL_ONNX');
    }
  });

  it('refuses graphs within each other without end instead of running out of stack', () => {
    let graph: number[] = [];
    for (let depth = 0; depth < 60; depth++) graph = part(1, part(5, part(6, graph)));
    const bytes = Uint8Array.from([8, 8, ...part(7, graph)]);
    expect(codeOf(() => readOnnx(bytes))).toBe('MODEL_ONNX');
  });
});

describe('embedExternalData', () => {
  it('gives the same network as if the numbers had been inside all along', () => {
    const [a, b] = [Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), Uint8Array.of(9, 9, 9, 9, 8, 8, 8, 8)];
    const outside = onnxFile({
      initializers: [
        externalTensor('a', { location: './w.data', offset: 0, length: 8 }),
        externalTensor('b', { location: 'w.data', offset: 8 }),
      ],
    });
    const summary = readOnnx(outside);
    expect(summary.externalFiles).toEqual(['w.data']);
    const whole = embedExternalData(outside, new Map([['w.data', Uint8Array.of(...a, ...b)]]));
    expect(whole).toEqual(onnxFile({ initializers: [innerTensor('a', a), innerTensor('b', b)] }));
    expect(readOnnx(whole).externalFiles).toEqual([]);
  });

  it('of more nodes than a call has room for', () => {
    const nodes = Array.from({ length: 200_000 }, () => text(1, 'x'));
    const outside = onnxFile({ nodes, initializers: [externalTensor('a', { location: 'w' })] });
    const inside = onnxFile({ nodes, initializers: [innerTensor('a', new Uint8Array(8))] });
    expect(isSameBytes(embedExternalData(outside, new Map([['w', new Uint8Array(8)]])), inside)).toBe(true);
  });

  it('refuses a file that is too short', () => {
    const outside = onnxFile({ initializers: [externalTensor('a', { location: 'w', offset: 4, length: 8 })] });
    expect(codeOf(() => embedExternalData(outside, new Map([['w', new Uint8Array(11)]])))).toBe('MODEL_ONNX');
    expect(codeOf(() => embedExternalData(outside, new Map()))).toBe('MODEL_ONNX');
  });

  it('leaves a network alone that has everything inside', () => {
    const bytes = onnxFile({ initializers: [innerTensor('a', new Uint8Array(8))] });
    expect(embedExternalData(bytes, new Map())).toBe(bytes);
  });
});
