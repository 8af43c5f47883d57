// JPEG and JPEG-LS in all the forms that dcmtk writes, decoded as dcmtk decodes them; and the same streams damaged.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DicomImage, decodePixels, readDicom } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { codecFor } from '../../main/dicom/frame-codecs.ts';
import { buildSlice, type SliceOptions } from '../support/dicom-builder.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { testFolder } from '../support/temp-folder.ts';

// Sizes that are no multiple of a block.
const ROWS = 61;
const COLUMNS = 43;

/** Smooth shapes with noise, over the whole range of the bits. */
function testPixels(bits: number, isSigned: boolean): number[] {
  const random = seededRandom(bits);
  const span = 2 ** bits - 1;
  const low = isSigned ? -(2 ** (bits - 1)) : 0;
  return Array.from({ length: ROWS * COLUMNS }, (_, at) => {
    const x = at % COLUMNS;
    const y = Math.floor(at / COLUMNS);
    const smooth = 0.5 + 0.45 * Math.sin(x / 9) * Math.cos(y / 13);
    const value = x > 30 && y > 40 ? Math.round(random()) : smooth + 0.02 * (random() - 0.5);
    return low + Math.round(span * value);
  });
}

async function decode(bytes: Uint8Array): Promise<Float32Array> {
  const image = readDicom(bytes) as DicomImage;
  const out = new Float32Array(image.rows * image.columns);
  decodePixels(bytes, image, out, 0, await codecFor(image));
  return out;
}

interface Form {
  readonly tool: 'dcmcjpeg' | 'dcmcjpls';
  readonly options: readonly string[];
  readonly bits: 8 | 12 | 16;
  readonly isSigned?: boolean;
  /** Largest difference from dcmtk's decoder; 0 where the method defines every bit. */
  readonly tolerance: number;
  /** True where what goes in comes out. */
  readonly isLossless?: boolean;
}

const lossless = (bits: Form['bits'], isSigned: boolean, ...options: string[]): Form => ({
  tool: 'dcmcjpeg',
  options,
  bits,
  isSigned,
  tolerance: 0,
  isLossless: true,
});
const dct = (bits: 8 | 12, ...options: string[]): Form => ({ tool: 'dcmcjpeg', options, bits, tolerance: 1 });

const FORMS: readonly Form[] = [
  lossless(8, false, '+e1'),
  lossless(12, false, '+e1'),
  lossless(12, true, '+e1'),
  lossless(16, false, '+e1'),
  lossless(16, true, '+e1'),
  ...['1', '2', '3', '4', '5', '6', '7'].map((sv) => lossless(12, false, '+el', '+sv', sv)),
  lossless(16, false, '+el', '+sv', '4'),
  { ...lossless(12, false, '+el', '+pt', '2'), isLossless: false },
  dct(8, '+eb'),
  dct(8, '+eb', '+q', '40', '-ho'),
  dct(8, '+ee'),
  dct(12, '+ee'),
  dct(12, '+ee', '+q', '100'),
  dct(12, '+ee', '+fs', '1'),
  { tool: 'dcmcjpls', options: ['+el'], bits: 8, tolerance: 0, isLossless: true },
  { tool: 'dcmcjpls', options: ['+el'], bits: 12, tolerance: 0, isLossless: true },
  { tool: 'dcmcjpls', options: ['+el'], bits: 12, isSigned: true, tolerance: 0, isLossless: true },
  { tool: 'dcmcjpls', options: ['+el'], bits: 16, isSigned: true, tolerance: 0, isLossless: true },
  { tool: 'dcmcjpls', options: ['+el', '+fs', '1'], bits: 16, tolerance: 0, isLossless: true },
  { tool: 'dcmcjpls', options: ['+en', '+md', '3'], bits: 12, tolerance: 0 },
];

const slice = ({ bits, isSigned = false }: Form): SliceOptions => ({
  rows: ROWS,
  columns: COLUMNS,
  bitsAllocated: bits === 8 ? 8 : 16,
  bitsStored: bits,
  isSigned,
  intercept: 0,
  stored: testPixels(bits, isSigned),
});

