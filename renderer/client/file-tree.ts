// The files in what a person dropped, folders walked, with their paths below the drop.

export interface TreeFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly file: File;
}

/** Must be called inside the drop event: a DataTransfer is empty after it. */
export function filesOfDrop(transfer: DataTransfer): Promise<TreeFile[]> {
  const entries: FileSystemEntry[] = [];
  const loose: TreeFile[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = entry === null ? item.getAsFile() : null;
    if (entry !== null) entries.push(entry);
    else if (file !== null) loose.push({ path: file.name, file });
  }
  return walk(entries).then((walked) => [...loose, ...walked]);
}

export const filesOfInput = (files: FileList): TreeFile[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

async function walk(entries: readonly FileSystemEntry[]): Promise<TreeFile[]> {
  const found: TreeFile[] = [];
  const open = [...entries];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    if (isFile(entry)) found.push({ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry) });
    else if (isFolder(entry)) open.push(...(await childrenOf(entry)));
  }
  return found;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader gives its entries in batches (100 in Chromium) until one is empty. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return children;
    children.push(...batch);
  }
}
