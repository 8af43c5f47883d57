import { describe, expect, it } from 'vitest';
import { deriveFromMonai, NO_CHOICES, readOnnx } from '../../../core/model-import/index.ts';
import { onnxFile, valueInfo } from '../../support/onnx-builder.ts';

// As spleen_ct_segmentation of the model zoo has it.
const metadata = {
  version: '0.5.9',
  name: 'Spleen CT segmentation',
  intended_use: 'This is an example, not to be used for diagnostic purposes',
  network_data_format: {
    inputs: {
      image: { type: 'image', format: 'hounsfield', modality: 'CT', num_channels: 1, spatial_shape: [96, 96, 96] },
    },
    outputs: {
      pred: {
        type: 'image',
        format: 'segmentation',
        num_channels: 2,
        channel_def: { '0': 'background', '1': 'spleen' },
      },
    },
  },
};

const intensity = {
  _target_: 'ScaleIntensityRanged',
  keys: 'image',
  a_min: -57,
  a_max: 164,
  b_min: 0,
  b_max: 1,
  clip: true,
};
const inference = {
  imports: ['$import glob'],
  datalist: "$list(sorted(glob.glob(@dataset_dir + '/imagesTs/*.nii.gz')))",
  roi: [96, 96, 96],
  preprocessing: {
    _target_: 'Compose',
    transforms: [
      { _target_: 'LoadImaged', keys: 'image' },
      { _target_: 'EnsureChannelFirstd', keys: 'image' },
      { _target_: 'Orientationd', keys: 'image', axcodes: 'RAS' },
      { _target_: 'Spacingd', keys: 'image', pixdim: [1.5, 1.5, 2], mode: 'bilinear' },
      intensity,
      { _target_: 'EnsureTyped', keys: 'image' },
    ] as object[],
  },
  inferer: { _target_: 'SlidingWindowInferer', roi_size: '@roi', sw_batch_size: 4, overlap: 0.5 },
  postprocessing: {
    _target_: 'Compose',
    transforms: [
      { _target_: 'Activationsd', keys: 'pred', softmax: true },
      { _target_: 'Invertd', keys: 'pred', transform: '@preprocessing', orig_keys: 'image' },
      { _target_: 'AsDiscreted', keys: 'pred', argmax: true },
      { _target_: 'SaveImaged', keys: 'pred', _disabled_: true },
    ] as object[],
  },
};

const network = readOnnx(
  onnxFile({ inputs: [valueInfo('i', [1, 1, 'a', 'b', 'c'])], outputs: [valueInfo('o', [1, 2, 'a', 'b', 'c'])] }),
);

const derive = (over: { metadata?: object; inference?: object; choices?: object } = {}) =>
  deriveFromMonai({ ...metadata, ...over.metadata }, { ...inference, ...over.inference }, network, {
    ...NO_CHOICES,
    ...over.choices,
  });

const withIntensity = (...steps: object[]) => ({
  inference: { preprocessing: [{ _target_: 'Orientationd', axcodes: 'RAS' }, ...steps] },
});

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing thrown';
};

