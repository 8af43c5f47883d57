// Lists of damaged files with tens or hundreds of thousands of items: what looks through all of them for each takes from
// many minutes to hours, what hands them to a call one by one runs out of room. Each answer here comes at once.
import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE, leavingStructures } from '../../../core/destination/index.ts';
import { describeStack } from '../../../core/dicom/describe-stack.ts';
import { type DecodedRtplan, prescribedGy } from '../../../core/dicom/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { createMonaiConfig, type Json, type JsonObject, readSteps } from '../../../core/model-import/monai-config.ts';
import { readConfiguration, readDataset } from '../../../core/model-import/nnunet-files.ts';
import { suggestName } from '../../../core/terminology/index.ts';
import { assignLayers } from '../../../core/volume/index.ts';
import { parseNrrdHeader, readSegments } from '../../../core/volume-files/index.ts';
import { uniqueFileStems } from '../../../main/services/exchange/file-stem.ts';
import { maskFromText } from '../../support/phantom-masks.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** The kind, code and message of what is refused. */
const refusal = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    const { kind, code, message } = error as { kind: string; code: string; message: string };
    return `${kind} ${code}: ${message}`;
  }
  return 'nothing refused';
};

describe('names', () => {
  it('that are all the same leave with a number each', () => {
    const structures = numbers(50_000).map(() => ({ name: 'ROI', color: '#ff0000', interpretedType: '' }));
    const names = leavingStructures(structures, DEFAULT_PROFILE).map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['ROI', 'ROI_2', 'ROI_3']);
    expect(names.at(-1)).toBe('ROI_50000');
    expect(new Set(names).size).toBe(50_000);
  });

  it('that are all the same become a file each', () => {
    const stems = uniqueFileStems(numbers(100_000).map((n) => (n % 2 === 0 ? 'Lung' : 'LUNG')));
    expect(stems.slice(0, 3)).toEqual(['Lung', 'LUNG_2', 'Lung_3']);
    expect(stems.at(-1)).toBe('LUNG_100000');
  });

  it('of a department are looked up among as many of its aliases', () => {
    const aliases = numbers(20_000).map((n) => ({ alias: `ours ${n}`, name: `Organ_${n}` }));
    const found = aliases.map(({ alias }) => suggestName(alias.toUpperCase(), aliases)?.name);
    expect(found).toEqual(aliases.map(({ name }) => name));
  });
});

describe('a header', () => {
  it('of a NRRD file with half a million axes is none', () => {
    const axes = 500_000;
    const head = `NRRD0004\ntype: uchar\ndimension: ${axes}\nsizes: ${'1 '.repeat(axes).trim()}\nencoding: raw\n\n`;
    expect(refusal(() => parseNrrdHeader(new TextEncoder().encode(head)))).toBe(
      'corrupt-data VOLUME_HEADER: The NRRD header is damaged: it names 500000 axes, and the format has at most 16. Export the file again.',
    );
  });

  it('of a segmentation with tens of thousands of segments is not read as structures', () => {
    const pairs = (count: number) => new Map(numbers(count).map((n) => [`Segment${n}_LabelValue`, '1']));
    expect(readSegments({ pairs: pairs(4096) })).toHaveLength(4096);
    expect(refusal(() => readSegments({ pairs: pairs(40_000) }))).toMatch(
      /^unsupported NRRD_SEGMENTS: .* 40000 segments/,
    );
  });
});

it('masks that all overlap get a layer each, and those beside them share the first', () => {
  const [a, b] = [maskFromText([['##.']]), maskFromText([['..#']])];
  const layers = assignLayers([...numbers(2000).map(() => a), b]);
  expect(layers).toEqual([...numbers(2000), 0]);
});

describe('a bundle', () => {
  const config = (root: object) => createMonaiConfig(root as JsonObject);
  const itself =
    'unsupported MODEL_IMPORT: The references of the bundle lead to each other without end. Write out what they stand for.';

  it('whose reference leads through itself is refused', () => {
    expect(refusal(() => config({ a: '@a#b' }).resolve('@a'))).toBe(itself);
  });

  it('whose references lead to others, many each, is refused', () => {
    const levels = numbers(9).map((n): [string, object] => [
      `c${n + 1}`,
      { x: `@c${n}${'#x'.repeat(30)}#up${n + 1}`, ...Object.fromEntries(numbers(10).map((m) => [`up${m}`, `@c${m}`])) },
    ]);
    const c0 = Object.fromEntries([['x', '@c0'], ...numbers(10).map((m) => [`up${m}`, `@c${m}`])]);
    expect(refusal(() => config({ c0, ...Object.fromEntries(levels) }).resolve('@c9#x'))).toBe(itself);
  });

  it('whose transforms lie within each other is refused, by a reference or as they are written', () => {
    const endless = config({ x: { transforms: '@x' } });
    let nested: Json = [];
    for (let depth = 0; depth < 20_000; depth++) nested = { transforms: nested };
    const within = 'unsupported MODEL_IMPORT: The preprocessing of the bundle holds transforms within each other';
    expect(refusal(() => readSteps(endless, '@x', 'The preprocessing'))).toContain(within);
    expect(refusal(() => readSteps(config({}), nested, 'The preprocessing'))).toContain(within);
  });
});

describe('plans of nnU-Net', () => {
  it('whose configurations inherit without end are refused', () => {
    const configurations = Object.fromEntries(numbers(200_000).map((n) => [`c${n}`, { inherits_from: `c${n + 1}` }]));
    const plans = { configurations } as unknown as Parameters<typeof readConfiguration>[0];
    expect(refusal(() => readConfiguration(plans, 'c0'))).toBe(
      'corrupt-data MODEL_IMPORT_FILE: plans.json cannot be used: c0 inherits from more than 20 others.',
    );
  });

  it('for more labels than anybody draws are refused', () => {
    const labels = Object.fromEntries(numbers(100_000).map((n) => [`organ ${n}`, n]));
    expect(refusal(() => readDataset({ labels }))).toBe(
      'corrupt-data MODEL_IMPORT_FILE: dataset.json cannot be used: labels: more than 4096 labels.',
    );
  });
});

describe('an object', () => {
  it('of more slices than a call has room for is unevenly spaced', () => {
    const planes = 200_000;
    const regular = regularGeometry({ size: [8, 8, planes], spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
    const heightOf = (k: number) => (k === 1 ? 1.25 : k);
    const stack = { ...regular, planeOriginsLps: numbers(planes).flatMap((k) => [0, 0, heightOf(k)]) };
    expect(
      describeStack(stack, () => 1)
        .warnings.map(({ message }) => message)
        .join(),
    ).toContain('(0.75 to 1.25 mm)');
  });

  it('of more prescriptions than a call has room for prescribes the highest', () => {
    const references = numbers(200_000).map((n) => ({
      type: 'TARGET',
      structureType: 'VOLUME',
      prescriptionGy: n / 4000,
    }));
    expect(prescribedGy({ references } as unknown as DecodedRtplan)).toBeCloseTo(50, 2);
  });
});
