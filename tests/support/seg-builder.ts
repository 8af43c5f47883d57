// Small segmentations, element by element, in every layout of a data set.

import { type BuiltElement, dicomFile, type Layout } from './dicom-builder.ts';

export interface SegFileOptions {
  readonly layout?: Layout;
  readonly type?: 'BINARY' | 'FRACTIONAL' | 'LABELMAP';
  /** Columns and rows. */
  readonly size?: readonly [number, number];
  /** Segment and height (mm) of each frame. */
  readonly frames?: readonly (readonly [segment: number, z: number])[];
  /** (0018,0088) and (0018,0050), mm; null: not said. */
  readonly stepMm?: number | null;
  readonly thicknessMm?: number | null;
  /** Stored pixels of all frames, one number each. */
  readonly pixels?: readonly number[];
}

const CLASSES = { BINARY: '66.4', FRACTIONAL: '66.4', LABELMAP: '66.7' } as const;

function packed(pixels: readonly number[], bits: 1 | 8): Uint8Array {
  const bytes = new Uint8Array(2 * Math.ceil((pixels.length * bits) / 16));
  pixels.forEach((value, at) => {
    if (bits === 8) bytes[at] = value;
    else if (value !== 0) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
  });
  return bytes;
}

const segment = (number: number): BuiltElement[] => [
  { tag: 0x00620004, vr: 'US', value: number },
  { tag: 0x00620005, vr: 'LO', value: `S${number}` },
  { tag: 0x00620008, vr: 'CS', value: 'MANUAL' },
];

const group = (type: string, number: number, z: number): BuiltElement[] => [
  { tag: 0x00209113, vr: 'SQ', value: [[{ tag: 0x00200032, vr: 'DS', value: `-4\\-4\\${z}` }]] },
  ...(type === 'LABELMAP'
    ? []
    : [{ tag: 0x0062000a, vr: 'SQ', value: [[{ tag: 0x0062000b, vr: 'US', value: number }]] }]),
];

const sharedGroups = ({ stepMm = 2, thicknessMm = null }: SegFileOptions): BuiltElement[] => [
  { tag: 0x00209116, vr: 'SQ', value: [[{ tag: 0x00200037, vr: 'DS', value: '1\\0\\0\\0\\1\\0' }]] },
  {
    tag: 0x00289110,
    vr: 'SQ',
    value: [
      [
        ...(thicknessMm === null ? [] : [{ tag: 0x00180050, vr: 'DS', value: String(thicknessMm) }]),
        ...(stepMm === null ? [] : [{ tag: 0x00180088, vr: 'DS', value: String(stepMm) }]),
        { tag: 0x00280030, vr: 'DS', value: '1\\1' },
      ],
    ],
  },
];

export function buildSeg(options: SegFileOptions = {}): Uint8Array {
  const { layout = 'explicit', type = 'BINARY', size = [9, 7] } = options;
  const frames = options.frames ?? [1, 2].flatMap((n) => [0, 2, 4].map((z) => [n, z] as const));
  const count = size[0] * size[1] * frames.length;
  const pixels = options.pixels ?? Array.from({ length: count }, (_, at) => (at % 3 === 0 ? 1 : 0));
  const bits = type === 'BINARY' ? 1 : 8;
  const us = (tag: number, value: number): BuiltElement => ({ tag, vr: 'US', value });
  const ui = (tag: number, value: string): BuiltElement => ({ tag, vr: 'UI', value });
  const elements: BuiltElement[] = [
    ui(0x00080016, `1.2.840.10008.5.1.4.1.1.${CLASSES[type]}`),
    ui(0x00080018, '1.2.3.50'),
    ui(0x0020000d, '1.2.3.7'),
    ui(0x0020000e, '1.2.3.51'),
    ui(0x00200052, '1.2.3.9'),
    { tag: 0x00100020, vr: 'LO', value: 'P1' },
    us(0x00280002, 1),
    { tag: 0x00280008, vr: 'IS', value: String(frames.length) },
    us(0x00280010, size[1]),
    us(0x00280011, size[0]),
    us(0x00280100, bits),
    us(0x00280101, bits),
    us(0x00280102, bits - 1),
    us(0x00280103, 0),
    { tag: 0x00620001, vr: 'CS', value: type },
    { tag: 0x00620002, vr: 'SQ', value: [...new Set(frames.map(([n]) => n))].map(segment) },
    { tag: 0x52009229, vr: 'SQ', value: [sharedGroups(options)] },
    { tag: 0x52009230, vr: 'SQ', value: frames.map(([n, z]) => group(type, n, z)) },
    { tag: 0x7fe00010, vr: 'OB', value: packed(pixels, bits) },
  ];
  if (type === 'FRACTIONAL') elements.push(us(0x0062000e, 1));
  return dicomFile(elements, layout);
}
