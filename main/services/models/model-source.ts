// The files of a model that somebody brings: a folder or a ZIP archive, looked at in the same way. Links are not
// followed, and nothing is written.

import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../core/error/index.ts';
import { isZip, readMember, readZipDirectory } from '../../archives/index.ts';
import { mapNodeError } from '../../platform/node-error.ts';

export interface SourceFile {
  /** Relative, with `/`. */
  readonly name: string;
  readonly byteLength: number;
}

export interface ModelSource {
  readonly files: readonly SourceFile[];
  /** The bytes of one of `files`. Throws `resource` MODEL_TOO_LARGE above `maxBytes`, and what reading throws. */
  read(name: string, maxBytes: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface ReadPorts {
  readonly signal: AbortSignal;
  /** Bytes read since the last call. */
  readonly onBytes: (count: number) => void;
}

/** Read at once between two looks at the signal. */
const CHUNK_BYTES = 8 * 2 ** 20;

/** A model is a handful of files; more than this is some other folder. */
const MAX_FILES = 5000;
const MAX_DEPTH = 8;

const tooMany = () =>
  new AppError(
    'invalid-input',
    'MODEL_SOURCE',
    `There are more than ${MAX_FILES} files. Name the folder of the model itself.`,
  );

export const tooLarge = (name: string, maxBytes: number): AppError =>
  new AppError(
    'resource',
    'MODEL_TOO_LARGE',
    `${name} is larger than ${Math.round(maxBytes / 2 ** 20)} MiB, more than a model of this kind has.`,
  );

async function listFolder(root: string, under: string, depth: number, into: SourceFile[]): Promise<void> {
  for (const entry of await readdir(join(root, under), { withFileTypes: true })) {
    const name = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory() && depth < MAX_DEPTH) await listFolder(root, name, depth + 1, into);
    if (!entry.isFile()) continue;
    into.push({ name, byteLength: (await stat(join(root, name))).size });
    if (into.length > MAX_FILES) throw tooMany();
  }
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled', 'CANCELLED', 'Installing was cancelled.');
}

/** A network may have gigabytes: it is read in pieces, so that a cancel is heard. */
async function readWhole(path: string, byteLength: number, { signal, onBytes }: ReadPorts): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteLength);
  const handle = await open(path, 'r');
  try {
    for (let at = 0; at < byteLength; ) {
      throwIfCancelled(signal);
      const { bytesRead } = await handle.read(bytes, at, Math.min(CHUNK_BYTES, byteLength - at), at);
      if (bytesRead === 0) {
        throw new AppError('corrupt-data', 'MODEL_FILE', `${path} became shorter while it was read. Try again.`);
      }
      at += bytesRead;
      onBytes(bytesRead);
    }
  } finally {
    await handle.close();
  }
  return bytes;
}

async function openFolder(path: string, ports: ReadPorts): Promise<ModelSource> {
  const files: SourceFile[] = [];
  await listFolder(path, '', 0, files);
  const byName = new Map(files.map((file) => [file.name, file]));
  return {
    files: files.sort((a, b) => (a.name < b.name ? -1 : 1)),
    read: async (name, maxBytes) => {
      const file = byName.get(name);
      if (file === undefined) throw missing(name);
      if (file.byteLength > maxBytes) throw tooLarge(name, maxBytes);
      return readWhole(join(path, name), file.byteLength, ports);
    },
    close: async () => undefined,
  };
}

/** What a browser hands over lies in a folder of its own, an archive too. */
const onlyArchive = ({ files }: ModelSource): string | null =>
  files.length === 1 && /\.zip$/i.test(files[0]?.name ?? '') ? (files[0]?.name ?? null) : null;

async function openArchive(path: string, handle: FileHandle, { signal, onBytes }: ReadPorts): Promise<ModelSource> {
  const { entries } = await readZipDirectory(handle, path);
  if (entries.length > MAX_FILES) throw tooMany();
  const members = new Map(
    entries.map(({ name, member }) => {
      // One bad name is enough: what carries it was made to do harm.
      if (member instanceof AppError) throw member;
      return [name, member];
    }),
  );
  return {
    files: [...members].map(([name, { byteLength }]) => ({ name, byteLength })),
    read: async (name, maxBytes) => {
      const member = members.get(name);
      if (member === undefined) throw missing(name);
      if (member.byteLength > maxBytes) throw tooLarge(name, maxBytes);
      throwIfCancelled(signal);
      const bytes = await readMember(handle, member, member.byteLength, (byteLength) => new Uint8Array(byteLength));
      onBytes(bytes.length);
      return bytes;
    },
    close: () => handle.close(),
  };
}

const missing = (name: string): AppError =>
  new AppError('not-found', 'MODEL_FILE', `The model lacks its file ${name}.`);

/** Throws `cancelled`, `not-found`, `denied`, `invalid-input` MODEL_SOURCE for neither a folder nor a ZIP, and what the archive throws. */
export async function openModelSource(path: string, ports: ReadPorts): Promise<ModelSource> {
  let handle: FileHandle | null = null;
  try {
    if ((await stat(path)).isDirectory()) {
      const folder = await openFolder(path, ports);
      const inner = onlyArchive(folder);
      return inner === null ? folder : await openModelSource(join(path, inner), ports);
    }
    handle = await open(path, 'r');
    const head = new Uint8Array(4);
    const { bytesRead } = await handle.read(head, 0, 4, 0);
    if (!isZip(head.subarray(0, bytesRead))) {
      throw new AppError(
        'invalid-input',
        'MODEL_SOURCE',
        `${path} is neither a folder nor a ZIP archive. Name the folder that holds the network and its description.`,
      );
    }
    const source = await openArchive(path, handle, ports);
    handle = null;
    return source;
  } catch (error) {
    throw mapNodeError(error, `Reading ${path}`);
  } finally {
    await handle?.close();
  }
}
