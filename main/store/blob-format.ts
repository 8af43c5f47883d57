// The header before every blob, little endian, 32 bytes:
//   0 'LMNB'   4 uint16 format version   6 uint16 header length   8 uint32 key id (0 = plain)
//   12 uint32 reserved   16 uint64 payload length   24 uint64 reserved
// The key id is there so that encryption at rest can come without a new format.

export const BLOB_HEADER_BYTES = 32;
const MAGIC = 0x424e4d4c;
const FORMAT_VERSION = 1;
const PLAIN_KEY_ID = 0;

export function encodeBlobHeader(payloadBytes: number): Uint8Array {
  const header = new Uint8Array(BLOB_HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, FORMAT_VERSION, true);
  view.setUint16(6, BLOB_HEADER_BYTES, true);
  view.setUint32(8, PLAIN_KEY_ID, true);
  view.setBigUint64(16, BigInt(payloadBytes), true);
  return header;
}

/** The payload length, or why these bytes are not the header of a blob that can be read here. */
export function decodeBlobHeader(header: Uint8Array): { readonly payloadBytes: number } | { readonly problem: string } {
  if (header.length < BLOB_HEADER_BYTES) return { problem: 'cut short' };
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== MAGIC) return { problem: 'not a blob' };
  if (view.getUint16(4, true) !== FORMAT_VERSION) return { problem: 'written by a newer Limner' };
  if (view.getUint16(6, true) !== BLOB_HEADER_BYTES) return { problem: 'damaged header' };
  if (view.getUint32(8, true) !== PLAIN_KEY_ID) return { problem: 'encrypted with an unknown key' };
  const payloadBytes = view.getBigUint64(16, true);
  if (payloadBytes > BigInt(Number.MAX_SAFE_INTEGER)) return { problem: 'damaged header' };
  return { payloadBytes: Number(payloadBytes) };
}
