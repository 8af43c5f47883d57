// RT Dose files for tests, byte by byte.

import { type BuiltElement, dicomFile, type Layout, rleFrame } from './dicom-builder.ts';

export interface DoseFileOptions {
  readonly layout?: Layout;
  /** Columns, rows, frames. */
  readonly size?: readonly [number, number, number];
  /** Row distance, column distance, mm. */
  readonly pixelSpacing?: readonly [number, number];
  readonly position?: readonly number[];
  readonly orientation?: readonly number[];
  readonly offsets?: readonly number[] | null;
  readonly scaling?: number | string | null;
  readonly units?: string;
  readonly type?: string;
  readonly summation?: string;
  readonly beam?: number;
  readonly bits?: 16 | 32;
  readonly isSigned?: boolean;
  readonly frameOfReferenceUid?: string;
  readonly patientId?: string;
  readonly sopInstanceUid?: string;
  readonly seriesInstanceUid?: string;
  /** Stored number of voxel (i, j, frame). */
  readonly stored?: (i: number, j: number, k: number) => number;
  /** Replace or take away elements of the finished list. */
  readonly extra?: readonly BuiltElement[];
  readonly without?: readonly number[];
}

let instances = 0;

function pixelBytes({ layout, bits = 32, stored, size = [4, 3, 2] }: DoseFileOptions): Uint8Array {
  const [columns, rows, frames] = size;
  const bytes = new Uint8Array(columns * rows * frames * (bits / 8));
  const view = new DataView(bytes.buffer);
  const isLittle = layout !== 'big-endian';
  let at = 0;
  for (let k = 0; k < frames; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const value = stored?.(i, j, k) ?? at / (bits / 8);
        if (bits === 16) view.setUint16(at, value & 0xffff, isLittle);
        else view.setUint32(at, value >>> 0, isLittle);
        at += bits / 8;
      }
    }
  }
  return layout === 'rle' ? rleFrame(bytes, bits / 8) : bytes;
}

/** A dose of 4 x 3 x 2 voxels unless it is told otherwise; stored numbers grow by one a voxel. */
export function buildDose(options: DoseFileOptions = {}): Uint8Array {
  const { bits = 32, size = [4, 3, 2] } = options;
  const offsets = options.offsets === undefined ? Array.from({ length: size[2] }, (_, k) => 2 * k) : options.offsets;
  const scaling = options.scaling === undefined ? 0.01 : options.scaling;
  const ds = (tag: number, value: readonly number[]) => ({ tag, vr: 'DS', value: value.join('\\') });
  const beams = options.beam === undefined ? [] : [[{ tag: 0x300c0006, vr: 'IS', value: String(options.beam) }]];
  const group = [
    { tag: 0x300c0022, vr: 'IS', value: '1' },
    ...(beams.length > 0 ? [{ tag: 0x300c0004, vr: 'SQ', value: beams }] : []),
  ];
  const plan = [
    { tag: 0x00081150, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.481.5' },
    { tag: 0x00081155, vr: 'UI', value: '1.2.3.50' },
    { tag: 0x300c0020, vr: 'SQ', value: [group] },
  ];
  const elements: BuiltElement[] = [
    { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.481.2' },
    { tag: 0x00080018, vr: 'UI', value: options.sopInstanceUid ?? `1.2.3.40.${++instances}` },
    { tag: 0x00080060, vr: 'CS', value: 'RTDOSE' },
    { tag: 0x00100020, vr: 'LO', value: options.patientId ?? 'P1' },
    { tag: 0x0020000d, vr: 'UI', value: '1.2.3.7' },
    { tag: 0x0020000e, vr: 'UI', value: options.seriesInstanceUid ?? '1.2.3.41' },
    ds(0x00200032, options.position ?? [-10, -20, 30]),
    ds(0x00200037, options.orientation ?? [1, 0, 0, 0, 1, 0]),
    { tag: 0x00200052, vr: 'UI', value: options.frameOfReferenceUid ?? '1.2.3.9' },
    { tag: 0x00280002, vr: 'US', value: 1 },
    { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME2' },
    { tag: 0x00280008, vr: 'IS', value: String(size[2]) },
    { tag: 0x00280010, vr: 'US', value: size[1] },
    { tag: 0x00280011, vr: 'US', value: size[0] },
    ds(0x00280030, options.pixelSpacing ?? [3, 2.5]),
    { tag: 0x00280100, vr: 'US', value: bits },
    { tag: 0x00280101, vr: 'US', value: bits },
    { tag: 0x00280102, vr: 'US', value: bits - 1 },
    { tag: 0x00280103, vr: 'US', value: options.isSigned ? 1 : 0 },
    { tag: 0x30040002, vr: 'CS', value: options.units ?? 'GY' },
    { tag: 0x30040004, vr: 'CS', value: options.type ?? 'PHYSICAL' },
    { tag: 0x3004000a, vr: 'CS', value: options.summation ?? 'PLAN' },
    ...(offsets === null ? [] : [ds(0x3004000c, offsets)]),
    ...(scaling === null ? [] : [{ tag: 0x3004000e, vr: 'DS', value: String(scaling) }]),
    { tag: 0x30040014, vr: 'CS', value: 'IMAGE' },
    { tag: 0x300c0002, vr: 'SQ', value: [plan] },
    { tag: 0x7fe00010, vr: 'OW', value: pixelBytes(options) },
  ];
  const extra = new Set((options.extra ?? []).map(({ tag }) => tag));
  const kept = elements.filter(({ tag }) => !options.without?.includes(tag) && !extra.has(tag));
  return dicomFile([...kept, ...(options.extra ?? [])], options.layout ?? 'explicit');
}