describe('deriveFromMonai', () => {
  it('reads orientation, spacing and the patch, following a reference', () => {
    expect(derive().draft.input.axes).toEqual([
      { axis: 'x', towards: 'R', spacingMm: 1.5, patch: 96, multipleOf: 1 },
      { axis: 'y', towards: 'A', spacingMm: 1.5, patch: 96, multipleOf: 1 },
      { axis: 'z', towards: 'S', spacingMm: 2, patch: 96, multipleOf: 1 },
    ]);
    const asked = derive({ inference: { preprocessing: [intensity] } });
    expect(asked.facts.find(({ what }) => what.startsWith('orientation'))).toMatchObject({
      value: 'not known',
      from: 'to be said',
    });
    expect(asked.questions.map(({ choice }) => choice)).toEqual(['orientation']);
    expect(derive().questions).toEqual([]);
    expect(asked.draft.input.axes.map((a) => a.spacingMm)).toEqual([null, null, null]);
  });

  it('says intensity transforms in steps of a manifest', () => {
    const steps = (...transforms: object[]) => derive(withIntensity(...transforms)).draft.input.intensity;
    expect(steps(intensity)).toEqual([
      { op: 'clip', min: -57, max: 164 },
      { op: 'shift', by: 57 },
      { op: 'divide', by: 221 },
    ]);
    expect(steps({ ...intensity, b_min: -1, b_max: 1, clip: false })).toEqual([
      { op: 'shift', by: 57 },
      { op: 'divide', by: 221 },
      { op: 'scale', by: 2 },
      { op: 'shift', by: -1 },
    ]);
    expect(steps({ _target_: 'monai.transforms.NormalizeIntensityD', nonzero: true, channel_wise: true })).toEqual([
      { op: 'zScore', over: 'nonZero' },
    ]);
    expect(steps({ _target_: 'NormalizeIntensityd', subtrahend: 100, divisor: 50 })).toEqual([
      { op: 'shift', by: -100 },
      { op: 'divide', by: 50 },
    ]);
    expect(steps({ _target_: 'ScaleIntensityd', minv: 0, maxv: 1 })).toEqual([{ op: 'minMax' }]);
    expect(
      steps({ _target_: 'ScaleIntensityRangePercentilesd', lower: 1, upper: 99, b_min: 0, b_max: 1, clip: true }),
    ).toEqual([{ op: 'clipPercentiles', low: 1, high: 99 }, { op: 'minMax' }]);
    expect(codeOf(() => steps({ _target_: 'NormalizeIntensityd', subtrahend: 5, nonzero: true }))).toBe('MODEL_IMPORT');
    expect(codeOf(() => steps({ _target_: 'AdjustContrastd', gamma: 2 }))).toBe('MODEL_IMPORT');
    expect(codeOf(() => steps({ _target_: 'Resized', spatial_size: [96, 96, 96] }))).toBe('MODEL_IMPORT');
  });

  it('refuses statistics of the image that are taken before it is resampled', () => {
    const early = [{ _target_: 'NormalizeIntensityd' }, { _target_: 'Spacingd', pixdim: [1, 1, 1] }];
    expect(codeOf(() => derive(withIntensity(...early)))).toBe('MODEL_IMPORT');
    const turned = [
      { _target_: 'Spacingd', pixdim: [1, 1, 3] },
      { _target_: 'Orientationd', axcodes: 'RAS' },
    ];
    expect(codeOf(() => derive({ inference: { preprocessing: turned } }))).toBe('MODEL_IMPORT');
  });

  it('reads tiles as MONAI lays them', () => {
    expect(derive().draft.tiling).toMatchObject({ overlap: 0.5, blend: { kind: 'constant' }, placement: 'stride' });
    const inferer = { _target_: 'SlidingWindowInferer', roi_size: [96, 96, 96], mode: 'gaussian' };
    expect(derive({ inference: { inferer } }).draft.tiling).toMatchObject({
      overlap: 0.25,
      blend: { kind: 'gaussian', sigmaOfPatch: 0.125 },
    });
    expect(codeOf(() => derive({ inference: { inferer: { _target_: 'SimpleInferer' } } }))).toBe('MODEL_IMPORT');
    expect(codeOf(() => derive({ inference: { inferer: { ...inferer, padding_mode: 'reflect' } } }))).toBe(
      'MODEL_IMPORT',
    );
  });

  it('lets tiles become smaller where memory is short, by what a network with such tiles may ask', () => {
    const roi = (...roi_size: number[]) => ({ inference: { inferer: { ...inference.inferer, roi_size } } });
    expect(derive(roi(96, 128, 160)).draft.tiling.smallestPatch).toEqual([64, 64, 96]);
    expect(derive(roi(100, 64, 48)).draft.tiling.smallestPatch).toEqual([64, 64, 48]);
    expect(derive(roi(64, 32, 16)).draft.tiling.smallestPatch).toBeNull();
  });

  it('reads the activation, the threshold and what is cleaned up', () => {
    expect(derive().draft.output).toMatchObject({ activation: 'softmax', labels: [null, { name: 'spleen' }] });
    const largest = derive({
      inference: {
        postprocessing: [
          { _target_: 'AsDiscreted', argmax: true },
          { _target_: 'KeepLargestConnectedComponentd', applied_labels: [1] },
        ],
      },
    });
    expect(largest.draft.output.labels[1]?.postProcessing.largestComponent).toBe(true);
    const outputs = { pred: { num_channels: 2, channel_def: { '0': 'tumor core', '1': 'whole tumor' } } };
    const sigmoid = derive({
      metadata: { network_data_format: { ...metadata.network_data_format, outputs } },
      inference: {
        postprocessing: [
          { _target_: 'Activationsd', sigmoid: true },
          { _target_: 'AsDiscreted', threshold: 0.4 },
        ],
      },
    });
    expect(sigmoid.draft.output).toMatchObject({
      activation: 'sigmoid',
      threshold: 0.4,
      labels: [{ name: 'tumor_core' }, { name: 'whole_tumor' }],
    });
    expect(codeOf(() => derive({ inference: { postprocessing: [] } }))).toBe('MODEL_IMPORT');
    const foreign = { postprocessing: [{ _target_: 'Activationsd', softmax: true }, { _target_: 'FillHolesd' }] };
    expect(codeOf(() => derive({ inference: foreign }))).toBe('MODEL_IMPORT');
  });

  it('never runs an expression', () => {
    const python = { inferer: { ...inference.inferer, roi_size: "$__import__('os').system('true')" } };
    expect(codeOf(() => derive({ inference: python }))).toBe('MODEL_IMPORT');
    expect(codeOf(() => derive({ inference: { preprocessing: '$@a + @b' } }))).toBe('MODEL_IMPORT');
    expect(codeOf(() => derive({ inference: { roi: '@roi' } }))).toBe('MODEL_IMPORT');
  });

  it('names itself by the metadata and says what it is for', () => {
    const { draft } = derive();
    expect(draft).toMatchObject({ id: 'spleen-ct-segmentation', version: '0.5.9', title: 'Spleen CT segmentation' });
    expect(draft.intendedUse).toMatchObject({ modality: 'CT', tissueMedian: { min: -200, max: 250 } });
    const inputs = { image: { num_channels: 1, modality: 'MR' } };
    const mr = derive({ metadata: { network_data_format: { ...metadata.network_data_format, inputs } } });
    expect(mr.draft.intendedUse).toMatchObject({ modality: 'MR', tissueMedian: null });
    const unknown = {
      metadata: { network_data_format: { ...metadata.network_data_format, inputs: { image: { num_channels: 1 } } } },
    };
    expect(codeOf(() => derive(unknown))).toBe('MODEL_IMPORT');
  });
});
