/** @typedef {import('./uploads.js').Upload} Upload */

/**
 * Files and folders that were dropped, walked in order; hidden ones are left out.
 *
 * @param {DataTransfer} transfer
 * @returns {Promise<readonly Upload[]>}
 */
export async function droppedFiles({ items }) {
  // Entries are there only as long as the drop is being told of: all of them are asked for before anything is awaited.
  const entries = Array.from(items, (item) => item.webkitGetAsEntry());
  /** @type {Upload[]} */
  const found = [];
  for (const entry of entries) if (entry !== null) await walk(entry, found);
  return found;
}

/**
 * @param {FileSystemEntry} entry
 * @param {Upload[]} found
 */
async function walk(entry, found) {
  if (entry.name.startsWith('.')) return;
  if (entry.isFile) {
    const one = /** @type {FileSystemFileEntry} */ (entry);
    const file = await new Promise((/** @type {(file: File) => void} */ resolve, reject) => one.file(resolve, reject));
    found.push({ name: entry.fullPath.replace(/^\//, ''), file });
  } else {
    for (const each of (await entriesOf(/** @type {FileSystemDirectoryEntry} */ (entry))).toSorted((one, other) =>
      one.name < other.name ? -1 : 1,
    ))
      await walk(each, found);
  }
}

/**
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<readonly FileSystemEntry[]>}
 */
async function entriesOf(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const found = [];
  for (;;) {
    const some = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    found.push(...some);
  }
}
