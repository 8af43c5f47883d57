import { deflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { base64, encodePng } from '../../../core/report/index.ts';

const deflate = (bytes: Uint8Array) => deflateSync(bytes);

describe('PNG', () => {
  it.each([1, 3] as const)('is read back by another decoder, %i channels', (channels) => {
    const [width, height] = [37, 23];
    const data = Uint8Array.from({ length: width * height * channels }, (_, at) => (at * at * 31 + (at >> 3)) & 255);
    const png = decode(encodePng({ width, height, channels, data }, deflate), { checkCrc: true });
    expect([png.width, png.height, png.channels, png.depth]).toEqual([width, height, channels, 8]);
    expect(Uint8Array.from(png.data)).toEqual(data);
  });

  it('refuses data that do not fill the picture', () => {
    expect(() => encodePng({ width: 2, height: 2, channels: 1, data: new Uint8Array(3) }, deflate)).toThrow(RangeError);
  });

  it('is base64 as Node has it, whatever the padding', () => {
    for (const length of [0, 1, 2, 3, 4, 257]) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 73) & 255);
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }
  });
});
