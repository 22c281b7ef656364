import type { ChosenFile } from './upload-store.ts';

/** Lists the dropped files and those in dropped folders, in order, without hidden ones. */
export async function droppedFiles({ items }: DataTransfer): Promise<readonly ChosenFile[]> {
  // The browser offers the entries only during the drop event, so all are taken before the first await.
  const entries = Array.from(items, (item) => item.webkitGetAsEntry());
  const found: ChosenFile[] = [];
  for (const entry of entries) if (entry !== null) await walk(entry, found);
  return found;
}

/** The files of a folder that was chosen in the browser's dialog. */
export const filesOfFolder = (files: Iterable<File>): readonly ChosenFile[] =>
  Array.from(files, (file) => ({ name: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file })).filter(
    ({ name }) => !name.split('/').some((part) => part.startsWith('.')),
  );

async function walk(entry: FileSystemEntry, found: ChosenFile[]): Promise<void> {
  if (entry.name.startsWith('.')) return;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    found.push({ name: entry.fullPath.replace(/^\//, ''), file });
  } else if (isFolder(entry)) {
    const inside = await entriesOf(entry);
    for (const each of inside.toSorted((one, other) => (one.name < other.name ? -1 : 1))) await walk(each, found);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    found.push(...some);
  }
}
