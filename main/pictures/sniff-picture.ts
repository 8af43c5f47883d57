// Told by the content; apart from the decoders, which few imports need.

export type PictureFormat = 'png' | 'jpeg';

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG_SIGNATURE = [0xff, 0xd8, 0xff];

const startsWith = (head: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, at) => head[at] === byte);

/** What picture a file is that begins with these bytes; null: none. */
export function sniffPicture(head: Uint8Array): PictureFormat | null {
  if (startsWith(head, PNG_SIGNATURE)) return 'png';
  return startsWith(head, JPEG_SIGNATURE) ? 'jpeg' : null;
}
