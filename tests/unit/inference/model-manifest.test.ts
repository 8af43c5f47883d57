import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseModelManifest } from '../../../core/inference/index.ts';
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
    const manifest = parseModelManifest(read(SHIPPED_MODELS, 'han-oar-baseline/0.1.0'), 'here');
    expect(manifest.input.axes.map((a) => [a.axis, a.towards, a.spacingMm, a.patch])).toEqual([
      ['y', 'P', 4, 80],
      ['x', 'L', 4, 96],
      ['z', 'I', 2.5, 96],
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
    const { output, external } = parseModelManifest(read(SHIPPED_MODELS, 'han-oar-baseline/0.1.0'), 'here');
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

  it('is refused when it is no object', () => {
    expect(refusal('manifest')).toMatch(/not valid: document/);
  });
});