describe('compressed pixels against dcmtk', () => {
  it.each(FORMS)('$tool $options, $bits bits, signed: $isSigned', async (form) => {
    const folder = testFolder();
    const [plain, packed, judged] = ['plain', 'packed', 'judged'].map((name) => join(folder, `${name}.dcm`));
    writeFileSync(plain as string, buildSlice(slice(form)));
    const run = (tool: string, ...args: unknown[]) => execFileSync(tool, args as string[], { stdio: 'ignore' });
    run(form.tool, ...form.options, plain, packed);
    run(form.tool === 'dcmcjpeg' ? 'dcmdjpeg' : 'dcmdjpls', packed, judged);
    const ours = await decode(readFileSync(packed as string));
    const theirs = await decode(readFileSync(judged as string));
    const worst = ours.reduce((most, value, at) => Math.max(most, Math.abs(value - (theirs[at] as number))), 0);
    expect(worst).toBeLessThanOrEqual(form.tolerance);
    if (form.isLossless) expect([...ours]).toEqual(testPixels(form.bits, form.isSigned ?? false));
  });
});

/** What becomes of a stream that is cut or changed: values, or a refusal with its reason, and soon. */
async function outcomeOf(bytes: Uint8Array): Promise<'decoded' | AppError> {
  const begun = process.cpuUsage();
  try {
    await decode(bytes);
    return 'decoded';
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  } finally {
    // Of the processor, which nobody else's work lengthens.
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1000).toBeLessThan(2000);
  }
}

const ENCODINGS = ['JPGExtended', 'MR_small_jp2klossless', 'MR_small_jpeg_ls_lossless', 'lossless', '693_J2KI'];

describeWithShared('damaged streams', () => {
  const read = (name: string): Uint8Array => {
    if (name !== 'lossless' && name !== 'JPGExtended') {
      return new Uint8Array(readFileSync(sharedPath('dicom/transfer-syntaxes', `${name}.dcm`)));
    }
    const folder = testFolder();
    const bits = name === 'lossless' ? 16 : 12;
    writeFileSync(join(folder, 'a'), buildSlice(slice({ ...lossless(bits, false) })));
    const option = name === 'lossless' ? '+e1' : '+ee';
    execFileSync('dcmcjpeg', [option, join(folder, 'a'), join(folder, 'b')], { stdio: 'ignore' });
    return new Uint8Array(readFileSync(join(folder, 'b')));
  };

  it.each(ENCODINGS)('%s: a stream that is cut short is refused, wherever it ends', async (name) => {
    const bytes = read(name);
    const [fragment] = (readDicom(bytes) as DicomImage).pixels.fragments;
    const { offset, length } = fragment as { offset: number; length: number };
    const step = Math.max(1, Math.floor(length / 40));
    for (let kept = 0; kept < length - 12; kept += step) {
      const cut = bytes.slice();
      cut.fill(0, offset + kept, offset + length);
      new DataView(cut.buffer).setUint32(offset - 4, kept + (kept & 1), true);
      const outcome = await outcomeOf(cut.slice(0, offset + kept + (kept & 1)));
      expect(outcome, `${kept} of ${length} bytes`).toMatchObject({ kind: 'corrupt-data' });
    }
  });

  it.each(ENCODINGS)('%s: changed bytes are refused or decoded, and the next image is as ever', async (name) => {
    const bytes = read(name);
    const before = await decode(bytes);
    const [fragment] = (readDicom(bytes) as DicomImage).pixels.fragments;
    const { offset, length } = fragment as { offset: number; length: number };
    const random = seededRandom(length);
    for (let round = 0; round < 150; round++) {
      const changed = bytes.slice();
      // Half of the changes fall on the headers of the stream.
      const reach = round % 2 === 0 ? Math.min(length, 160) : length;
      for (let n = 0; n <= round % 3; n++) changed[offset + Math.floor(random() * reach)] = Math.floor(random() * 256);
      const outcome = await outcomeOf(changed);
      if (outcome !== 'decoded') expect(['corrupt-data', 'unsupported', 'resource']).toContain(outcome.kind);
    }
    expect(await decode(bytes)).toEqual(before);
  });
});
