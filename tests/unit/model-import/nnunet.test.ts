import { describe, expect, it } from 'vitest';
import { type ModelManifest, smallerPatches } from '../../../core/inference/index.ts';
import { deriveFromNnunet, NO_CHOICES, readOnnx } from '../../../core/model-import/index.ts';
import { onnxFile, valueInfo } from '../../support/onnx-builder.ts';

const fingerprint = { mean: 97.5, std: 40.5, median: 100, percentile_00_5: -958, percentile_99_5: 327 };

const plans = {
  dataset_name: 'Dataset017_Abdomen',
  plans_name: 'nnUNetPlans',
  image_reader_writer: 'SimpleITKIO',
  transpose_forward: [1, 0, 2],
  transpose_backward: [1, 0, 2],
  label_manager: 'LabelManager',
  foreground_intensity_properties_per_channel: { '0': fingerprint },
  configurations: {
    '2d': {
      patch_size: [256, 192],
      spacing: [0.75, 0.8],
      normalization_schemes: ['CTNormalization'],
      use_mask_for_norm: [false],
      architecture: {
        arch_kwargs: {
          strides: [
            [1, 1],
            [2, 2],
            [2, 2],
          ],
        },
      },
    },
    '3d_lowres': { inherits_from: '3d_fullres', spacing: [1.5, 6, 1.6], patch_size: [64, 32, 64] },
    '3d_fullres': {
      preprocessor_name: 'DefaultPreprocessor',
      patch_size: [96, 32, 64],
      spacing: [0.75, 3, 0.8],
      normalization_schemes: ['CTNormalization'],
      use_mask_for_norm: [false],
      architecture: {
        arch_kwargs: {
          strides: [
            [1, 1, 1],
            [2, 1, 2],
            [2, 2, 2],
          ],
        },
      },
    },
    '3d_cascade_fullres': { inherits_from: '3d_fullres', previous_stage: '3d_lowres' },
  },
};

const dataset = {
  name: 'Abdomen',
  channel_names: { '0': 'CT' },
  labels: { background: 0, 'left kidney': 2, Liver: 1, ignore: 3 },
  file_ending: '.nii.gz',
};

const network = (channels: number, sizes: readonly (number | string)[] = ['a', 'b', 'c'], notes = {}) =>
  readOnnx(
    onnxFile({
      inputs: [valueInfo('image', ['batch', 1, ...sizes])],
      outputs: [valueInfo('logits', ['batch', channels, ...sizes])],
      notes,
    }),
  );

const derive = (over: { plans?: object; dataset?: object; onnx?: ReturnType<typeof network>; choices?: object } = {}) =>
  deriveFromNnunet({ ...plans, ...over.plans }, { ...dataset, ...over.dataset }, over.onnx ?? network(3), {
    ...NO_CHOICES,
    ...over.choices,
  });

const fact = (made: ReturnType<typeof derive>, what: string) => made.facts.find((f) => f.what.startsWith(what));

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing thrown';
};

