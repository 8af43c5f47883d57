// Pictures of slices, made by scikit-image and Pillow, judged by them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scanPaths } from '../../main/dicom/index.ts';
import { runPython } from '../support/run-python.ts';
import { tempFolder } from '../support/temp-folder.ts';

const root = tempFolder();

/** Writes the pictures and says what their grey values are. */
const MAKE = `
import sys, json, os, numpy as np
from PIL import Image
folder = sys.argv[1]
y, x = np.mgrid[0:13, 0:17]
grey8 = ((x * 15 + y * 7) % 256).astype(np.uint8)
grey16 = (x * 3800 + y * 31).astype(np.uint16)
rgb = np.stack([grey8, 255 - grey8, grey8 // 2], -1)
out = {}
def put(name, image, values, **options):
  image.save(os.path.join(folder, name), **options); out[name] = values.flatten().tolist()
put('grey8.png', Image.fromarray(grey8), grey8)
put('grey16.png', Image.fromarray(grey16), grey16)
put('grey-as-rgb.png', Image.fromarray(np.stack([grey8] * 3, -1)), grey8)
put('rgb.png', Image.fromarray(rgb), np.asarray(Image.fromarray(rgb).convert('L')))
put('palette.png', Image.fromarray(grey8).convert('P'), grey8)
alpha = np.full_like(grey8, 255); alpha[3, 4] = 9
put('alpha.png', Image.fromarray(np.stack([grey8, alpha], -1), 'LA'), grey8)
put('one-bit.png', Image.fromarray(grey8 > 99), grey8)
smooth = (60 + 3 * x + 4 * y).astype(np.uint8)
put('grey.jpg', Image.fromarray(smooth), smooth, quality=95)
put('rgb.jpg', Image.fromarray(rgb), grey8, quality=95)
put('progressive.jpg', Image.fromarray(smooth), smooth, progressive=True)
print(json.dumps(out))`;

let judged: Record<string, number[]> = {};
beforeAll(() => {
  judged = runPython<typeof judged>(MAKE, root);
});

const codes = (list: readonly { readonly code: string }[]) => list.map(({ code }) => code);

describe('a picture that is named', () => {
  it.each([
    ['grey8.png', 'png', []],
    ['grey16.png', 'png', []],
    ['grey-as-rgb.png', 'png', []],
    ['palette.png', 'png', []],
    ['alpha.png', 'png', ['IMAGE_TRANSPARENCY']],
  ] as const)('%s becomes one slice without scale, value for value', async (name, source, warnings) => {
    const { series, refused } = await scanPaths([join(root, name)]);
    expect(refused).toEqual([]);
    expect(series).toMatchObject([{ source, modality: 'OT', patient: null, geometry: { size: [17, 13, 1] } }]);
    expect(codes(series[0]?.warnings ?? [])).toEqual(['IMAGE_NO_SCALE', ...warnings]);
    expect([...(series[0]?.volume.voxels ?? [])]).toEqual(judged[name]);
  });

  it('in colour becomes its luminance, and that is said', async () => {
    const { series } = await scanPaths([join(root, 'rgb.png')]);
    expect(codes(series[0]?.warnings ?? [])).toEqual(['IMAGE_NO_SCALE', 'IMAGE_COLOUR']);
    const voxels = series[0]?.volume.voxels ?? [];
    const differences = (judged['rgb.png'] ?? []).map((value, at) => Math.abs(value - (voxels[at] as number)));
    // Pillow rounds its integer weights down.
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  });

  it('as grey JPEG is decoded within what JPEG loses', async () => {
    const { series } = await scanPaths([join(root, 'grey.jpg')]);
    expect(series).toMatchObject([{ source: 'jpeg', geometry: { size: [17, 13, 1] } }]);
    const voxels = series[0]?.volume.voxels ?? [];
    const differences = (judged['grey.jpg'] ?? []).map((value, at) => Math.abs(value - (voxels[at] as number)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(4);
  });

  it.each(['rgb.jpg', 'progressive.jpg', 'one-bit.png'])('%s is refused with its reason', async (name) => {
    const { series, refused } = await scanPaths([join(root, name)]);
    expect(series).toEqual([]);
    expect(refused).toMatchObject([{ kind: 'unsupported', code: 'IMAGE_FORMAT', path: join(root, name) }]);
  });

  it('that is cut, flipped or promises too much is refused in little memory', async () => {
    const whole = readFileSync(join(root, 'grey8.png'));
    const flipped = Buffer.from(whole);
    flipped[60] = (flipped[60] as number) ^ 0xff;
    const huge = Buffer.from(whole);
    huge.writeUInt32BE(0x7fffffff, 16);
    const variants = { cut: whole.subarray(0, whole.length - 20), flipped, huge };
    const before = process.memoryUsage().arrayBuffers;
    for (const [name, bytes] of Object.entries(variants)) {
      const path = join(root, `bad-${name}`);
      writeFileSync(path, bytes);
      expect((await scanPaths([path])).refused).toMatchObject([{ kind: 'corrupt-data', code: 'IMAGE_DAMAGED' }]);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10e6);
  });
});

describe('pictures in folders', () => {
  it('are previews and ignored', async () => {
    const folder = join(root, 'folder');
    mkdirSync(folder);
    writeFileSync(join(folder, 'preview.png'), readFileSync(join(root, 'grey8.png')));
    expect(await scanPaths([folder])).toMatchObject({ series: [], ignored: 1 });
  });
});
