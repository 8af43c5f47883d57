// Transfer syntaxes (PS3.5 annex A, PS3.6 table A-1): which of them Limner reads, and the names of those it does not.

export const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const DEFLATED_LITTLE_ENDIAN = '1.2.840.10008.1.2.1.99';
export const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';
export const RLE_LOSSLESS = '1.2.840.10008.1.2.5';
export const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
export const JPEG_EXTENDED = '1.2.840.10008.1.2.4.51';
export const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.57';
export const JPEG_LOSSLESS_FIRST_ORDER = '1.2.840.10008.1.2.4.70';
export const JPEG_LS_LOSSLESS = '1.2.840.10008.1.2.4.80';
export const JPEG_LS_NEAR_LOSSLESS = '1.2.840.10008.1.2.4.81';
export const JPEG_2000_LOSSLESS = '1.2.840.10008.1.2.4.90';
export const JPEG_2000 = '1.2.840.10008.1.2.4.91';

const NAMES: Readonly<Record<string, string>> = {
  [IMPLICIT_LITTLE_ENDIAN]: 'Implicit VR Little Endian',
  [EXPLICIT_LITTLE_ENDIAN]: 'Explicit VR Little Endian',
  [DEFLATED_LITTLE_ENDIAN]: 'Deflated Explicit VR Little Endian',
  [EXPLICIT_BIG_ENDIAN]: 'Explicit VR Big Endian',
  [RLE_LOSSLESS]: 'RLE Lossless',
  [JPEG_BASELINE]: 'JPEG Baseline',
  [JPEG_EXTENDED]: 'JPEG Extended (12 bit)',
  [JPEG_LOSSLESS]: 'JPEG Lossless',
  [JPEG_LOSSLESS_FIRST_ORDER]: 'JPEG Lossless, first-order prediction',
  [JPEG_LS_LOSSLESS]: 'JPEG-LS Lossless',
  [JPEG_LS_NEAR_LOSSLESS]: 'JPEG-LS Near-lossless',
  [JPEG_2000_LOSSLESS]: 'JPEG 2000 Lossless',
  [JPEG_2000]: 'JPEG 2000',
  '1.2.840.10008.1.2.4.201': 'High-Throughput JPEG 2000 Lossless',
  '1.2.840.10008.1.2.4.202': 'High-Throughput JPEG 2000 Lossless (RPCL)',
  '1.2.840.10008.1.2.4.203': 'High-Throughput JPEG 2000',
};

/** Name and UID, for a message. */
export const transferSyntaxName = (uid: string): string =>
  uid in NAMES ? `${NAMES[uid]} (${uid})` : `transfer syntax ${uid}`;

export type PixelCompression = 'none' | 'rle' | 'jpeg' | 'jpeg-ls' | 'jpeg-2000';

const COMPRESSIONS: Readonly<Record<string, PixelCompression>> = {
  [IMPLICIT_LITTLE_ENDIAN]: 'none',
  [EXPLICIT_LITTLE_ENDIAN]: 'none',
  [DEFLATED_LITTLE_ENDIAN]: 'none',
  [EXPLICIT_BIG_ENDIAN]: 'none',
  [RLE_LOSSLESS]: 'rle',
  [JPEG_BASELINE]: 'jpeg',
  [JPEG_EXTENDED]: 'jpeg',
  [JPEG_LOSSLESS]: 'jpeg',
  [JPEG_LOSSLESS_FIRST_ORDER]: 'jpeg',
  [JPEG_LS_LOSSLESS]: 'jpeg-ls',
  [JPEG_LS_NEAR_LOSSLESS]: 'jpeg-ls',
  [JPEG_2000_LOSSLESS]: 'jpeg-2000',
  [JPEG_2000]: 'jpeg-2000',
};

/** How pixels of this syntax are stored, or null when Limner has no decoder for it. */
export const pixelCompression = (uid: string): PixelCompression | null => COMPRESSIONS[uid] ?? null;

/** True when every image of this syntax has lost something. */
export const isAlwaysLossy = (uid: string): boolean =>
  uid === JPEG_BASELINE || uid === JPEG_EXTENDED || uid === JPEG_LS_NEAR_LOSSLESS;
