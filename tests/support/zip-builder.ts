// ZIP archives for tests, byte by byte (PKWARE APPNOTE 6.3.10), good ones and such as no archiver writes.

import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isStored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  /** What the directory says, where it is not the truth. */
  readonly declaredBytes?: number;
  readonly crc32?: number;
  /** Local header that the directory points to instead of the file's own: the index of another file. */
  readonly sharesWith?: number;
}

function record(size: number, write: (view: DataView) => void): Buffer {
  const bytes = Buffer.alloc(size);
  write(new DataView(bytes.buffer, bytes.byteOffset, size));
  return bytes;
}

/** @param isZip64 sizes, offset and count stand in the Zip64 records alone */
export function zipFile(files: readonly ZipFile[], isZip64 = false): Buffer {
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  const add = (...buffers: Buffer[]) => {
    for (const buffer of buffers) {
      parts.push(buffer);
      offset += buffer.length;
    }
  };
  const central = files.map((file) => {
    const name = Buffer.from(file.name);
    const method = file.method ?? (file.isStored ? 0 : 8);
    const packed = method === 8 ? deflateRawSync(file.bytes) : Buffer.from(file.bytes);
    const sum = file.crc32 ?? crc32(file.bytes);
    const byteLength = file.declaredBytes ?? file.bytes.length;
    const flags = (file.flags ?? 0) | 0x800;
    offsets.push(offset);
    const start = file.sharesWith === undefined ? offset : (offsets[file.sharesWith] as number);
    if (file.sharesWith === undefined) {
      const local = record(30, (view) => {
        view.setUint32(0, 0x04034b50, true);
        view.setUint16(6, flags, true);
        view.setUint16(8, method, true);
        view.setUint32(14, sum, true);
        view.setUint32(18, packed.length, true);
        view.setUint32(22, byteLength, true);
        view.setUint16(26, name.length, true);
      });
      add(local, name, packed);
    }
    const extra = isZip64
      ? record(28, (view) => {
          view.setUint16(0, 1, true);
          view.setUint16(2, 24, true);
          view.setBigUint64(4, BigInt(byteLength), true);
          view.setBigUint64(12, BigInt(packed.length), true);
          view.setBigUint64(20, BigInt(start), true);
        })
      : Buffer.alloc(0);
    const header = record(46, (view) => {
      view.setUint32(0, 0x02014b50, true);
      view.setUint16(8, flags, true);
      view.setUint16(10, method, true);
      view.setUint32(16, sum, true);
      view.setUint32(20, isZip64 ? 0xffffffff : packed.length, true);
      view.setUint32(24, isZip64 ? 0xffffffff : byteLength, true);
      view.setUint16(28, name.length, true);
      view.setUint16(30, extra.length, true);
      view.setUint32(42, isZip64 ? 0xffffffff : start, true);
    });
    return Buffer.concat([header, name, extra]);
  });
  const start = offset;
  add(Buffer.concat(central));
  const size = offset - start;
  if (isZip64) {
    const end64 = offset;
    add(
      record(56, (view) => {
        view.setUint32(0, 0x06064b50, true);
        view.setBigUint64(4, 44n, true);
        view.setBigUint64(32, BigInt(files.length), true);
        view.setBigUint64(40, BigInt(size), true);
        view.setBigUint64(48, BigInt(start), true);
      }),
      record(20, (view) => {
        view.setUint32(0, 0x07064b50, true);
        view.setBigUint64(8, BigInt(end64), true);
        view.setUint32(16, 1, true);
      }),
    );
  }
  add(
    record(22, (view) => {
      view.setUint32(0, 0x06054b50, true);
      view.setUint16(8, isZip64 ? 0xffff : files.length, true);
      view.setUint16(10, isZip64 ? 0xffff : files.length, true);
      view.setUint32(12, isZip64 ? 0xffffffff : size, true);
      view.setUint32(16, isZip64 ? 0xffffffff : start, true);
    }),
  );
  return Buffer.concat(parts);
}