describe('deriveFromNnunet', () => {
  it('turns spacing, patch and strides, which are transposed, into axes of the patient', () => {
    expect(derive().draft.input.axes).toEqual([
      { axis: 'y', towards: 'P', spacingMm: 0.75, patch: 96, multipleOf: 4 },
      { axis: 'z', towards: 'S', spacingMm: 3, patch: 32, multipleOf: 2 },
      { axis: 'x', towards: 'L', spacingMm: 0.8, patch: 64, multipleOf: 4 },
    ]);
  });

  it('lets patches become half as large where memory is short, if the network takes any size', () => {
    // Patch 96 x 32 x 64, multiples of 4, 2 and 4: sides of up to 64 voxels stay.
    expect(derive().draft.tiling.smallestPatch).toEqual([64, 32, 64]);
    expect(derive({ onnx: network(3, [96, 32, 64]) }).draft.tiling.smallestPatch).toBeNull();
    // Slices stay single; 256 x 192 with multiples of 4.
    expect(derive({ onnx: network(3, ['a', 'b']) }).draft.tiling.smallestPatch).toEqual([1, 128, 96]);
    const withPatch = (...patch_size: number[]) =>
      derive({ plans: { configurations: { '3d_fullres': { ...plans.configurations['3d_fullres'], patch_size } } } });
    // The next multiple of 4 from 66, the next of 2 from 65.
    expect(withPatch(132, 130, 256).draft.tiling.smallestPatch).toEqual([68, 66, 128]);
    const large = withPatch(128, 128, 128).draft as unknown as ModelManifest;
    expect(smallerPatches(large)).toEqual([
      [64, 128, 128],
      [64, 64, 128],
      [64, 64, 64],
    ]);
    expect(withPatch(64, 64, 20).draft.tiling.smallestPatch).toBeNull();
    expect(fact(derive(), 'smallest patch')).toMatchObject({ value: '64 x 32 x 64' });
  });

  it('takes the orientation from the reader that turns images, else from a person, and never guesses it', () => {
    const axes = derive({ choices: { orientation: 'ras' } }).draft.input.axes;
    expect(axes.map(({ towards }) => towards)).toEqual(['A', 'S', 'R']);
    expect(fact(derive(), 'orientation')).toMatchObject({ value: 'not known', from: 'to be said' });
    expect(derive().questions).toMatchObject([
      { choice: 'orientation', answers: [{ value: 'LPS' }, { value: 'RAS' }, {}] },
    ]);
    expect(fact(derive({ choices: { orientation: 'ras' } }), 'orientation')).toMatchObject({
      value: 'RAS',
      from: 'given',
    });
    expect(derive({ choices: { orientation: 'ras' } }).questions).toEqual([]);
    for (const image_reader_writer of ['NibabelIOWithReorient', 'SimpleITKIOWithReorient']) {
      const turned = derive({ plans: { image_reader_writer } });
      expect(fact(turned, 'orientation')).toMatchObject({ value: 'RAS', from: `plans.json (${image_reader_writer})` });
      expect(turned.questions).toEqual([]);
      const against = { plans: { image_reader_writer }, choices: { orientation: 'LPS' } };
      expect(codeOf(() => derive(against))).toBe('MODEL_ORIENTATION');
    }
    expect(codeOf(() => derive({ choices: { orientation: 'LRS' } }))).toBe('MODEL_ORIENTATION');
  });

  it('normalises CT by the fingerprint: clip, mean, deviation', () => {
    expect(derive().draft.input.intensity).toEqual([
      { op: 'clip', min: -958, max: 327 },
      { op: 'shift', by: -97.5 },
      { op: 'divide', by: 40.5 },
    ]);
    expect(derive().draft.input.padding).toBe(0);
    expect(codeOf(() => derive({ plans: { foreground_intensity_properties_per_channel: {} } }))).toBe(
      'MODEL_IMPORT_FILE',
    );
  });

  it('knows the other schemes of nnU-Net, and refuses a foreign one', () => {
    const withScheme = (scheme: string, mask: boolean) => {
      const own = { ...plans.configurations['3d_fullres'], normalization_schemes: [scheme], use_mask_for_norm: [mask] };
      return () => derive({ plans: { configurations: { '3d_fullres': own } } }).draft.input.intensity;
    };
    expect(withScheme('ZScoreNormalization', false)()).toEqual([{ op: 'zScore', over: 'all' }]);
    expect(withScheme('ZScoreNormalization', true)()).toEqual([{ op: 'zScore', over: 'nonZero' }]);
    expect(withScheme('RescaleTo01Normalization', false)()).toEqual([{ op: 'minMax' }]);
    expect(withScheme('RGBTo01Normalization', false)()).toEqual([{ op: 'divide', by: 255 }]);
    expect(withScheme('NoNormalization', false)()).toEqual([]);
    expect(codeOf(withScheme('OurNormalization', false))).toBe('MODEL_IMPORT');
  });

  it('orders labels by their number, leaves ignore out, and takes names that RTSTRUCT can hold', () => {
    const { output } = derive().draft;
    expect(output.activation).toBe('softmax');
    expect(output.labels.map((l) => l?.name ?? null)).toEqual([null, 'Liver', 'left_kidney']);
    expect(output.labels[1]).toMatchObject({ fmaCode: '7197', interpretedType: 'ORGAN' });
    expect(output.labels[2]).toMatchObject({ fmaCode: null, interpretedType: 'NONE' });
    expect(fact(derive(), 'name of left_kidney')?.value).toContain('Kidney_L');
    const renamed = derive({ choices: { names: { 'left kidney': 'Kidney_L' } } }).draft.output.labels[2];
    expect(renamed).toMatchObject({ name: 'Kidney_L', fmaCode: '7205', interpretedType: 'ORGAN' });
    expect(codeOf(() => derive({ choices: { names: { kidney: 'Kidney_L' } } }))).toBe('MODEL_RENAME');
  });

  it('keeps regions in the order of their channels, with what each paints and holds', () => {
    const labels = { background: 0, whole: [1, 2, 3], core: [2, 3], enhancing: [3] };
    const { output } = derive({
      dataset: { labels, regions_class_order: [1, 2, 3] },
      onnx: network(3),
    }).draft;
    expect(output.activation).toBe('regions');
    expect(output.labels.map((l) => l?.name)).toEqual(['whole', 'core', 'enhancing']);
    expect(output.regions).toEqual([
      { paints: 1, holds: [1, 2, 3] },
      { paints: 2, holds: [2, 3] },
      { paints: 3, holds: [3] },
    ]);
    expect(codeOf(() => derive({ dataset: { labels, regions_class_order: [1, 2] } }))).toBe('MODEL_IMPORT_FILE');
    expect(codeOf(() => derive({ dataset: { labels } }))).toBe('MODEL_IMPORT_FILE');
  });

  it('goes slice by slice across the first axis for a 2D configuration, at the image’s own step', () => {
    const { input, tiling } = derive({ onnx: network(3, ['a', 'b']) }).draft;
    expect(input.sliceAxis).toBe('y');
    expect(input.axes).toEqual([
      { axis: 'y', towards: 'P', spacingMm: null, patch: 1, multipleOf: 1 },
      { axis: 'z', towards: 'S', spacingMm: 0.75, patch: 256, multipleOf: 4 },
      { axis: 'x', towards: 'L', spacingMm: 0.8, patch: 192, multipleOf: 4 },
    ]);
    expect(tiling.batch).toBe(4);
  });

  it('takes the configuration from the notes, a person, or the sizes of the network', () => {
    expect(fact(derive({ onnx: network(3, [64, 32, 64]) }), 'configuration')?.value).toBe('3d_lowres');
    expect(fact(derive(), 'configuration')).toMatchObject({
      value: '3d_fullres',
      from: expect.stringContaining('assumed'),
    });
    const noted = network(3, ['a', 'b', 'c'], { 'nnunet.configuration': '3d_lowres' });
    expect(derive({ onnx: noted }).draft.input.axes.map((a) => a.spacingMm)).toEqual([1.5, 6, 1.6]);
    expect(codeOf(() => derive({ choices: { configuration: '3d_cascade_fullres' } }))).toBe('MODEL_IMPORT');
    expect(codeOf(() => derive({ choices: { configuration: '3d_highres' } }))).toBe('MODEL_IMPORT_FILE');
    expect(codeOf(() => derive({ onnx: network(3, [80, 80, 80]) }))).toBe('MODEL_IMPORT_FILE');
  });

  it('mirrors along what the checkpoint allowed, else along all axes and says that this is assumed', () => {
    const noted = network(3, ['a', 'b', 'c'], { 'nnunet.mirroring_axes': '[0, 2]' });
    expect(derive({ onnx: noted }).draft.mirroring).toEqual({ axes: ['y', 'x'] });
    expect(derive().draft.mirroring).toEqual({ axes: ['y', 'z', 'x'] });
    expect(fact(derive(), 'mirroring')?.from).toContain('assumed');
    expect(derive({ onnx: network(3, ['a', 'b', 'c'], { 'nnunet.mirroring_axes': '[]' }) }).draft.mirroring).toBeNull();
    expect(derive({ choices: { hasMirroring: false } }).draft.mirroring).toBeNull();
    expect(codeOf(() => derive({ onnx: network(3, ['a', 'b', 'c'], { 'nnunet.mirroring_axes': '[3]' }) }))).toBe(
      'MODEL_IMPORT_FILE',
    );
  });

  it('averages logits in Gaussian tiles half a patch apart', () => {
    const { average, tiling } = derive().draft;
    expect(average).toBe('logits');
    expect(tiling).toMatchObject({ overlap: 0.5, blend: { kind: 'gaussian', sigmaOfPatch: 0.125 }, placement: 'even' });
  });

  it('asks for the modality where the channel is called otherwise, and refuses several images', () => {
    expect(derive({ dataset: { channel_names: { '0': 'T1' } } }).draft.intendedUse.modality).toBe('MR');
    expect(codeOf(() => derive({ dataset: { channel_names: { '0': 'noNorm' } } }))).toBe('MODEL_IMPORT');
    const given = derive({ dataset: { channel_names: { '0': 'noNorm' } }, choices: { modality: 'CT' } });
    expect(given.draft.intendedUse).toMatchObject({ modality: 'CT', tissueMedian: { min: -200, max: 250 } });
    expect(codeOf(() => derive({ dataset: { channel_names: { '0': 'CT', '1': 'PET' } } }))).toBe('MODEL_IMPORT');
  });

  it('refuses a network with other channels than labels, or several outputs', () => {
    expect(codeOf(() => derive({ onnx: network(4) }))).toBe('MODEL_IMPORT_FILE');
    const supervised = readOnnx(
      onnxFile({ outputs: [valueInfo('a', [1, 3, 'a', 'b', 'c']), valueInfo('b', [1, 3, 'd', 'e', 'f'])] }),
    );
    expect(codeOf(() => derive({ onnx: supervised }))).toBe('MODEL_IMPORT');
  });

  it('asks for half the field of the median training image, along the axes of the patient', () => {
    const sized = {
      original_median_shape_after_transp: [512, 120, 400],
      original_median_spacing_after_transp: [0.75, 3, 0.8],
    };
    expect(derive({ plans: sized }).draft.intendedUse.minimumExtentMm).toEqual({ L: 160, P: 192, S: 180 });
    expect(fact(derive({ plans: sized }), 'smallest field')).toMatchObject({ value: '160 x 192 x 180' });
    expect(derive().draft.intendedUse.minimumExtentMm).toEqual({ L: 0, P: 0, S: 0 });
  });

  it('reads the strides of plans before nnU-Net 2.4', () => {
    const { architecture: _, ...rest } = plans.configurations['3d_fullres'];
    const old = {
      ...rest,
      pool_op_kernel_sizes: [
        [1, 1, 1],
        [2, 2, 2],
        [2, 1, 2],
        [2, 2, 2],
      ],
    };
    const { axes } = derive({ plans: { configurations: { '3d_fullres': old } } }).draft.input;
    expect(axes.map(({ multipleOf }) => multipleOf)).toEqual([8, 4, 8]);
  });
});
