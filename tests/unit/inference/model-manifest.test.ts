import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelKind, networkFiles, parseModelManifest, viewCount } from '../../../core/inference/index.ts';
import { findTg263 } from '../../../core/terminology/index.ts';
import { SHIPPED_MODELS, TINY_MODELS } from '../../support/inference-phantom.ts';

type Json = Record<string, never>;

const read = (root: string, model: string) =>
  JSON.parse(readFileSync(join(root, model, 'manifest.json'), 'utf8')) as Json;
const tiny = () => read(TINY_MODELS, 'tiny/1.0.0');
const refusal = (json: unknown): string => {
  try {
    parseModelManifest(json, 'here');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};
/** The tiny manifest with one value replaced. */
const withValue = (path: string, value: unknown) => {
  const json = tiny();
  const keys = path.split('.');
  const last = keys.pop() as string;
  let at: Record<string, unknown> = json;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
  return json;
};

describe('a model manifest', () => {
  it('of the shipped model says how its arrays lie in the patient', () => {
    const manifest = parseModelManifest(read(SHIPPED_MODELS, 'han-oar/0.4.0'), 'here');
    expect(manifest.input.axes.map((a) => [a.axis, a.towards, a.spacingMm, a.patch])).toEqual([
      ['y', 'P', 4, 64],
      ['x', 'L', 4, 64],
      ['z', 'I', 2.5, 64],
    ]);
    expect(manifest.output.labels.map((l) => l?.name)).toEqual([
      'Brainstem',
      'SpinalCord',
      'Parotid_R',
      'Parotid_L',
      'Esophagus',
      'Larynx',
      'Bone_Mandible',
    ]);
  });

  it('of the shipped model uses TG-263 names with the codes of that table', () => {
    const { output, external } = parseModelManifest(read(SHIPPED_MODELS, 'han-oar/0.4.0'), 'here');
    for (const label of [...output.labels, external]) {
      if (label) expect([label.name, findTg263(label.name)?.fmaId]).toEqual([label.name, label.fmaCode]);
    }
  });

  it.each([
    ['an unknown key', 'input.spacing', 3, /input/],
    ['an axis that is no patient direction', 'input.axes.0.towards', 'X', /input\.axes\.0\.towards/],
    ['two axes along one patient axis', 'input.axes.0.towards', 'R', /three different patient axes/],
    ['a patch that is no multiple', 'input.axes.0.multipleOf', 5, /patch 16 along z is no multiple of 5/],
    ['an overlap of a whole patch', 'tiling.overlap', 1, /tiling\.overlap/],
    ['an unknown intensity step', 'input.intensity.0.op', 'log', /input\.intensity\.0/],
    ['an upside-down clip', 'input.intensity.0.min', 2000, /min < max/],
    ['a colour in words', 'output.labels.0.colour', 'red', /output\.labels\.0\.colour/],
    ['a name twice', 'output.labels.0.name', 'External', /named twice/],
    ['a file outside its folder', 'file', '../model.onnx', /file/],
    ['an absolute file', 'golden.input', '/etc/passwd', /golden\.input/],
    ['a hash that is none', 'sha256', 'abc', /sha256/],
    ['a golden output of other channels', 'golden.outputShape', [1, 3, 4, 4, 8], /3 channels for 2 labels/],
  ])('is refused with %s', (_, path, value, reason) => {
    expect(refusal(withValue(path, value))).toMatch(reason);
  });

  it('of slices says across which axis they lie, what their neighbours are, and which kind it is', () => {
    const sliced = tiny() as unknown as { input: { axes: { patch: number }[] } & object; golden: object } & object;
    Object.assign(sliced.input, { sliceAxis: 'z', neighbours: 1 });
    (sliced.input.axes[0] as { patch: number }).patch = 1;
    Object.assign(sliced.golden, { inputShape: [1, 3, 4, 8], outputShape: [1, 2, 4, 8] });
    expect(modelKind(parseModelManifest(sliced, 'here'))).toBe('2.5D, 3 slices');
    expect(parseModelManifest(sliced, 'here').input.beyondSlices).toBe('repeat');
    const fold = { file: 'fold-1.onnx', sha256: '0'.repeat(64), golden: 'golden/fold-1.f32' };
    const several = parseModelManifest({ ...sliced, ensemble: [fold], mirroring: { axes: ['y', 'x'] } }, 'here');
    expect([modelKind(several), viewCount(several)]).toEqual(['2.5D, 3 slices, 2 networks, 4 mirrored views', 8]);
    expect(networkFiles(several).map(({ file }) => file)).toEqual(['model.onnx', 'fold-1.onnx']);
  });

  it.each([
    ['a slice axis that it does not have', 'input.sliceAxis', 'w', /no axis is named w/],
    ['a patch of several slices', 'input.sliceAxis', 'z', /along the slice axis must be 1/],
    ['neighbours of a volume', 'input.neighbours', 1, /neighbours/],
    ['a batch of volumes', 'tiling.batch', 4, /batch/],
    ['a smallest patch above the patch', 'tiling.smallestPatch', [16, 32, 16], /smallestPatch.*along y/],
    ['regions for a sigmoid', 'output.regions', [{ paints: 1, holds: [1] }], /output\.regions/],
    ['regions without an order', 'output.activation', 'regions', /output\.regions/],
    ['mirroring along an axis that it does not have', 'mirroring', { axes: ['w'] }, /w is none of z, y, x/],
    [
      'a channel exchanged twice',
      'mirroring',
      {
        axes: ['x'],
        swap: [
          [0, 1],
          [1, 0],
        ],
      },
      /named twice/,
    ],
    ['a channel that is not there', 'mirroring', { axes: ['x'], swap: [[0, 2]] }, /no such channel/],
    ['percentiles the wrong way', 'input.intensity.0', { op: 'clipPercentiles', low: 9, high: 1 }, /low < high/],
  ])('is refused with %s', (_, path, value, reason) => {
    expect(refusal(withValue(path, value))).toMatch(reason);
  });

  it('is refused when logits of probabilities are to be averaged', () => {
    const json = withValue('output.isApplied', true);
    expect(refusal({ ...json, average: 'logits' })).toMatch(/no logits/);
  });

  it('is refused when it is no object', () => {
    expect(refusal('manifest')).toMatch(/not valid: document/);
  });
});
