// Unique identifiers (PS3.5 section 9) that Limner makes itself.

import { AppError } from '../error/index.ts';

/**
 * UID under 2.25 from 16 bytes (PS3.5 annex B.2): the decimal form of the UUID that they are once its version (8, RFC
 * 9562: made from other data) and variant bits are set. The same bytes always give the same UID.
 */
export function uidFromBytes(bytes: Uint8Array): string {
  if (bytes.length < 16) throw new AppError('internal', 'DICOM_UID_BYTES', 'A derived UID needs 16 bytes.');
  let value = 0n;
  for (let at = 0; at < 16; at++) {
    let byte = bytes[at] as number;
    if (at === 6) byte = (byte & 0x0f) | 0x80;
    if (at === 8) byte = (byte & 0x3f) | 0x80;
    value = (value << 8n) | BigInt(byte);
  }
  return `2.25.${value}`;
}

const UID = /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/;

/** True for 1 to 64 digits and dots, components without leading zeros (PS3.5 section 9.1). */
export const isValidUid = (text: string): boolean => text.length <= 64 && UID.test(text);
