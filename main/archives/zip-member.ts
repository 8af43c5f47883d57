// What is known of one file inside a ZIP archive, and the reasons for which archives and their files are refused.

import { AppError } from '../../core/error/index.ts';

/** A file inside an archive, as the checked directory of the archive describes it. Plain data. */
export interface ArchiveMember {
  readonly archivePath: string;
  /** How its bytes are stored: as they are, or deflated. */
  readonly method: 'stored' | 'deflated';
  /** Where its local header starts in the archive. */
  readonly headerOffset: number;
  /** Bytes of its name in the archive. */
  readonly nameBytes: number;
  readonly compressedBytes: number;
  /** Bytes of the file itself, as the directory declares them. */
  readonly byteLength: number;
  readonly crc32: number;
}

export const damagedArchive = (why: string, cause?: unknown): AppError =>
  new AppError('corrupt-data', 'ARCHIVE_DAMAGED', `The ZIP archive is damaged: ${why}. Copy or download it again.`, {
    cause,
  });

export const archiveTooLarge = (why: string): AppError =>
  new AppError(
    'resource',
    'ARCHIVE_TOO_LARGE',
    `The ZIP archive was not opened: ${why}. Unpack it and name the folder.`,
  );

export const encryptedMember = (): AppError =>
  new AppError(
    'unsupported',
    'ARCHIVE_ENCRYPTED',
    'The ZIP archive is encrypted, and passwords are not supported. Unpack it and name the folder.',
  );

export const unknownMethod = (): AppError =>
  new AppError(
    'unsupported',
    'ARCHIVE_METHOD',
    'The ZIP archive uses a compression other than deflate. Unpack it and name the folder.',
  );

export const nestedArchive = (): AppError =>
  new AppError(
    'unsupported',
    'ARCHIVE_NESTED',
    'A ZIP archive inside a ZIP archive is not opened. Unpack the outer one and name its folder.',
  );

/** A name that leads out of the archive has no honest use, so what carries it is not read at all. */
export const escapingName = (): AppError =>
  new AppError(
    'corrupt-data',
    'ARCHIVE_ENTRY_NAME',
    'The ZIP archive holds a file whose name leads out of the archive. It was left alone; ask where the archive comes from.',
  );
