// The host in a browser: pages see no paths, so files are handed over to the server on this computer, a few at a time.

import type { HostInfo } from '../../core/contract/index.ts';
import { AppError, ERROR_KINDS, type ErrorKind } from '../../core/error/index.ts';
import { filesOfDrop, filesOfInput, type TreeFile } from './file-tree.ts';
import { type HostPort, hostUrls, type UploadProgress } from './host-port.ts';

const AT_ONCE = 4;

export function createWebHost(info: HostInfo): HostPort {
  const listeners = new Set<(progress: UploadProgress | null) => void>();
  const tell = (progress: UploadProgress | null) => {
    for (const listener of [...listeners]) listener(progress);
  };
  const handOver = async (files: readonly TreeFile[]): Promise<string[]> => {
    if (files.length === 0) return [];
    const { grantId } = (await ask('POST', 'grant')) as { grantId: string };
    try {
      await uploadAll(grantId, files, tell);
      return [grantId];
    } catch (error) {
      await release([grantId]).catch(() => undefined);
      throw error;
    } finally {
      tell(null);
    }
  };
  return {
    ...hostUrls,
    kind: 'web',
    info,
    pickImport: async (what = 'folder') => handOver(await chooseFiles(what)),
    grantDropped: async (transfer) => handOver(await filesOfDrop(transfer)),
    pickExportFolder: async () => null,
    showFolder: async () => undefined,
    release,
    onUpload: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const release = async (grantIds: readonly string[]): Promise<void> => {
  for (const grantId of grantIds) await ask('DELETE', `grant/${encodeURIComponent(grantId)}`);
};

async function uploadAll(
  grantId: string,
  files: readonly TreeFile[],
  tell: (progress: UploadProgress) => void,
): Promise<void> {
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  let filesDone = 0;
  let bytesDone = 0;
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let entry = files[next++]; entry !== undefined; entry = files[next++]) {
      const { path, file } = entry;
      await ask('POST', `upload/${encodeURIComponent(grantId)}?path=${encodeURIComponent(path)}`, file);
      filesDone++;
      bytesDone += file.size;
      tell({ filesDone, files: files.length, bytesDone, bytes });
    }
  };
  tell({ filesDone, files: files.length, bytesDone, bytes });
  // One failure ends all lanes: the rest would be a part of a study, which nobody asked to import.
  await Promise.all(Array.from({ length: AT_ONCE }, lane)).finally(() => {
    next = files.length;
  });
}

function chooseFiles(what: 'files' | 'folder'): Promise<TreeFile[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.webkitdirectory = what === 'folder';
  // In the page: a browser may forget one that hangs nowhere while a person is still looking for the folder.
  input.hidden = true;
  document.body.append(input);
  return new Promise((resolve) => {
    const end = (files: TreeFile[]) => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('change', () => end(input.files === null ? [] : filesOfInput(input.files)));
    input.addEventListener('cancel', () => end([]));
    input.click();
  });
}

/** Throws the server's AppError, or `resource` CONNECTION_LOST. */
async function ask(method: 'POST' | 'DELETE', address: string, body?: File): Promise<unknown> {
  const response = await fetch(address, body === undefined ? { method } : { method, body }).catch((cause: unknown) => {
    const message = 'The files could not be handed over: Limner does not answer, or they cannot be read any more.';
    throw new AppError('resource', 'CONNECTION_LOST', message, { cause, retryable: true });
  });
  if (response.ok) return response.json();
  const { error } = (await response.json().catch(() => ({}))) as { error?: Partial<AppError> };
  const kind: ErrorKind = ERROR_KINDS.find((known) => known === error?.kind) ?? 'internal';
  throw new AppError(kind, error?.code ?? 'UPLOAD_REFUSED', error?.message ?? 'The files were refused.');
}
